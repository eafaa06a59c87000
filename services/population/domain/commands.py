"""What may be asked of a known household. `rules`: the figures of its place on the day."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from contracts.classification import Category
from contracts.household import Household
from contracts.population import WarningKind
from services.policy.lateness import Level
from services.policy.parameter_schema import Parameters
from services.population.domain.events import Clock, Outcome, PayClass, Persons


@dataclass(frozen=True, kw_only=True)
class TakeOver:
    household: Household
    category: Category | None
    pay_class: PayClass | None
    since: str | None
    valid_until: date | None
    rules: Parameters
    now: datetime


@dataclass(frozen=True, kw_only=True)
class NoteFacts:
    """`begun_at` None: as is known of the application. `shown`: what evidence of this day has settled."""

    household_id: UUID
    application_id: UUID
    source: Literal["application", "dossier"]
    household: Household
    begun_at: datetime | None
    shown: frozenset[str] = frozenset()
    rules: Parameters
    now: datetime


@dataclass(frozen=True, kw_only=True)
class TakeRecord:
    household_id: UUID
    source: str
    person: str
    record: dict[str, Any]
    rules: Parameters
    now: datetime


@dataclass(frozen=True, kw_only=True)
class TakeChange:
    household_id: UUID
    changes: dict[str, Any]
    because: str | None
    rules: Parameters
    now: datetime


@dataclass(frozen=True, kw_only=True)
class MoveWarning:
    kind: WarningKind
    person: str | None
    state: Literal["assigned", "visited"]
    now: datetime


@dataclass(frozen=True, kw_only=True)
class SettleWarning:
    """`person` None: every open warning of the kind."""

    kind: WarningKind
    person: str | None
    outcome: Outcome
    now: datetime


@dataclass(frozen=True, kw_only=True)
class LiftWarning:
    warning_id: UUID
    clock: Clock = "warning_handled"
    level: Level
    next_at: datetime | None
    now: datetime


@dataclass(frozen=True, kw_only=True)
class DemandRecheck:
    """`periodic`: nobody asked for it, it is due."""

    household_id: UUID
    periodic: bool
    rules: Parameters
    now: datetime


@dataclass(frozen=True, kw_only=True)
class NoteConsent:
    person: str
    given: bool
    rules: Parameters
    now: datetime


@dataclass(frozen=True, kw_only=True)
class NoteDecision:
    application_id: UUID
    category: Category
    persons: Persons
    recheck: date | None
    decided_on: date
    household: Household


@dataclass(frozen=True, kw_only=True)
class NoteAid:
    program: str
    item: str


@dataclass(frozen=True, kw_only=True)
class NoteMonitoring:
    members: tuple[str, ...]
    since: date


Command = (
    TakeOver
    | NoteFacts
    | TakeRecord
    | TakeChange
    | MoveWarning
    | SettleWarning
    | LiftWarning
    | DemandRecheck
    | NoteConsent
    | NoteDecision
    | NoteAid
    | NoteMonitoring
)
