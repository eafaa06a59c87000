"""What can happen to one household in one program. All programs share these types, so each event names its own."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Literal
from uuid import UUID

from contracts.base import Personal
from contracts.classification import Assessment, Because, Category, PersonStatus
from contracts.household import Household, Need, Residence
from contracts.reasons import Reason
from services.policy.calendar import month_of
from services.policy.reasons import find
from services.programs.entitlement.proposals import Proposal

FRESH = timedelta(days=10)  # a class on record that is older gives nothing for the months before the request
Wake = Literal["payments", "rates", "year_end", "desk"]


@dataclass(frozen=True, kw_only=True)
class ProgramAsked:
    """A referral with the facts that the program may know. The rules read it as it was then."""

    program: str
    agency: str
    application_id: UUID
    referral_id: UUID
    division: str
    residence: Residence
    needs: tuple[Need, ...]
    urgent: bool
    category: Category | None
    pay_class: int | None
    persons: dict[str, tuple[PersonStatus, ...]]
    failed: dict[str, tuple[str, ...]]
    decided_on: date | None
    referred_at: datetime
    answer_by: date
    because: Because = "application"
    effective_from: str | None = None
    grace_until: str | None = None
    overpaid_since: str | None = None
    concealed: bool = False
    household: Annotated[Household, Personal]
    assessment: Annotated[Assessment | None, Personal] = None

    @property
    def starts(self) -> str:
        """The month from which a monthly answer counts: after that of the decision. Brief 4, 12.16."""
        return self.effective_from or month_of(self.day, plus=1)

    @property
    def day(self) -> date:
        """The day from which its answers count: of a fresh determination, else of the referral."""
        referred_on = self.referred_at.date()
        fresh = self.decided_on is not None and referred_on - self.decided_on <= FRESH
        return self.decided_on if self.decided_on and fresh else referred_on

    def reason(self, rule: str, person: str | None = None) -> Reason | None:
        """What the test of the class has found by one rule; None where it was not tested, or not announced."""
        return find(self.assessment.reasons, rule, person) if self.assessment else None

    def class_of(self, person: str) -> int | None:
        """The rural pay class of one person: the own one of a member in 低保 alone, else that of the household."""
        own = self.reason("dibao.pay_class", person)
        return int(own.fact.amount) if own and own.fact and own.fact.amount else self.pay_class

    def holds(self, *statuses: str) -> tuple[str, ...]:
        """The persons who have one of these statuses."""
        return tuple(key for key, held in self.persons.items() if set(held) & set(statuses))


@dataclass(frozen=True, kw_only=True)
class ItemsHeld:
    """What the rules propose, where somebody has to act before all of it counts."""

    program: str
    application_id: UUID
    referral_id: UUID
    proposals: tuple[Proposal, ...]
    answer_by: date
    held_at: datetime
    reasons: Annotated[tuple[Reason, ...], Personal] = ()


@dataclass(frozen=True, kw_only=True)
class ItemSettled:
    """One item was settled by hand: a desk answered, or the first payment went out. `note`: the desk's own words."""

    program: str
    application_id: UUID
    referral_id: UUID
    settled: Proposal
    settled_at: datetime
    note: Annotated[str | None, Personal] = None


@dataclass(frozen=True, kw_only=True)
class ReferralAnswered:
    """The program's one answer to one referral."""

    program: str
    application_id: UUID
    referral_id: UUID
    answers: tuple[Proposal, ...]
    decided_at: datetime
    papers_complete: date | None = None
    reasons: Annotated[tuple[Reason, ...], Personal] = ()


@dataclass(frozen=True, kw_only=True)
class AwardsChanged:
    """Awards were added, raised, ended or put on record later; an answer replaces that of the same item and person."""

    program: str
    application_id: UUID
    referral_id: UUID | None
    answers: tuple[Proposal, ...]
    because: str
    changed_at: datetime


@dataclass(frozen=True, kw_only=True)
class PaymentFellDue:
    """Money that is paid in a month, by item and person; `amount` is what remains after `withheld`.

    `for_month`: an earlier month that was paid at a lower figure, and is topped up.
    """

    program: str
    application_id: UUID | None
    item: str
    person: str | None
    month: str
    amount: int
    withheld: int
    due_at: datetime
    for_month: str | None = None


@dataclass(frozen=True, kw_only=True)
class AidNoted:
    """Money that the family got before this program knew it."""

    program: str
    item: str
    person: str | None
    month: str
    amount: int
    noted_at: datetime


@dataclass(frozen=True, kw_only=True)
class PapersCame:
    """The papers of an application came before its referral, which will find them here."""

    program: str
    application_id: UUID
    came_at: datetime


@dataclass(frozen=True, kw_only=True)
class ThingDelivered:
    program: str
    item: str
    person: str | None
    delivered_at: datetime


@dataclass(frozen=True, kw_only=True)
class RatiosSet:
    """Per cent of an in-policy bill, per person, for care from `valid_from` on."""

    program: str
    valid_from: date
    ratios: dict[str, int]
    set_at: datetime


@dataclass(frozen=True, kw_only=True)
class OverpaymentFound:
    """A sum to be kept back from later payments, at most `percent` per cent of each.

    `fine`: lowest and highest fine, where the family had hidden what ended its right.
    """

    program: str
    amount: int
    percent: int
    found_at: datetime
    application_id: UUID | None = None
    fine: tuple[int, int] | None = None
    since: str | None = None


@dataclass(frozen=True, kw_only=True)
class AlternativeChosen:
    """The family has chosen this item; its alternatives are not given to it."""

    program: str
    item: str
    person: str | None
    chosen_at: datetime


@dataclass(frozen=True, kw_only=True)
class ItemExcluded:
    """An alternative was given first, or chosen: this item is not given to the household any more."""

    program: str
    item: str
    person: str | None
    chosen: bool
    excluded_at: datetime


@dataclass(frozen=True, kw_only=True)
class DeskLate:
    """A desk has let its deadline pass; the items go on waiting."""

    program: str
    application_id: UUID
    referral_id: UUID
    late_at: datetime


@dataclass(frozen=True, kw_only=True)
class WakePlanned:
    """When this program looks at the household again by itself; None: not any more."""

    program: str
    what: Wake
    at: datetime | None


Event = (
    ProgramAsked
    | ItemsHeld
    | ItemSettled
    | ReferralAnswered
    | AwardsChanged
    | PaymentFellDue
    | AidNoted
    | PapersCame
    | ThingDelivered
    | RatiosSet
    | OverpaymentFound
    | AlternativeChosen
    | ItemExcluded
    | DeskLate
    | WakePlanned
)
