"""What classification does about accepted applications, dossiers and withdrawals."""

from datetime import date, datetime

from contracts.appeals import AppealFiled
from contracts.base import Deadlines
from contracts.intake import ApplicationAccepted, ApplicationSubmitted, ApplicationWithdrawn
from contracts.investigation import DossierReady, DossierRevised
from contracts.population import StandingTakenOver
from services.chassis.errors import Poison
from services.chassis.tables import Context, Handlers
from services.classification import clocks
from services.classification.conference import propose_on_event, propose_on_test
from services.classification.domain.commands import EndCase, JudgeDossier, NoteStanding, StartDecisionClock
from services.classification.domain.determination import DETERMINATION
from services.classification.domain.procedure_messages import RequireCountyVisit
from services.classification.domain.state import Determination
from services.classification.judging import assessment_of, found_assets
from services.classification.monitoring import find_again, find_risk
from services.policy.errors import NotCovered
from services.policy.parameters import parameters


async def start_decision_clock(event: ApplicationAccepted, ctx: Context) -> None:
    """Only an application for basic living tests a class, so only its decision has a clock here."""
    if "basic_living" not in event.needs:
        return
    accepted_on = clocks.day_of(event.accepted_at)
    command = StartDecisionClock(
        application_id=event.application_id,
        division=event.division,
        accepted_on=accepted_on,
        decision_due=promised(event.deadlines, "decision") or clocks.decision_due(accepted_on),
    )
    await ctx.execute(DETERMINATION, event.household_id, command)
    if event.separate_register:
        visit = RequireCountyVisit(application_id=event.application_id, because="staff_relative", now=ctx.now())
        await ctx.execute(DETERMINATION, event.household_id, visit)


async def note_complaint(event: AppealFiled, ctx: Context) -> None:
    """A complaint or report before the confirmation: the county visits itself. 57号 Art. 20."""
    if event.application_id is None or event.kind not in ("complaint", "report"):
        return
    if event.application_id not in (await ctx.state(DETERMINATION, event.household_id)).cases:
        return
    command = RequireCountyVisit(application_id=event.application_id, because="complaint", now=ctx.now())
    await ctx.execute(DETERMINATION, event.household_id, command)


def promised(deadlines: Deadlines, name: str) -> date | None:
    moment = deadlines.get(name)
    return clocks.day_of(moment) if isinstance(moment, datetime) else moment


async def judge_dossier(event: DossierReady, ctx: Context) -> None:
    """The same for the first dossier and for every later revision, before and after the decision."""
    state = await ctx.state(DETERMINATION, event.household_id)
    try:
        assessment = assessment_of(event, state, day_of_test(event, state, ctx.today()))
    except NotCovered as gap:
        raise Poison(str(gap)) from gap  # figures have to be published first; the words name a place, no person
    rules = parameters(event.division, event.residence, ctx.today())
    command = JudgeDossier(
        application_id=event.application_id,
        revision=event.revision,
        division=event.division,
        residence=event.residence,
        needs=event.needs,
        household=event.dossier.household,
        assessment=assessment,
        recheck=event.recheck,
        undeclared=found_assets(event.dossier),
        grace_months=rules.dibao.grace_months,
        process=rules.process,
        now=ctx.now(),
    )
    await ctx.execute(DETERMINATION, event.household_id, command)
    await propose_on_test(event, assessment, ctx)
    await find_again(event, ctx)


def day_of_test(event: DossierReady, state: Determination, today: date) -> date:
    """Today; a decision that a later one has replaced is compared by the figures of its own day."""
    tested_on = state.case(event.application_id).tested_on
    return tested_on if tested_on and state.superseded(event.application_id) else today


async def note_standing(event: StandingTakenOver, ctx: Context) -> None:
    command = NoteStanding(
        category=event.category,
        pay_class=event.pay_class,
        persons=dict(event.persons),
        since=event.since,
        now=ctx.now(),
    )
    await ctx.execute(DETERMINATION, event.household_id, command)


async def end_case(event: ApplicationWithdrawn, ctx: Context) -> None:
    command = EndCase(application_id=event.application_id, now=ctx.now())
    await ctx.execute(DETERMINATION, event.household_id, command)


async def hear_report(event: ApplicationSubmitted, ctx: Context) -> None:
    await propose_on_event(event, ctx)
    await find_risk(event, ctx)


HANDLERS: Handlers = {
    AppealFiled: note_complaint,
    ApplicationSubmitted: hear_report,
    ApplicationAccepted: start_decision_clock,
    DossierReady: judge_dossier,
    DossierRevised: judge_dossier,
    ApplicationWithdrawn: end_case,
    StandingTakenOver: note_standing,
}
