"""What may happen beside the straight way of a case: a second look, a county visit, another decision clock."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from contracts.base import Personal
from services.policy.calendar import edition
from services.policy.parameter_schema import ProcessRules

ReviewKind = Literal["reinvestigation", "democratic_review"]
VisitCause = Literal["staff_relative", "complaint"]
Suspension = Literal["out_of_area_letter", "supplement"]


@dataclass(frozen=True, kw_only=True)
class ObjectionReviewed:
    """The township, or the villagers by vote (民主评议), have looked again. `stands`: the opinion stays as it was."""

    application_id: UUID
    review: ReviewKind
    votes_for: int
    votes_against: int
    stands: bool
    reviewed_at: datetime
    note: Annotated[str, Personal] = ""


@dataclass(frozen=True, kw_only=True)
class CountyVisitRequired:
    """The county itself visits before it confirms. 57号 Art. 20."""

    application_id: UUID
    because: VisitCause
    required_at: datetime


@dataclass(frozen=True, kw_only=True)
class CountyVisited:
    application_id: UUID
    visitors: tuple[str, ...]
    visited_at: datetime


@dataclass(frozen=True, kw_only=True)
class DecisionExtended:
    """A special case: the decision has until `decision_due`."""

    application_id: UUID
    decision_due: date
    extended_at: datetime
    calendar: str = field(default_factory=edition, compare=False)


@dataclass(frozen=True, kw_only=True)
class ClockSuspended:
    application_id: UUID
    because: Suspension
    suspended_at: datetime


@dataclass(frozen=True, kw_only=True)
class ClockResumed:
    """The working days in which the clock stood are added, also to those of township and county where they run."""

    application_id: UUID
    decision_due: date
    township_due: date | None = None
    county_due: date | None = None
    resumed_at: datetime


@dataclass(frozen=True, kw_only=True)
class ClocksReckoned:
    """A year's working days were published: the last days that have moved, and by which calendar."""

    application_id: UUID
    decision_due: date | None = None
    township_due: date | None = None
    county_due: date | None = None
    reckoned_at: datetime
    calendar: str = field(default_factory=edition, compare=False)


@dataclass(frozen=True, kw_only=True)
class ReckonAnew:
    """Every open case of the household, by the calendar of this release."""

    now: datetime


@dataclass(frozen=True, kw_only=True)
class ReviewObjection:
    """`stands`: what a re-investigation says; a vote says it by its majority. At most one case is objected to."""

    application_id: UUID | None = None
    review: ReviewKind
    votes_for: int = 0
    votes_against: int = 0
    stands: bool = True
    note: str = ""
    now: datetime


@dataclass(frozen=True, kw_only=True)
class RequireCountyVisit:
    application_id: UUID
    because: VisitCause
    now: datetime


@dataclass(frozen=True, kw_only=True)
class VisitByCounty:
    application_id: UUID | None = None
    visitors: tuple[str, ...]
    now: datetime


@dataclass(frozen=True, kw_only=True)
class ExtendDecision:
    application_id: UUID | None = None
    rules: ProcessRules
    now: datetime


@dataclass(frozen=True, kw_only=True)
class SuspendClock:
    application_id: UUID | None = None
    because: Suspension
    now: datetime


@dataclass(frozen=True, kw_only=True)
class ResumeClock:
    application_id: UUID | None = None
    now: datetime
