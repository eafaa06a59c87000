"""What population learns from applications, dossiers, decisions and payments."""

from datetime import date, datetime

from contracts.classification import ApplicationRefused, DeterminationConfirmed, MonitoringDecided
from contracts.household import Residence
from contracts.intake import ApplicationSubmitted, ConsentGiven, ConsentWithdrawn
from contracts.investigation import DossierReady, DossierRevised
from contracts.programs import AidRecorded, PaymentDue
from services.chassis.errors import Poison
from services.chassis.tables import Context, Handlers
from services.policy.errors import NotCovered
from services.policy.parameter_schema import Parameters
from services.policy.parameters import parameters
from services.population.domain.commands import NoteAid, NoteConsent, NoteDecision, NoteFacts, NoteMonitoring
from services.population.domain.known import KNOWN
from services.population.domain.revising import settled_by_evidence


def rules_at(division: str, residence: Residence, on: date) -> Parameters:
    """The figures of a place on a day. Poison where none are published: they have to be first."""
    try:
        return parameters(division, residence, on)
    except NotCovered as gap:
        raise Poison(str(gap)) from gap


async def note_application(event: ApplicationSubmitted, ctx: Context) -> None:
    command = NoteFacts(
        household_id=event.household_id,
        application_id=event.application_id,
        source="application",
        household=event.household,
        begun_at=event.submitted_at,
        rules=rules_at(event.division, event.residence, ctx.today()),
        now=ctx.now(),
    )
    await ctx.execute(KNOWN, event.household_id, command)


async def note_dossier(event: DossierReady, ctx: Context) -> None:
    command = NoteFacts(
        household_id=event.household_id,
        application_id=event.application_id,
        source="dossier",
        household=event.dossier.household,
        begun_at=None,
        shown=settled_by_evidence(event.dossier.origins, ctx.today()),
        rules=rules_at(event.division, event.residence, ctx.today()),
        now=ctx.now(),
    )
    await ctx.execute(KNOWN, event.household_id, command)


async def note_consent(event: ConsentGiven | ConsentWithdrawn, ctx: Context) -> None:
    """Those that came with the application are in it; who is adult, the figures of the place say."""
    household = (await ctx.state(KNOWN, event.household_id)).household
    if event.consent != "verification" or event.person is None or household is None:
        return
    command = NoteConsent(
        person=event.person,
        given=isinstance(event, ConsentGiven),
        rules=rules_at(household.place, household.residence, ctx.today()),
        now=ctx.now(),
    )
    await ctx.execute(KNOWN, event.household_id, command)


async def note_decision(event: DeterminationConfirmed | ApplicationRefused, ctx: Context) -> None:
    """A class, or what single people are, is tested again on the day that the decision names."""
    due = event.deadlines.get("recheck")
    command = NoteDecision(
        application_id=event.application_id,
        category=event.category,
        persons=dict(event.persons),
        recheck=due.date() if isinstance(due, datetime) else due,
        decided_on=event.decided_on,
        household=event.household,
    )
    await ctx.execute(KNOWN, event.household_id, command)


async def note_monitoring(event: MonitoringDecided, ctx: Context) -> None:
    if event.monitored:
        command = NoteMonitoring(members=event.members, since=event.decided_on)
        await ctx.execute(KNOWN, event.household_id, command)


async def note_aid(event: PaymentDue | AidRecorded, ctx: Context) -> None:
    await ctx.execute(KNOWN, event.household_id, NoteAid(program=event.program, item=event.item))


HANDLERS: Handlers = {
    ApplicationSubmitted: note_application,
    ConsentGiven: note_consent,
    ConsentWithdrawn: note_consent,
    DossierReady: note_dossier,
    DossierRevised: note_dossier,
    DeterminationConfirmed: note_decision,
    ApplicationRefused: note_decision,
    MonitoringDecided: note_monitoring,
    PaymentDue: note_aid,
    AidRecorded: note_aid,
}
