"""What population says: what held before OneDoor, changed facts of a known household, warnings, and re-checks."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime

from contracts.base import Code, Contract, Deadlines, Division, Key, Month, Personal
from contracts.classification import Category, PersonStatus
from contracts.household import Household, Need, Residence

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
    household: Annotated[Household, Personal]


class WarningRaised(Contract):
    """Something an agency pushed, or an event that was reported, asks for a visit. It stops nothing by itself."""

    type: ClassVar[str] = "onedoor.population.warning_raised.v1"
    warning_id: UUID
    kind: WarningKind
    tier: Tier
    person: Key | None = None
    source: Code
    raised_at: AwareDatetime
    deadlines: Deadlines = {}


class WarningClosed(Contract):
    """Staff have visited and closed the warning."""

    type: ClassVar[str] = "onedoor.population.warning_closed.v1"
    warning_id: UUID
    kind: WarningKind
    person: Key | None = None
    outcome: Literal["none", "aided", "referred", "applied", "adjusted"]
    closed_at: AwareDatetime


class WarningEscalated(Contract):
    """Nobody handled the warning in time; it is now shown to `level`, once per level."""

    type: ClassVar[str] = "onedoor.population.warning_escalated.v1"
    warning_id: UUID
    kind: WarningKind
    level: Literal["county", "city"]
    escalated_at: AwareDatetime


class RecheckOrdered(Contract):
    """A known household is verified and decided again, with its facts as they are known now.

    `application_id` is that of the re-check itself, an application without papers. `because`: the code that the family
    gave for a declared change, the kind of the warning, or `periodic`. `entitled_until`: last month paid rightly, where
    a fact known late had ended the right before; `concealed`: the family had hidden it.
    """

    type: ClassVar[str] = "onedoor.population.recheck_ordered.v1"
    application_id: UUID
    division: Division
    residence: Residence
    needs: tuple[Need, ...]
    because: Code
    from_work: bool = False
    entitled_until: Month | None = None
    concealed: bool = False
    ordered_at: AwareDatetime
    household: Annotated[Household, Personal]
