"""What population says: what held before OneDoor, changed facts of a known household, warnings, and re-checks."""

from datetime import date
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime

from contracts.base import Code, Contract, Deadlines, Division, Key, Month, Personal
from contracts.classification import Category, PersonStatus
from contracts.household import Household, Need, Residence
from contracts.investigation import RecheckTerms

WarningKind = Literal[
    "medical_cost",
    "death",
    "disaster",
    "disability",
    "unemployment",
    "dropout",
    "income_collapse",
    "house_grade",
    "child_parent",
    "electricity",
    "asset_found",
    "duplicate_aid",
    "missed",
]
Tier = Literal["yellow", "orange", "red"]


class StandingTakenOver(Contract):
    """What held for a household in the registers before OneDoor knew it. `category` None: no class was on record."""

    type: ClassVar[str] = "onedoor.population.standing_taken_over.v1"
    division: Division
    residence: Residence
    needs: tuple[Need, ...]
    category: Category | None = None
    pay_class: Literal[1, 2, 3, 4] | None = None
    persons: dict[Key, tuple[PersonStatus, ...]] = {}
    since: Month | None = None
    valid_until: date | None = None
    taken_over_at: AwareDatetime
    deadlines: Deadlines = {}
    household: Annotated[Household, Personal]


class RecordPushed(Contract):
    """An agency has reported a fact about one person by itself. `record` has the shape of its source, money in fen."""

    type: ClassVar[str] = "onedoor.population.record_pushed.v1"
    source: Code
    person: Key
    pushed_at: AwareDatetime
    record: Annotated[dict[str, Any], Personal]
    identity_number: Annotated[str | None, Personal] = None


class ChangeDeclared(Contract):
    """The family has reported a change; what it is stays with the household until a re-check."""

    type: ClassVar[str] = "onedoor.population.change_declared.v1"
    sections: tuple[Code, ...]
    because: Code | None = None
    declared_at: AwareDatetime


class WarningRaised(Contract):
    """A push of an agency, or a reported event, asks for a visit. It never stops anything by itself."""

    type: ClassVar[str] = "onedoor.population.warning_raised.v1"
    warning_id: UUID
    kind: WarningKind
    tier: Tier
    person: Key | None = None
    source: Code
    raised_at: AwareDatetime
    deadlines: Deadlines = {}


class WarningMoved(Contract):
    """Somebody has taken the warning on, or has visited the household."""

    type: ClassVar[str] = "onedoor.population.warning_moved.v1"
    warning_id: UUID
    kind: WarningKind
    state: Literal["assigned", "visited"]
    moved_at: AwareDatetime


class WarningClosed(Contract):
    """Staff have visited and closed the warning."""

    type: ClassVar[str] = "onedoor.population.warning_closed.v1"
    warning_id: UUID
    kind: WarningKind
    person: Key | None = None
    outcome: Literal["none", "aided", "referred", "applied", "adjusted"]
    closed_at: AwareDatetime


class WarningEscalated(Contract):
    """Nobody handled the warning, or finished what a death demands, in time; shown to `level`, once per level."""

    type: ClassVar[str] = "onedoor.population.warning_escalated.v1"
    warning_id: UUID
    kind: WarningKind
    clock: Literal["warning_handled", "death_adjustment"] = "warning_handled"
    level: Literal["county", "city"]
    escalated_at: AwareDatetime


class RecheckOrdered(Contract):
    """A known household is verified and decided again, with its facts as they are known now.

    `application_id` is that of the re-check itself, an application without papers.
    """

    type: ClassVar[str] = "onedoor.population.recheck_ordered.v1"
    application_id: UUID
    division: Division
    residence: Residence
    needs: tuple[Need, ...]
    terms: RecheckTerms
    ordered_at: AwareDatetime
    household: Annotated[Household, Personal]
