"""What one application asks of charity: with which consent, and which needs were left over. Pure.

Nothing goes to a charity without the family's consent (民发〔2023〕46号); a withdrawal counts at once and for good,
until the family itself consents again.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any, Literal, assert_never
from uuid import UUID

from contracts.base import Personal
from services.chassis.decider import Decider

Urgency = Literal["normal", "urgent"]
GENERAL = "charity"  # the family asked for charity, and every need it named is covered


@dataclass(frozen=True, kw_only=True)
class AskCharity:
    application_id: UUID
    area: str
    urgency: Urgency
    consent: bool
    contact: str | None
    now: datetime


@dataclass(frozen=True, kw_only=True)
class GiveConsent:
    """`by_family`: said to us directly; what a dossier still carries does not undo a withdrawal."""

    application_id: UUID
    by_family: bool
    now: datetime


@dataclass(frozen=True, kw_only=True)
class WithdrawConsent:
    application_id: UUID
    now: datetime


@dataclass(frozen=True, kw_only=True)
class NoteUncovered:
    """The round is answered; these needs no program granted."""

    application_id: UUID
    kinds: tuple[str, ...]
    now: datetime


@dataclass(frozen=True, kw_only=True)
class CharityAsked:
    """The county, never finer; the contact stays here until both sides have accepted."""

    application_id: UUID
    area: str
    urgency: Urgency
    asked_at: datetime
    contact: Annotated[str | None, Personal] = None


@dataclass(frozen=True, kw_only=True)
class ConsentRecorded:
    application_id: UUID
    given: bool
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True)
class NotPublished:
    application_id: UUID
    reason: Literal["no_consent"]
    decided_at: datetime


@dataclass(frozen=True, kw_only=True)
class UncoveredNoted:
    application_id: UUID
    kinds: tuple[str, ...]
    noted_at: datetime


@dataclass(frozen=True, kw_only=True)
class NeedsReleased:
    """These kinds may now be offered to charities."""

    application_id: UUID
    kinds: tuple[str, ...]
    area: str
    urgency: Urgency
    released_at: datetime


Command = AskCharity | GiveConsent | WithdrawConsent | NoteUncovered
Event = CharityAsked | ConsentRecorded | NotPublished | UncoveredNoted | NeedsReleased


@dataclass(frozen=True)
class Request:
    asked: bool = False
    area: str = ""
    urgency: Urgency = "normal"
    contact: str | None = None
    consent: bool = False
    withdrawn: bool = False
    uncovered: tuple[str, ...] = ()
    released: frozenset[str] = frozenset()


def ask(state: Request, command: AskCharity) -> list[Event]:
    if state.asked:
        return []
    asked = CharityAsked(
        application_id=command.application_id,
        area=command.area,
        urgency=command.urgency,
        asked_at=command.now,
        contact=command.contact,
    )
    known = replace(state, area=command.area, urgency=command.urgency)
    ready = released(known, state.uncovered, command) if command.consent else []
    return [asked, *consent_changed(command, given=command.consent), *ready]


def consent_changed(command: AskCharity | GiveConsent | WithdrawConsent, given: bool) -> list[Event]:
    recorded = ConsentRecorded(application_id=command.application_id, given=given, recorded_at=command.now)
    refusal = NotPublished(application_id=command.application_id, reason="no_consent", decided_at=command.now)
    return [recorded] if given else [recorded, refusal]


def give(state: Request, command: GiveConsent) -> list[Event]:
    if not state.asked or state.consent or (state.withdrawn and not command.by_family):
        return []
    return [*consent_changed(command, given=True), *released(state, state.uncovered, command)]


def withdraw(state: Request, command: WithdrawConsent) -> list[Event]:
    return consent_changed(command, given=False) if state.asked and state.consent else []


def note(state: Request, command: NoteUncovered) -> list[Event]:
    """May come before the application itself, which travels on another topic."""
    kinds = command.kinds or (GENERAL,)
    if kinds == state.uncovered:
        return []
    noted = UncoveredNoted(application_id=command.application_id, kinds=kinds, noted_at=command.now)
    return [noted, *(released(state, kinds, command) if state.consent else [])]


def released(state: Request, kinds: tuple[str, ...], command: Command) -> list[Event]:
    fresh = tuple(kind for kind in kinds if kind not in state.released)
    if not fresh:
        return []
    return [
        NeedsReleased(
            application_id=command.application_id,
            kinds=fresh,
            area=state.area,
            urgency=state.urgency,
            released_at=command.now,
        )
    ]


RULES: dict[type, Callable[[Request, Any], list[Event]]] = {
    AskCharity: ask,
    GiveConsent: give,
    WithdrawConsent: withdraw,
    NoteUncovered: note,
}


def decide(state: Request, command: Command) -> list[Event]:
    return RULES[type(command)](state, command)


def evolve(state: Request, event: Event) -> Request:
    match event:
        case CharityAsked():
            contact = getattr(event, "contact", None)  # gone once the household was erased
            return replace(state, asked=True, area=event.area, urgency=event.urgency, contact=contact)
        case ConsentRecorded():
            if event.given:
                return replace(state, consent=True, withdrawn=False)
            return replace(state, consent=False, withdrawn=state.consent, released=frozenset())
        case UncoveredNoted():
            return replace(state, uncovered=event.kinds)
        case NeedsReleased():
            return replace(state, released=state.released | set(event.kinds))
        case NotPublished():
            return state
        case _:
            assert_never(event)


REQUEST: Decider[Request, Command, Event] = Decider(
    name="request", initial=Request, decide=decide, evolve=evolve, events=Event
)
