"""What classification says: the assessment, the notice, the determination and the refusal, with their reasons."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.base import Code, Contract, Deadlines, Division, Key, Money, Month, Personal, Value
from contracts.household import Household, Need, Residence
from contracts.reasons import Reason

Category = Literal["dibao", "dibao_edge", "rigid_expenditure", "none"]
Because = Literal["application", "recheck", "appeal", "conference"]
PersonStatus = Literal[
    "dibao", "tekun", "orphan", "unsupported_child", "dibao_edge", "rigid_expenditure", "monitored", "disabled", "other"
]


class Figures(Value):
    """The numbers of one test; amounts in fen as decimal text, unrounded; `None` where a fact is missing."""

    members: int
    gross_income: str | None = None  # G, 12 months
    counted_income: str | None = None  # Y, 12 months
    per_head_month: str | None = None  # Y / 12n
    gross_per_head: str | None = None  # G / n, a year
    rigid_spending: str | None = None
    rigid_ratio: str | None = None


class Assessment(Value):
    """The result of the cascade over one dossier; `None` as category: it cannot be told yet."""

    category: Category | None
    pay_class: Literal[1, 2, 3, 4] | None = None
    persons: dict[Key, tuple[PersonStatus, ...]]
    counted_as: dict[Code, int]
    care_levels: dict[Key, Literal["none", "partial", "full"]] = {}  # of 特困: how far they manage alone
    figures: Figures
    reasons: tuple[Reason, ...]
    failed: dict[Code, tuple[Code, ...]] = {}  # class that was tested and not given -> reason codes
    missing: tuple[str, ...] = ()  # paths of missing facts that could change the category
    parameters: Code


class HouseholdAssessed(Contract):
    """A test was made. `provisional`: something that could change the outcome is missing."""

    type: ClassVar[str] = "onedoor.classification.household_assessed.v1"
    application_id: UUID
    revision: int
    provisional: bool
    missing: tuple[str, ...] = ()
    assessed_at: AwareDatetime
    deadlines: Deadlines = {}
    assessment: Annotated[Assessment, Personal]


class DeterminationProposed(Contract):
    """The township's opinion, before notice or refusal."""

    type: ClassVar[str] = "onedoor.classification.determination_proposed.v1"
    application_id: UUID
    category: Category
    statuses: tuple[PersonStatus, ...] = ()  # of single people: with one of them there is no refusal
    proposed_at: AwareDatetime
    deadlines: Deadlines = {}  # with `county_decision` there is no notice: the file is with the county


class NoticePosted(Contract):
    """Public notice in the village: 7 calendar days."""

    type: ClassVar[str] = "onedoor.classification.notice_posted.v1"
    application_id: UUID
    posted_at: AwareDatetime
    deadlines: Deadlines = {}


class NoticeEnded(Contract):
    """The notice is over without objection; the file is with the county."""

    type: ClassVar[str] = "onedoor.classification.notice_ended.v1"
    application_id: UUID
    ended_at: AwareDatetime
    deadlines: Deadlines = {}


class ObjectionRaised(Contract):
    type: ClassVar[str] = "onedoor.classification.objection_raised.v1"
    application_id: UUID
    claims: tuple[Code, ...] = ()
    raised_at: AwareDatetime


class ObjectionLookedAt(Contract):
    """The township, or the villagers by vote, have looked again. `stands`: the opinion stays and is announced again."""

    type: ClassVar[str] = "onedoor.classification.objection_looked_at.v1"
    application_id: UUID
    review: Literal["reinvestigation", "democratic_review"]
    stands: bool
    votes_for: int = 0
    votes_against: int = 0
    reviewed_at: AwareDatetime


class CountyVisitNeeded(Contract):
    """The county itself visits before it confirms: a relative of staff, or a complaint."""

    type: ClassVar[str] = "onedoor.classification.county_visit_needed.v1"
    application_id: UUID
    because: Code
    required_at: AwareDatetime


class CountyVisitMade(Contract):
    type: ClassVar[str] = "onedoor.classification.county_visit_made.v1"
    application_id: UUID
    visited_at: AwareDatetime


class DecisionClockMoved(Contract):
    """The decision has another last day, or its clock stands still until it is resumed."""

    type: ClassVar[str] = "onedoor.classification.decision_clock_moved.v1"
    application_id: UUID
    because: Code
    stands_still: bool = False
    moved_at: AwareDatetime
    deadlines: Deadlines = {}


