"""What charity matching does about applications, consents, decisions and answered rounds."""

from uuid import UUID

from contracts.classification import ApplicationRefused, DeterminationConfirmed
from contracts.household import Household
from contracts.intake import ApplicationSubmitted, ConsentGiven, ConsentWithdrawn
from contracts.program_dispatch import ApplicationAnswered
from services.charity_matching.domain.need import NEED
from services.charity_matching.domain.need_messages import CloseNeed, PublishNeed
from services.charity_matching.domain.request import (
    GENERAL,
    REQUEST,
    AskCharity,
    Command,
    GiveConsent,
    NeedsReleased,
    NoteUncovered,
    WithdrawConsent,
)
from services.charity_matching.ids import need_id
from services.chassis.tables import Context, Handlers

CHARITY = "charity"


async def note_request(event: ApplicationSubmitted, ctx: Context) -> None:
    """Charity is asked only where the family asked for it; without consent it is told so at once."""
    if CHARITY not in event.needs:
        return
    command = AskCharity(
        application_id=event.application_id,
        area=event.division[:6],
        urgency="urgent" if event.urgent else "normal",
        consent=event.household.consents.charity,
        contact=contact_of(event.household),
        now=ctx.now(),
    )
    await carry_out(event.application_id, command, ctx)


def contact_of(household: Household) -> str | None:
    """Name and telephone of the applicant, for the charity that both sides have agreed on."""
    person = household.people.get(household.applicant)
    words = [word for word in (person.name, person.phone) if word] if person else []
    return " ".join(words) or None


async def give_consent(event: ConsentGiven, ctx: Context) -> None:
    if event.consent == CHARITY:
        command = GiveConsent(application_id=event.application_id, by_family=True, now=ctx.now())
        await carry_out(event.application_id, command, ctx)


async def consent_in_dossier(event: DeterminationConfirmed | ApplicationRefused, ctx: Context) -> None:
    """The visit may have brought a consent that the application did not have."""
    if event.charity_consent and CHARITY in event.needs:
        command = GiveConsent(application_id=event.application_id, by_family=False, now=ctx.now())
        await carry_out(event.application_id, command, ctx)


async def withdraw_consent(event: ConsentWithdrawn, ctx: Context) -> None:
    """Closes at once whatever was published."""
    if event.consent != CHARITY:
        return
    request = await ctx.state(REQUEST, event.application_id)
    command = WithdrawConsent(application_id=event.application_id, now=ctx.now())
    await ctx.execute(REQUEST, event.application_id, command)
    for kind in sorted(request.released):
        closing = CloseNeed(reason="withdrawn", now=ctx.now())
        await ctx.execute(NEED, need_id(event.application_id, kind), closing)


async def note_uncovered(event: ApplicationAnswered, ctx: Context) -> None:
    """Only now is it known what no program grants."""
    if CHARITY not in event.uncovered:
        return
    kinds = tuple(need for need in event.uncovered if need != GENERAL)
    command = NoteUncovered(application_id=event.application_id, kinds=kinds, now=ctx.now())
    await carry_out(event.application_id, command, ctx)


async def carry_out(application_id: UUID, command: Command, ctx: Context) -> None:
    """The command, and one published need for every kind that it releases."""
    for event in await ctx.execute(REQUEST, application_id, command):
        if isinstance(event, NeedsReleased):
            for kind in event.kinds:
                await publish(event, kind, ctx)


async def publish(event: NeedsReleased, kind: str, ctx: Context) -> None:
    id_ = need_id(event.application_id, kind)
    command = PublishNeed(
        application_id=event.application_id,
        need_id=id_,
        kind=kind,
        area=event.area,
        urgency=event.urgency,
        now=ctx.now(),
    )
    await ctx.execute(NEED, id_, command)


HANDLERS: Handlers = {
    ApplicationSubmitted: note_request,
    ConsentGiven: give_consent,
    ConsentWithdrawn: withdraw_consent,
    DeterminationConfirmed: consent_in_dossier,
    ApplicationRefused: consent_in_dossier,
    ApplicationAnswered: note_uncovered,
}
