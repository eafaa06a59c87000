"""What investigation does about what others say: open, remember earlier aid, heed authorizations, stop."""

from contextlib import suppress
from datetime import datetime

from contracts.appeals import AppealFiled
from contracts.household import Aid
from contracts.intake import ApplicationAccepted, ApplicationWithdrawn, ConsentGiven, ConsentWithdrawn
from contracts.programs import AidRecorded, PaymentDue
from services.chassis.errors import RuleBroken
from services.chassis.tables import Context, Handlers
from services.investigation.domain.aid import AID, NoteAid
from services.investigation.domain.investigation import INVESTIGATION
from services.investigation.domain.messages import AcceptEvidence, Close, NoteAuthorization, Open, Opened
from services.investigation.sources import plan
from services.policy.verification import signers


async def open_investigation(event: ApplicationAccepted, ctx: Context) -> None:
    """Only an application that asks for the household's class is investigated; other needs use the class on record."""
    if "basic_living" not in event.needs:
        return
    applied_on = (event.submitted_at or event.accepted_at).date()
    had = (await ctx.state(AID, event.household_id)).before(applied_on)
    aid = tuple(dict.fromkeys((*event.household.aid, *had)))
    household = event.household.model_copy(update={"aid": aid})
    opened = Opened(
        number=event.number,
        division=event.division,
        applied_on=applied_on,
        deadlines=event.deadlines,
        opened_at=event.accepted_at,
        household=household,
    )
    questions = plan(household, event.accepted_at.date())
    await ctx.execute(INVESTIGATION, event.application_id, Open(opened=opened, plan=questions))


async def stop(event: ApplicationWithdrawn, ctx: Context) -> None:
    if (await ctx.state(INVESTIGATION, event.application_id)).opened:
        await ctx.execute(INVESTIGATION, event.application_id, Close(now=event.withdrawn_at))


async def take_evidence(event: AppealFiled, ctx: Context) -> None:
    """What an appeal shows is a fact of the dossier, with its date. What fits no fact is for the officer to read."""
    if event.application_id is None or not event.facts:
        return
    if (await ctx.state(INVESTIGATION, event.application_id)).opened is None:
        return
    command = AcceptEvidence(facts=event.facts, appeal_id=event.appeal_id, now=event.filed_at)
    with suppress(RuleBroken):
        await ctx.execute(INVESTIGATION, event.application_id, command)


async def heed_authorization(event: ConsentGiven | ConsentWithdrawn, ctx: Context) -> None:
    """Authorizations that came with the application are in it; later ones start or end the questions about a person."""
    state = await ctx.state(INVESTIGATION, event.application_id)
    if event.consent != "verification" or event.person is None or state.household is None:
        return
    given, on = isinstance(event, ConsentGiven), ctx.today()
    after = signers(state.household, event.person, given, on)
    consents = state.household.consents.model_copy(update={"verification": after})
    questions = plan(state.household.model_copy(update={"consents": consents}), on)
    command = NoteAuthorization(person=event.person, given=given, signers=after, plan=questions, now=ctx.now())
    await ctx.execute(INVESTIGATION, event.application_id, command)


async def note_recorded_aid(event: AidRecorded, ctx: Context) -> None:
    await note_aid(event, event.recorded_at, ctx)


async def note_payment(event: PaymentDue, ctx: Context) -> None:
    await note_aid(event, event.due_at, ctx)


async def note_aid(event: AidRecorded | PaymentDue, said_at: datetime, ctx: Context) -> None:
    aid = Aid(month=event.month, program=event.program, item=event.item, person=event.person, amount=event.amount)
    await ctx.execute(AID, event.household_id, NoteAid(aid=aid, said_at=said_at))


HANDLERS: Handlers = {
    ApplicationAccepted: open_investigation,
    ApplicationWithdrawn: stop,
    ConsentGiven: heed_authorization,
    ConsentWithdrawn: heed_authorization,
    AidRecorded: note_recorded_aid,
    PaymentDue: note_payment,
    AppealFiled: take_evidence,
}
