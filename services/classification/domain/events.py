"""What may have happened to a household's determination. Facts only, with the dates that followed from them."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from contracts.base import Month, Personal
from contracts.classification import Assessment, Because, Category, PersonStatus
from contracts.household import Household, Residence
from contracts.investigation import RecheckTerms
from services.classification.domain.procedure_messages import (
    ClockResumed,
    ClocksReckoned,
    ClockSuspended,
    CountyVisited,
    CountyVisitRequired,
    DecisionExtended,
    ObjectionReviewed,
)
from services.policy.calendar import edition
from services.policy.lateness import Level

LateClock = Literal["decision", "county_decision", "township_opinion"]
Persons = dict[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class DecisionClockStarted:
    """The application was accepted; the class must be decided by the end of `decision_due`."""

    application_id: UUID
    division: str
    accepted_on: date
    decision_due: date
    calendar: str = field(default_factory=edition, compare=False)


@dataclass(frozen=True, kw_only=True)
class HouseholdTested:
    """The cascade ran over one revision of the dossier. `provisional`: something that matters is still missing.

    `recheck`: a known household is tested again; `undeclared`: sources have found assets that it had not named.
    """

    application_id: UUID
    revision: int
    division: str
    residence: Residence
    needs: tuple[str, ...]
    provisional: bool
    missing: tuple[str, ...]
    tested_at: datetime
    recheck: RecheckTerms | None = None
    undeclared: bool = False
    grace_months: int = 0
    township_due: date | None = None
    county_days: int | None = None
    household: Annotated[Household, Personal]
    assessment: Annotated[Assessment, Personal]
    calendar: str = field(default_factory=edition, compare=False)


@dataclass(frozen=True, kw_only=True)
class OpinionProposed:
    """The township's opinion, before notice or refusal. `after`: what led to it.

    `statuses`: what single people are given; with one of them the household is not refused, whatever its class.
    `county_due`: the file is with the county at once, because children's aid has no village notice (brief 12.20).
    """

    application_id: UUID
    category: str
    after: Literal["test", "changed-facts", "objection", "recheck", "conference"]
    statuses: tuple[PersonStatus, ...] = ()
    county_due: date | None = None
    proposed_at: datetime
    calendar: str = field(default_factory=edition, compare=False)


@dataclass(frozen=True, kw_only=True)
class ClassByConference:
    """The conference has given a class of local measures that no test gives, at most to the end of `valid_until`."""

    application_id: UUID
    category: Category
    valid_until: date
    adopted_at: datetime


@dataclass(frozen=True, kw_only=True)
class NoticeOpened:
    """The opinion hangs in the village to the end of `notice_end`; the file is with the county on `reaches_county`."""

    application_id: UUID
    notice_end: date
    reaches_county: date
    posted_at: datetime


@dataclass(frozen=True, kw_only=True)
class ObjectionRecorded:
    """Somebody objected to the notice; it stops until the township has looked again."""

    application_id: UUID
    claims: tuple[str, ...]
    raised_at: datetime


@dataclass(frozen=True, kw_only=True)
class NoticeElapsed:
    """The notice is over without objection; the county decides by the end of `county_due`."""

    application_id: UUID
    county_due: date
    ended_at: datetime
    calendar: str = field(default_factory=edition, compare=False)


@dataclass(frozen=True, kw_only=True)
class Decided:
    """What a confirmation and a refusal have in common. `served_on`: the written decision reaches the family.

    `refused_for`: why the household has no class, also where one of its people is given a status. `because` and the
    three after it: as in the contract.
    """

    application_id: UUID
    division: str
    residence: Residence
    needs: tuple[str, ...]
    category: str
    pay_class: int | None
    persons: Persons
    counted_as: dict[str, int]
    failed: dict[str, tuple[str, ...]]
    refused_for: tuple[str, ...] = ()
    parameters: str
    decided_on: date
    served_on: date
    decided_at: datetime
    because: Because = "application"
    effective_from: Month | None = None
    overpaid_since: Month | None = None
    concealed: bool = False
    household: Annotated[Household, Personal]
    assessment: Annotated[Assessment, Personal]


@dataclass(frozen=True, kw_only=True)
class ClassConfirmed(Decided):
    """The county has confirmed the class, or what single people are. `recheck`: last day of the next periodic check."""

    awards_from: str
    valid_until: date
    recheck: date
    grace_until: Month | None = None


@dataclass(frozen=True, kw_only=True)
class ClassRefused(Decided):
    """Nobody could be given anything. `refusal_notice`: last day of the written notice; `review_filing`: of a 复议."""

    refusal_notice: date
    review_filing: date


@dataclass(frozen=True, kw_only=True)
class OverdueNoted:
    """Nobody did in time what this clock is for; the case is now shown to this level."""

    application_id: UUID
    clock: LateClock = "decision"
    level: Level
    overdue_on: date


@dataclass(frozen=True, kw_only=True)
class CaseEnded:
    """The application was withdrawn before a decision."""

    application_id: UUID
    reason: Literal["withdrawn"]
    ended_at: datetime


@dataclass(frozen=True, kw_only=True)
class StandingNoted:
    """What the registers say held before. `since`: first month of the class."""

    category: Category | None
    pay_class: int | None
    persons: Persons
    since: Month | None
    noted_at: datetime


Event = (
    ClassByConference
    | ObjectionReviewed
    | CountyVisitRequired
    | CountyVisited
    | DecisionExtended
    | ClockSuspended
    | ClockResumed
    | ClocksReckoned
    | StandingNoted
    | DecisionClockStarted
    | HouseholdTested
    | OpinionProposed
    | NoticeOpened
    | ObjectionRecorded
    | NoticeElapsed
    | ClassConfirmed
    | ClassRefused
    | OverdueNoted
    | CaseEnded
)
