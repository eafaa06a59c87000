"""One application: submitted, completed after at most one notice of gaps, accepted, withdrawn; consents on the way.

Pure. Time, ids and deadlines arrive in the command.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Literal, assert_never
from uuid import UUID

from contracts.base import Code, Deadlines, Division, Key, Personal
from contracts.household import Channel, Household
from services.chassis.decider import Decider
from services.chassis.errors import NotFound, RuleBroken

Consent = Literal["verification", "charity"]
Status = Literal["unknown", "submitted", "supplement_requested", "accepted", "withdrawn"]


@dataclass(frozen=True, kw_only=True)
class RequestSupplement:
    missing: tuple[Code, ...]
    now: datetime


@dataclass(frozen=True, kw_only=True)
class Supplement:
    received: tuple[Code, ...]
    now: datetime


@dataclass(frozen=True, kw_only=True)
class Accept:
    deadlines: Deadlines
    separate_register: bool = False
    now: datetime


@dataclass(frozen=True, kw_only=True)
class ChangeConsent:
    consent: Consent
    person: Key | None
    given: bool
    now: datetime


@dataclass(frozen=True, kw_only=True)
class Withdraw:
    now: datetime


@dataclass(frozen=True, kw_only=True)
class Submitted:
    number: str
    query_code_hash: str
    channel: Channel
    urgent: bool
    deadlines: Deadlines
    submitted_at: datetime
    division: Division
    applicant: Key
    persons: dict[Key, UUID]  # blind index of each person with an identity number
    household: Annotated[Household, Personal]
    assisted_by: Annotated[str | None, Personal] = None
    contact_phone: Annotated[str | None, Personal] = None


@dataclass(frozen=True, kw_only=True)
class Submit:
    application: Submitted
    signed: tuple[Key, ...]  # the adults who signed the verification authorization


Command = Submit | RequestSupplement | Supplement | Accept | ChangeConsent | Withdraw


@dataclass(frozen=True, kw_only=True)
class GapsNoticed:
    missing: tuple[Code, ...]
    noticed_at: datetime


@dataclass(frozen=True, kw_only=True)
class Supplemented:
    received: tuple[Code, ...]
    completed: bool  # nothing of the notice is open any more
    supplemented_at: datetime


@dataclass(frozen=True, kw_only=True)
class Accepted:
    number: str
    deadlines: Deadlines
    submitted_at: datetime
    accepted_at: datetime
    separate_register: bool = False
    household: Annotated[Household, Personal]


@dataclass(frozen=True, kw_only=True)
class ConsentSigned:
    consent: Consent
    person: Key | None
    signed_at: datetime


@dataclass(frozen=True, kw_only=True)
class ConsentRevoked:
    consent: Consent
    person: Key | None
    revoked_at: datetime


@dataclass(frozen=True, kw_only=True)
class Withdrawn:
    withdrawn_at: datetime


Event = Submitted | GapsNoticed | Supplemented | Accepted | ConsentSigned | ConsentRevoked | Withdrawn


@dataclass(frozen=True)
class Application:
    status: Status = "unknown"
    submitted: Submitted | None = None
    noticed: frozenset[Code] = frozenset()  # every gap the family was ever told of
    open_gaps: frozenset[Code] = frozenset()
    received: frozenset[Code] = frozenset()
    consents: frozenset[tuple[Consent, Key | None]] = frozenset()
    revoked: frozenset[Key | None] = frozenset()  # who took the verification consent back


def decide(state: Application, command: Command) -> list[Event]:
    if isinstance(command, Submit):
        return submit(state, command)
    if state.submitted is None:
        raise NotFound("application-not-found")
    if isinstance(command, Withdraw):
        return [] if state.status == "withdrawn" else [Withdrawn(withdrawn_at=command.now)]
    if state.status == "withdrawn":
        raise RuleBroken("application-withdrawn")
    match command:
        case RequestSupplement():
            return notice_gaps(state, command)
        case Supplement():
            return supplement(state, command)
        case Accept():
            return accept(state, state.submitted, command)
        case ChangeConsent():
            return change_consent(state, state.submitted, command)
        case _:
            assert_never(command)


def submit(state: Application, command: Submit) -> list[Event]:
    """The application and, as events of their own, the consents that came with it."""
    if state.submitted is not None:
        return []  # sent again; the first one stands
    application = command.application
    signed: list[Event] = [
        ConsentSigned(consent="verification", person=key, signed_at=application.submitted_at) for key in command.signed
    ]
    if application.household.consents.charity:
        signed.append(ConsentSigned(consent="charity", person=None, signed_at=application.submitted_at))
    return [application, *signed]


def notice_gaps(state: Application, command: RequestSupplement) -> list[Event]:
    """One complete notice (57号 Art. 11). What was known when it was given cannot be asked for in a second one."""
    missing = set(command.missing)
    if state.status == "accepted":
        raise RuleBroken("already-accepted")
    if missing == state.open_gaps:
        return []
    if state.open_gaps or missing & state.noticed:
        raise RuleBroken("second-notice", "/missing")
    return [GapsNoticed(missing=tuple(sorted(missing)), noticed_at=command.now)]


def supplement(state: Application, command: Supplement) -> list[Event]:
    """Papers are taken at any time, asked for or not: those of an urgent case follow the money."""
    new = set(command.received) - state.received
    if not new:
        return []
    completed = bool(state.open_gaps) and state.open_gaps <= new
    return [Supplemented(received=tuple(sorted(new)), completed=completed, supplemented_at=command.now)]


def accept(state: Application, submitted: Submitted, command: Accept) -> list[Event]:
    if state.status == "accepted":
        return []
    if state.open_gaps:
        raise RuleBroken("supplement-open")
    return [
        Accepted(
            number=submitted.number,
            deadlines=command.deadlines,
            submitted_at=submitted.submitted_at,
            accepted_at=command.now,
            separate_register=command.separate_register,
            household=current(state, submitted),
        )
    ]


def change_consent(state: Application, submitted: Submitted, command: ChangeConsent) -> list[Event]:
    """Without a person the verification consent is that of all: it can be taken back together, but each signs alone."""
    if command.consent == "charity" or (command.person is None and not command.given):
        persons = [person for kind, person in state.consents if kind == command.consent] or [None]
    elif command.person in submitted.household.people:
        persons = [command.person]
    else:
        raise RuleBroken("person-unknown", "/person")
    changed = [person for person in persons if ((command.consent, person) in state.consents) != command.given]
    kind, now = command.consent, command.now
    if command.given:
        return [ConsentSigned(consent=kind, person=person, signed_at=now) for person in changed]
    return [ConsentRevoked(consent=kind, person=person, revoked_at=now) for person in sorted(changed, key=str)]


def current(state: Application, submitted: Submitted) -> Household:
    """The household with the consents as they stand now."""
    declared = submitted.household.consents
    signers = tuple(key for key in submitted.household.people if ("verification", key) in state.consents)
    everybody = declared.verification is None and not state.revoked
    update = {"verification": None if everybody else signers, "charity": ("charity", None) in state.consents}
    return submitted.household.model_copy(update={"consents": declared.model_copy(update=update)})


def evolve(state: Application, event: Event) -> Application:
    match event:
        case Submitted():
            return replace(state, status="submitted", submitted=event)
        case GapsNoticed():
            gaps = frozenset(event.missing)
            return replace(state, status="supplement_requested", noticed=state.noticed | gaps, open_gaps=gaps)
        case Supplemented():
            gaps, received = state.open_gaps - set(event.received), state.received | set(event.received)
            status: Status = "submitted" if event.completed else state.status
            return replace(state, status=status, open_gaps=gaps, received=received)
        case Accepted():
            return replace(state, status="accepted")
        case ConsentSigned():
            consents = state.consents | {(event.consent, event.person)}
            return replace(state, consents=consents, revoked=state.revoked - {event.person})
        case ConsentRevoked():
            consents = state.consents - {(event.consent, event.person)}
            return replace(state, consents=consents, revoked=state.revoked | {event.person} - {None})
        case Withdrawn():
            return replace(state, status="withdrawn")
        case _:
            assert_never(event)


APPLICATION = Decider(name="application", initial=Application, decide=decide, evolve=evolve, events=Event)
