"""The orders an investigation takes and the facts it records."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from contracts.base import Code, Deadlines, Division, Key, Personal
from contracts.household import Household
from contracts.investigation import Dossier, RecheckTerms, SourceState
from services.investigation.sources import Planned, SourceAnswer, SourceRequest
from services.policy.lateness import Level


@dataclass(frozen=True, kw_only=True)
class Opened:
    """`household` is what was declared, with the aid of the 12 months before the month of application.

    With `recheck` it is a known household with its facts of now, and the dossier needs no visit.
    """

    number: str | None
    division: Division
    applied_on: date
    deadlines: Deadlines
    opened_at: datetime
    household: Annotated[Household, Personal]
    recheck: RecheckTerms | None = None


@dataclass(frozen=True, kw_only=True)
class SourcesAsked:
    """`plan` names the questions that are new, with the day until which each is waited for."""

    plan: tuple[Planned, ...]
    asked_at: datetime
    requests: Annotated[tuple[SourceRequest, ...], Personal]


@dataclass(frozen=True, kw_only=True)
class AnswersReceived:
    """`ask_again_at`: the first moment at which a source that is unavailable now wants to be asked again."""

    sources: tuple[SourceState, ...]
    ask_again_at: datetime | None
    received_at: datetime
    answers: Annotated[tuple[SourceAnswer, ...], Personal]


@dataclass(frozen=True, kw_only=True)
class SourcesGivenUp:
    """Nobody waits for these any longer. Their answer is still welcome."""

    sources: tuple[SourceState, ...]
    given_up_at: datetime


@dataclass(frozen=True, kw_only=True)
class WorkBegun:
    begun_at: datetime


@dataclass(frozen=True, kw_only=True)
class LateNoted:
    """Nobody has begun in time; the household is now shown to this level."""

    level: Level
    late_on: date


@dataclass(frozen=True, kw_only=True)
class CountyAsked:
    deadlines: Deadlines
    asked_at: datetime


@dataclass(frozen=True, kw_only=True)
class Visited:
    visitors: tuple[str, ...]
    visited_at: datetime
    found: Annotated[dict[str, Any], Personal]


@dataclass(frozen=True, kw_only=True)
class EvidenceAccepted:
    """Evidence shows some facts otherwise; what it shows stands against every source. `appeal_id`: filed with it."""

    appeal_id: UUID | None
    accepted_at: datetime
    facts: Annotated[dict[str, Any], Personal]


@dataclass(frozen=True, kw_only=True)
class SourceObjected:
    """The family objects to this answer: the source is asked again, to the end of `until` its word does not count."""

    source: str
    person: Key
    until: date
    objected_at: datetime


@dataclass(frozen=True, kw_only=True)
class RecordJoined:
    """An agency has pushed a record while the case is open."""

    source: str
    person: Key
    joined_at: datetime
    record: Annotated[dict[str, Any], Personal]
    identity_number: Annotated[str | None, Personal] = None


@dataclass(frozen=True, kw_only=True)
class AuthorizationNoted:
    """An adult signed later, or took the signature back: then no further source is asked about this person."""

    person: Key
    given: bool
    signers: tuple[Key, ...]  # every adult whose authorization stands now
    noted_at: datetime


@dataclass(frozen=True, kw_only=True)
class DossierDrawn:
    revision: int
    applied_on: date
    missing: tuple[Code, ...]
    drawn_at: datetime
    dossier: Annotated[Dossier, Personal]
    recheck: RecheckTerms | None = None


@dataclass(frozen=True, kw_only=True)
class Closed:
    closed_at: datetime


Event = (
    Opened
    | SourcesAsked
    | AnswersReceived
    | SourcesGivenUp
    | WorkBegun
    | LateNoted
    | CountyAsked
    | Visited
    | EvidenceAccepted
    | SourceObjected
    | RecordJoined
    | AuthorizationNoted
    | DossierDrawn
    | Closed
)


@dataclass(frozen=True, kw_only=True)
class Open:
    opened: Opened
    plan: tuple[Planned, ...]


@dataclass(frozen=True, kw_only=True)
class RecordAnswers:
    answers: tuple[SourceAnswer, ...]
    now: datetime


@dataclass(frozen=True, kw_only=True)
class AskAgain:
    now: datetime


@dataclass(frozen=True, kw_only=True)
class GiveUp:
    now: datetime


@dataclass(frozen=True, kw_only=True)
class RequestVerification:
    deadlines: Deadlines
    now: datetime


@dataclass(frozen=True, kw_only=True)
class Visit:
    visitors: tuple[str, ...]
    found: dict[str, Any]
    now: datetime


@dataclass(frozen=True, kw_only=True)
class NoteLate:
    level: Level
    now: datetime


@dataclass(frozen=True, kw_only=True)
class AcceptEvidence:
    facts: dict[str, Any]
    appeal_id: UUID | None = None
    now: datetime


@dataclass(frozen=True, kw_only=True)
class ObjectToSource:
    source: str
    person: Key
    until: date
    now: datetime


@dataclass(frozen=True, kw_only=True)
class JoinRecord:
    source: str
    person: Key
    record: dict[str, Any]
    identity_number: str | None = None
    now: datetime


@dataclass(frozen=True, kw_only=True)
class NoteAuthorization:
    """`plan`: the sources to ask about this person if the authorization was given."""

    person: Key
    given: bool
    signers: tuple[Key, ...]
    plan: tuple[Planned, ...]
    now: datetime


@dataclass(frozen=True, kw_only=True)
class Close:
    now: datetime


Command = (
    Open
    | RecordAnswers
    | AskAgain
    | GiveUp
    | RequestVerification
    | Visit
    | AcceptEvidence
    | NoteLate
    | ObjectToSource
    | JoinRecord
    | NoteAuthorization
    | Close
)
