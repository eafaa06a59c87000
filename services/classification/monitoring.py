"""When a household at risk is found: as it is reported, and again with what the investigation has found."""

from datetime import date, datetime

from contracts.household import Household
from contracts.intake import ApplicationSubmitted
from contracts.investigation import DossierReady
from services.chassis.tables import Context
from services.classification.domain.monitoring import MONITORING
from services.classification.domain.monitoring_messages import NoteRisk, RiskFound
from services.policy.parameters import parameters
from services.policy.reasons import codes
from services.policy.statuses import monitored_now


async def find_risk(event: ApplicationSubmitted, ctx: Context) -> None:
    """The report of the event is the discovery (brief 12.12); intake has told the last day of the decision."""
    due = event.deadlines.get("monitoring_decision")
    if due is None:
        return
    last = due.date() if isinstance(due, datetime) else due
    await ctx.execute(MONITORING, event.application_id, noted(event, event.household, last, ctx))


async def find_again(event: DossierReady, ctx: Context) -> None:
    known = (await ctx.state(MONITORING, event.application_id)).found
    if known is not None:
        await ctx.execute(MONITORING, event.application_id, noted(event, event.dossier.household, known.due, ctx))


def noted(event: ApplicationSubmitted | DossierReady, household: Household, due: date, ctx: Context) -> NoteRisk:
    rules = parameters(event.division, event.residence, ctx.today())
    reason, members = monitored_now(household, rules, ctx.today())
    found = RiskFound(
        application_id=event.application_id,
        division=event.division,
        residence=event.residence,
        needs=event.needs,
        holds=reason.outcome == "holds",
        failed=codes(reason),
        members=members,
        due=due,
        found_at=ctx.now(),
        household=household,
        reason=reason,
    )
    return NoteRisk(found=found, now=ctx.now())
