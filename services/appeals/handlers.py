"""What appeals does about decisions, about dossiers that hold evidence, and about their tests."""

from contracts.classification import ApplicationRefused, Decision, DeterminationConfirmed, HouseholdAssessed
from contracts.investigation import DossierRevised
from services.appeals.domain.appeals import APPEALS
from services.appeals.domain.messages import DecisionNoted, NoteDecision, NoteEvidence, NoteTest
from services.chassis.tables import Context, Handlers
from services.policy.appeals import filing
from services.policy.parameters import parameters

EVIDENCE = "evidence"


async def note_decision(event: Decision, ctx: Context) -> None:
    """The days run from service; a confirmation is served as it is made."""
    served_on = event.served_on if isinstance(event, ApplicationRefused) else event.decided_on
    rules = parameters(event.division, event.residence, event.decided_on).appeals
    noted = DecisionNoted(
        application_id=event.application_id,
        division=event.division,
        decided_on=event.decided_on,
        served_on=served_on,
        decided_by=event.decided_by,
        refused_for=event.refused_for,
        deadlines=filing(served_on, rules),
        noted_at=ctx.now(),
        assessment=event.assessment,
    )
    await ctx.execute(APPEALS, event.household_id, NoteDecision(noted=noted, now=ctx.now()))


async def note_evidence(event: DossierRevised, ctx: Context) -> None:
    if not any(origin.source == EVIDENCE for origin in event.dossier.origins):
        return
    command = NoteEvidence(application_id=event.application_id, revision=event.revision, now=ctx.now())
    await ctx.execute(APPEALS, event.household_id, command)


async def note_test(event: HouseholdAssessed, ctx: Context) -> None:
    """What is provisional decides nothing yet."""
    if event.provisional:
        return
    command = NoteTest(
        application_id=event.application_id, revision=event.revision, assessment=event.assessment, now=ctx.now()
    )
    await ctx.execute(APPEALS, event.household_id, command)


HANDLERS: Handlers = {
    DeterminationConfirmed: note_decision,
    ApplicationRefused: note_decision,
    DossierRevised: note_evidence,
    HouseholdAssessed: note_test,
}
