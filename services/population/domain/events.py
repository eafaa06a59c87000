"""What may have happened to a known household. Facts only; `household` is always the whole of it as known then."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from contracts.base import Month, Personal
from contracts.classification import Category, PersonStatus
from contracts.household import Household, Need, Residence
from contracts.investigation import RecheckTerms
from contracts.population import Tier, WarningKind
from services.policy.lateness import Level

State = Literal["raised", "assigned", "visited", "closed"]
Outcome = Literal["none", "aided", "referred", "applied", "adjusted"]

Clock = Literal["warning_handled", "death_adjustment"]
PayClass = Literal[1, 2, 3, 4]
Persons = dict[str, tuple[PersonStatus, ...]]


@dataclass(frozen=True, kw_only=True)
class StandingKept:
    """What the registers say held before the household was known here."""

    division: str
    residence: Residence
    needs: tuple[Need, ...]
    category: Category | None
    pay_class: PayClass | None
    persons: Persons
    since: Month | None
    valid_until: date | None
    recheck: date | None
    taken_over_at: datetime
    household: Annotated[Household, Personal]


@dataclass(frozen=True, kw_only=True)
class FactsKept:
    """What an application or a dossier has told; `application_id`: which one, begun at `begun_at`."""

    application_id: UUID
    source: Literal["application", "dossier"]
    begun_at: datetime
    kept_at: datetime
    told: Annotated[Household, Personal]
    household: Annotated[Household, Personal]


@dataclass(frozen=True, kw_only=True)
class RecordKept:
    """An agency has pushed a record."""

    source: str
    person: str
    kept_at: datetime
    record: Annotated[dict[str, Any], Personal]
    household: Annotated[Household, Personal]
    identity_number: Annotated[str | None, Personal] = None


@dataclass(frozen=True, kw_only=True)
class ChangeKept:
    """The family has reported a change: `changes` are the sections that are new, whole."""

    sections: tuple[str, ...]
    because: str | None
    kept_at: datetime
    changes: Annotated[dict[str, Any], Personal]
    household: Annotated[Household, Personal]


@dataclass(frozen=True, kw_only=True)
class WarningOpened:
    warning_id: UUID
    division: str
    kind: WarningKind
    tier: Tier
    person: str | None
    source: str
    due: date | datetime
    adjust_by: date | None
    opened_at: datetime


@dataclass(frozen=True, kw_only=True)
class WarningMoved:
    warning_id: UUID
    kind: WarningKind
    state: Literal["assigned", "visited"]
    moved_at: datetime


@dataclass(frozen=True, kw_only=True)
class WarningSettled:
    warning_id: UUID
    kind: WarningKind
    person: str | None
    outcome: Outcome
    settled_at: datetime


@dataclass(frozen=True, kw_only=True)
class WarningLifted:
    """What this clock is for was not done in time; `level` sees it now. `next_at`: when the level above does, None at
    the top."""

    warning_id: UUID
    kind: WarningKind
    clock: Clock = "warning_handled"
    level: Level
    next_at: datetime | None
    lifted_at: datetime


@dataclass(frozen=True, kw_only=True)
class RecheckDemanded:
    application_id: UUID
    division: str
    residence: Residence
    needs: tuple[Need, ...]
    terms: RecheckTerms
    demanded_at: datetime
    household: Annotated[Household, Personal]


@dataclass(frozen=True, kw_only=True)
class ConsentKept:
    """An adult has signed the verification authorization later, or has taken it back."""

    person: str
    given: bool
    kept_at: datetime
    household: Annotated[Household, Personal]


@dataclass(frozen=True, kw_only=True)
class DecisionKept:
    """Classification has decided. `recheck`: day of the next periodic check, None where nothing is held."""

    application_id: UUID
    category: Category
    persons: Persons
    recheck: date | None
    decided_on: date
    household: Annotated[Household, Personal]


@dataclass(frozen=True, kw_only=True)
class AidKept:
    """Aid that was paid here, so that the same aid from another office is found."""

    program: str
    item: str


@dataclass(frozen=True, kw_only=True)
class MonitoringKept:
    """The household is monitored from this day, whatever its class."""

    members: tuple[str, ...]
    since: date
    household: Annotated[Household, Personal]


Event = (
    StandingKept
    | FactsKept
    | RecordKept
    | ChangeKept
    | WarningOpened
    | WarningMoved
    | WarningSettled
    | WarningLifted
    | RecheckDemanded
    | ConsentKept
    | DecisionKept
    | AidKept
    | MonitoringKept
)
