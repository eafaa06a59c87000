"""When the county conference is proposed: on a test that gives no class, on a conflict of sources, on a grave event."""

from contracts.classification import Assessment
from contracts.intake import ApplicationSubmitted
from contracts.investigation import DossierReady
from services.chassis.tables import Context
from services.classification.domain.conference import CONFERENCE
from services.classification.domain.conference_messages import CaseLaid, ProposeHearing
from services.policy.conference import Matter, grave, matters
from services.policy.parameters import parameters


async def propose_on_test(event: DossierReady, test: Assessment, ctx: Context) -> None:
    """Brief 12.18: a line missed by a hair, the gap of 2.7, registration elsewhere, sources in conflict."""
    rules = parameters(event.division, event.residence, ctx.today()).conference
    found = matters(test, event.dossier, rules)
    laid = CaseLaid(
        application_id=event.application_id,
        division=event.division,
        residence=event.residence,
        needs=event.needs,
        laid_at=ctx.now(),
        household=event.dossier.household,
        assessment=test,
    )
    await propose(laid, found, ctx)


async def propose_on_event(event: ApplicationSubmitted, ctx: Context) -> None:
    """A grave event is heard case by case as soon as it is reported (brief 3); the first money does not wait."""
    if not event.urgent:
        return
    laid = CaseLaid(
        application_id=event.application_id,
        division=event.division,
        residence=event.residence,
        needs=event.needs,
        laid_at=ctx.now(),
        household=event.household,
    )
    await propose(laid, grave(event.household), ctx)


async def propose(laid: CaseLaid, found: tuple[Matter, ...], ctx: Context) -> None:
    if not found:
        return
    rules = parameters(laid.division, laid.residence, ctx.today()).conference
    command = ProposeHearing(laid=laid, matters=found, rules=rules, now=ctx.now())
    await ctx.execute(CONFERENCE, laid.application_id, command)
