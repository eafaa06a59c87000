"""What may be asked of a household's determination. `application_id` None: the case that is open."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from contracts.classification import Assessment, Category
from contracts.household import Household, Residence
from contracts.investigation import RecheckTerms
from services.classification.domain.events import LateClock, Persons
from services.classification.domain.procedure_messages import (
    ExtendDecision,
    ReckonAnew,
    RequireCountyVisit,
    ResumeClock,
    ReviewObjection,
    SuspendClock,
    VisitByCounty,
)
from services.policy.lateness import Level
from services.policy.parameter_schema import ProcessRules


@dataclass(frozen=True, kw_only=True)
class StartDecisionClock:
    application_id: UUID
    division: str
    accepted_on: date
    decision_due: date


@dataclass(frozen=True, kw_only=True)
class JudgeDossier:
    """One revision of the dossier and what the cascade made of it; fields with a default are of a re-check."""

    application_id: UUID
    revision: int
    division: str
    residence: Residence
    needs: tuple[str, ...]
    household: Household
    assessment: Assessment
    recheck: RecheckTerms | None = None
    undeclared: bool = False
    grace_months: int = 0
    process: ProcessRules | None = None
    now: datetime


@dataclass(frozen=True, kw_only=True)
class NoteStanding:
    category: Category | None
    pay_class: int | None
    persons: Persons
    since: str | None
    now: datetime


@dataclass(frozen=True, kw_only=True)
class EndGrace:
    """The last month of grace that this re-check has given is over."""

    application_id: UUID
    now: datetime


@dataclass(frozen=True, kw_only=True)
class GiveOpinion:
    """The township's opinion on the latest test, where staff have not acted on it before."""

    application_id: UUID
    now: datetime


@dataclass(frozen=True, kw_only=True)
class AdoptClass:
    """What the county conference has decided becomes the opinion."""

    application_id: UUID
    category: Category
    valid_until: date
    now: datetime


@dataclass(frozen=True, kw_only=True)
class OpenNotice:
    application_id: UUID | None = None
    now: datetime


@dataclass(frozen=True, kw_only=True)
class RecordObjection:
    application_id: UUID | None = None
    claims: tuple[str, ...] = ()
    now: datetime


@dataclass(frozen=True, kw_only=True)
class UpholdOpinion:
    """The township has looked again and stays with its opinion; a new notice follows."""

    application_id: UUID | None = None
    now: datetime


@dataclass(frozen=True, kw_only=True)
class EndNotice:
    application_id: UUID
    now: datetime


@dataclass(frozen=True, kw_only=True)
class ConfirmClass:
    """`served_on`: the day on which the written decision reaches the family; None: the day of decision."""

    application_id: UUID | None = None
    served_on: date | None = None
    now: datetime


@dataclass(frozen=True, kw_only=True)
class RefuseApplication:
    """`served_on`: as of `ConfirmClass`."""

    application_id: UUID | None = None
    served_on: date | None = None
    now: datetime


@dataclass(frozen=True, kw_only=True)
class NoteOverdue:
    application_id: UUID
    clock: LateClock
    level: Level
    now: datetime


@dataclass(frozen=True, kw_only=True)
class EndCase:
    application_id: UUID
    now: datetime


Command = (
    ReviewObjection
    | RequireCountyVisit
    | VisitByCounty
    | ExtendDecision
    | SuspendClock
    | ResumeClock
    | ReckonAnew
    | StartDecisionClock
    | JudgeDossier
    | NoteStanding
    | EndGrace
    | GiveOpinion
    | OpenNotice
    | AdoptClass
    | RecordObjection
    | UpholdOpinion
    | EndNotice
    | ConfirmClass
    | RefuseApplication
    | NoteOverdue
    | EndCase
)