class Decision(Contract):
    """What a confirmed and a refused application have in common.

    `because`: what led to it; every other than the application itself counts from `effective_from`, a later month.
    `overpaid_since`: first month that was paid although a fact known late had ended the right; `concealed`: the family
    had hidden that fact, so that a fine is possible.
    """

    application_id: UUID
    division: Division
    residence: Residence
    needs: tuple[Need, ...]
    category: Category
    pay_class: Literal[1, 2, 3, 4] | None = None
    persons: dict[Key, tuple[PersonStatus, ...]]
    counted_as: dict[Code, int]
    refused_for: tuple[Code, ...] = ()
    failed: dict[Code, tuple[Code, ...]] = {}
    decided_on: date
    deadlines: Deadlines = {}
    parameters: Code
    charity_consent: bool = False
    because: Because = "application"
    effective_from: Month | None = None
    overpaid_since: Month | None = None
    concealed: bool = False
    decided_by: str = ""  # the office that decided, as role and name: another one answers an objection
    household: Annotated[Household, Personal]
    assessment: Annotated[Assessment, Personal]


class DeterminationConfirmed(Decision):
    """The county has confirmed the class of the household, from `awards_from` to `valid_until`.

    With `none` as category it has confirmed the statuses of single people, as in `persons`. `grace_until`: last month
    in which a family whose income rose through work keeps its class and its money.
    """

    type: ClassVar[str] = "onedoor.classification.determination_confirmed.v1"
    awards_from: Month
    valid_until: date
    grace_until: Month | None = None


class ApplicationRefused(Decision):
    """Neither a class nor a status of one person could be given; the reasons are part of the message."""

    type: ClassVar[str] = "onedoor.classification.application_refused.v1"
    served_on: date


class ConferenceMatter(Value):
    """Why the case is heard, and the rule, the fact or the kind of event that it is about."""

    cause: Code
    rule: str | None = None
    category: Category | None = None  # the class that the conference may give


class ConferenceGrant(Value):
    """A named aid. `amount`: fen, of each month of a monthly award; None where the program's rules tell the sum."""

    program: Code
    item: Code
    person: Key | None = None
    months: Annotated[int, Field(ge=1, le=120)] | None = None
    amount: Money | None = None


class ConferenceProposed(Contract):
    """The rules give no class, or the event is grave: the county conference should hear the case."""

    type: ClassVar[str] = "onedoor.classification.conference_proposed.v1"
    application_id: UUID
    division: Division
    matters: tuple[ConferenceMatter, ...]
    proposed_at: AwareDatetime
    deadlines: Deadlines = {}


class ConferenceConvened(Contract):
    """The conference hears the case with a quorum; recused agencies neither sit nor count."""

    type: ClassVar[str] = "onedoor.classification.conference_convened.v1"
    application_id: UUID
    agenda: tuple[ConferenceMatter, ...]
    present: tuple[Code, ...]
    recused: tuple[Code, ...] = ()
    convened_at: AwareDatetime


class ConferenceDecided(Contract):
    """The recorded decision: a named aid, a class, agencies that are asked, or none. Never a waiver of a statute.

    `category`: a class that rests on local measures; it is announced and confirmed like any other.
    """

    type: ClassVar[str] = "onedoor.classification.conference_decided.v1"
    addressed_by: ClassVar[str | None] = "program"
    application_id: UUID
    division: Division
    residence: Residence
    needs: tuple[Need, ...]
    program: Code  # of the grant; `none` where nothing is granted
    grant: ConferenceGrant | None = None
    asked: tuple[Code, ...] = ()
    category: Category | None = None
    valid_until: date
    decided_at: AwareDatetime
    household: Annotated[Household, Personal]
    assessment: Annotated[Assessment | None, Personal] = None
    reasons: Annotated[str, Personal] = ""


class MonitoringNoticed(Contract):
    """A household at risk is announced in the village, at least 5 calendar days; nothing of a person is on it."""

    type: ClassVar[str] = "onedoor.classification.monitoring_noticed.v1"
    application_id: UUID
    posted_at: AwareDatetime
    deadlines: Deadlines = {}


class MonitoringDecided(Contract):
    """Whether a household that an event has put at risk is monitored (监测对象), whatever its class.

    `members`: who has the flag from `decided_on`; `failed`: why it is not given.
    """

    type: ClassVar[str] = "onedoor.classification.monitoring_decided.v1"
    application_id: UUID
    division: Division
    residence: Residence
    needs: tuple[Need, ...]
    monitored: bool
    members: tuple[Key, ...] = ()
    failed: tuple[Code, ...] = ()
    decided_on: date
    decided_by: str = "system"
    household: Annotated[Household, Personal]
    reasons: Annotated[tuple[Reason, ...], Personal] = ()
