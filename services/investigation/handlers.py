"""What investigation does about what others say: open, remember earlier aid, heed authorizations, stop."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from contracts.appeals import AppealFiled
from contracts.classification import ApplicationRefused, DeterminationConfirmed
from contracts.household import Aid, Household, Residence
from contracts.intake import ApplicationAccepted, ApplicationWithdrawn, ConsentGiven, ConsentWithdrawn
from contracts.population import RecheckOrdered, RecordPushed
from contracts.programs import AidRecorded, PaymentDue
from services.chassis.errors import Poison, RuleBroken
from services.chassis.tables import Context, Handlers
from services.investigation.domain.aid import AID, NoteAid
from services.investigation.domain.investigation import INVESTIGATION
from services.investigation.domain.messages import AcceptEvidence, Close, JoinRecord, NoteAuthorization, Open, Opened
from services.investigation.domain.pushed import PUSHED, NoteCase, NoteRecord
from services.investigation.domain.state import Investigation
from services.investigation.found import value_at
from services.investigation.sources import plan
from services.policy.errors import NotCovered
from services.policy.parameter_schema import Parameters
from services.policy.parameters import parameters
from services.policy.verification import signers


async def open_investigation(event: ApplicationAccepted, ctx: Context) -> None:
    """Only an application that asks for the household's class is investigated; other needs use the class on record."""
    if "basic_living" not in event.needs:
        return
    applied_on = (event.submitted_at or event.accepted_at).date()
    pushed = await ctx.state(PUSHED, event.household_id)
    rules = figures(event.division, event.residence, applied_on)
    household = await with_aid(pushed.on(event.household, applied_on, rules.spending.window_months), applied_on, ctx)
    opened = Opened(
        number=event.number,
        division=event.division,
        applied_on=applied_on,
        deadlines=event.deadlines,
        opened_at=event.accepted_at,
        household=household,
    )
    questions = plan(household, event.accepted_at.date(), rules)
    await ctx.execute(INVESTIGATION, event.application_id, Open(opened=opened, plan=questions))
    await ctx.execute(PUSHED, event.household_id, NoteCase(application_id=event.application_id, is_open=True))


def figures(division: str, residence: Residence, on: date) -> Parameters:
    """Poison where none are published for the place."""
    try:
        return parameters(division, residence, on)
    except NotCovered as gap:
        raise Poison(str(gap)) from gap


async def reopen(event: RecheckOrdered, ctx: Context) -> None:
    """Sources are asked as for an application; no visit and no papers are needed."""
    ordered_on = event.ordered_at.date()
    household = await with_aid(event.household, ordered_on, ctx)
    opened = Opened(
        number=None,
        division=event.division,
        applied_on=ordered_on,
        deadlines={},
        opened_at=event.ordered_at,
        household=household,
        recheck=event.terms,
    )
    questions = plan(household, ordered_on, figures(event.division, household.residence, ordered_on))
    await ctx.execute(INVESTIGATION, event.application_id, Open(opened=opened, plan=questions))


async def with_aid(household: Household, on: date, ctx: Context) -> Household:
    """With the aid of the 12 months before the month of that day."""
    had = (await ctx.state(AID, ctx.household_id)).before(on)
    return household.model_copy(update={"aid": tuple(dict.fromkeys((*household.aid, *had)))})


async def note_record(event: RecordPushed, ctx: Context) -> None:
    command = NoteRecord(
        source=event.source,
        person=event.person,
        record=event.record,
        pushed_at=event.pushed_at,
        identity_number=event.identity_number,
    )
    if not await ctx.execute(PUSHED, event.household_id, command):
        return
    join = JoinRecord(
        source=event.source,
        person=event.person,
        record=event.record,
        identity_number=event.identity_number,
        now=ctx.now(),
    )
    for application_id in (await ctx.state(PUSHED, event.household_id)).cases:
        await ctx.execute(INVESTIGATION, application_id, join)


async def note_decided(event: DeterminationConfirmed | ApplicationRefused | ApplicationWithdrawn, ctx: Context) -> None:
    """What is pushed after the decision asks for a visit and a re-check, and is no news of this case any more."""
    await ctx.execute(PUSHED, event.household_id, NoteCase(application_id=event.application_id, is_open=False))


async def stop(event: ApplicationWithdrawn, ctx: Context) -> None:
    await note_decided(event, ctx)
    if (await ctx.state(INVESTIGATION, event.application_id)).opened:
        await ctx.execute(INVESTIGATION, event.application_id, Close(now=event.withdrawn_at))


async def take_evidence(event: AppealFiled, ctx: Context) -> None:
    """What an appeal shows is a fact of the dossier, with its date, and of every other that used the disputed fact.

    What fits no fact is for the officer to read.
    """
    if event.application_id is None or not event.facts:
        return
    for application_id in (event.application_id, *event.also):
        state = await ctx.state(INVESTIGATION, application_id)
        if state.opened is None or (application_id in event.also and not used(state, event.facts)):
            continue
        command = AcceptEvidence(facts=event.facts, appeal_id=event.appeal_id, now=event.filed_at)
        with suppress(RuleBroken):
            await ctx.execute(INVESTIGATION, application_id, command)


def used(state: Investigation, facts: Mapping[str, Any]) -> bool:
    """Whether the dossier has told any of these facts otherwise, so that its test rests on what is disputed."""
    if state.dossier is None:
        return False
    household = state.dossier.household
    return any(value_at(household, path) != value for path, value in facts.items())


async def heed_authorization(event: ConsentGiven | ConsentWithdrawn, ctx: Context) -> None:
    """Authorizations that came with the application are in it; later ones start or end the questions about a person."""
    state = await ctx.state(INVESTIGATION, event.application_id)
    if event.consent != "verification" or event.person is None or state.household is None:
        return
    given, on = isinstance(event, ConsentGiven), ctx.today()
    rules = figures(state.household.place, state.household.residence, on)
    after = signers(state.household, event.person, given, on, rules)
    consents = state.household.consents.model_copy(update={"verification": after})
    questions = plan(state.household.model_copy(update={"consents": consents}), on, rules)
    command = NoteAuthorization(person=event.person, given=given, signers=after, plan=questions, now=ctx.now())
    await ctx.execute(INVESTIGATION, event.application_id, command)


async def note_recorded_aid(event: AidRecorded, ctx: Context) -> None:
    await note_aid(event, event.month, event.recorded_at, ctx)


async def note_payment(event: PaymentDue, ctx: Context) -> None:
    """What tops up an earlier month is aid of that month."""
    await note_aid(event, event.for_month or event.month, event.due_at, ctx)


async def note_aid(event: AidRecorded | PaymentDue, month: str, said_at: datetime, ctx: Context) -> None:
    aid = Aid(month=month, program=event.program, item=event.item, person=event.person, amount=event.amount)
    await ctx.execute(AID, event.household_id, NoteAid(aid=aid, said_at=said_at))


HANDLERS: Handlers = {
    ApplicationAccepted: open_investigation,
    ApplicationWithdrawn: stop,
    ConsentGiven: heed_authorization,
    ConsentWithdrawn: heed_authorization,
    AidRecorded: note_recorded_aid,
    PaymentDue: note_payment,
    AppealFiled: take_evidence,
    DeterminationConfirmed: note_decided,
    ApplicationRefused: note_decided,
    RecheckOrdered: reopen,
    RecordPushed: note_record,
}
