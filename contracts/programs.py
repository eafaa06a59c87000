"""What programs say: who they are, what they decided, changed, pay and deliver."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.base import Code, Contract, Deadlines, Key, Money, Month, Personal, Value
from contracts.household import Need
from contracts.reasons import Reason

Per = Literal["once", "month", "quarter", "term", "year"]


class ProgramAnnounced(Contract):
    """A program folder is running and may be asked; household_id is NOBODY."""

    type: ClassVar[str] = "onedoor.programs.program_announced.v1"
    program: Code
    agency: Code  # who decides and is told
    title_zh: str
    title_en: str
    needs: tuple[Need, ...]  # asked when one of these was asked for
    categories: tuple[Code, ...]  # household categories or person statuses it serves; empty: everybody
    always: bool = False  # asked whatever the category, so that the family gets a reasoned no
    urgent: bool = False  # asked at once when the application is urgent
    untested: bool = False  # also answers applications that test no class
    items: tuple[Code, ...]
    sections: tuple[Code, ...]  # sections of the household that it needs to know
    answer_within: Annotated[int, Field(ge=1, le=365)]  # working days
    alongside: tuple[Code, ...] = ()  # all programs of this release; nobody is asked before they all spoke
    announced_at: AwareDatetime


class Answer(Value):
    """What a program says about one item, for one person or for the household. Amount in fen.

    `first` and `last`: months of a monthly award, dates otherwise.
    """

    item: Code
    person: Key | None = None
    outcome: Literal["granted", "declined"]
    reason: Code | None = None
    amount: Money | None = None
    per: Per | None = None
    first: str | None = None
    last: str | None = None
    article: str | None = None


class SupportDecided(Contract):
    """A program has answered one referral, item by item."""

    type: ClassVar[str] = "onedoor.programs.support_decided.v1"
    application_id: UUID
    referral_id: UUID
    program: Code
    outcome: Literal["granted", "declined"]
    reason: Code | None = None
    answers: tuple[Answer, ...]
    decided_at: AwareDatetime
    deadlines: Deadlines = {}
    reasons: Annotated[tuple[Reason, ...], Personal] = ()


class DeskAsked(Contract):
    """An agency desk must answer by hand until `answer_by`. `later`: item -> `papers` or `conference` it waits for."""

    type: ClassVar[str] = "onedoor.programs.desk_asked.v1"
    application_id: UUID
    referral_id: UUID
    program: Code
    items: tuple[Code, ...]
    later: dict[Code, Code] = {}
    asked_at: AwareDatetime
    answer_by: date


class SupportChanged(Contract):
    """Awards that were added, raised, ended or stopped later; each replaces the one of the same item and person."""

    type: ClassVar[str] = "onedoor.programs.support_changed.v1"
    application_id: UUID
    program: Code
    answers: tuple[Answer, ...]
    because: Code
    changed_at: AwareDatetime


class PaymentDue(Contract):
    """Money that is due to the household in one month, after offsets.

    `for_month`: an earlier month that was paid at a lower figure, and is topped up by this sum.
    """

    type: ClassVar[str] = "onedoor.programs.payment_due.v1"
    application_id: UUID | None = None
    program: Code
    item: Code
    person: Key | None = None
    month: Month
    amount: Money
    due_at: AwareDatetime
    for_month: Month | None = None


class OverpaymentFound(Contract):
    """Money was paid for months in which the right had ended. It is kept back from later payments, or asked back.

    `fine_low` and `fine_high`: the range of the fine, only where the family had hidden the fact (Order 649 Art. 68).
    """

    type: ClassVar[str] = "onedoor.programs.overpayment_found.v1"
    application_id: UUID | None = None
    program: Code
    amount: Money
    fine_low: Money | None = None
    fine_high: Money | None = None
    found_at: AwareDatetime


class AlternativeChosen(Contract):
    """The family has chosen between what excludes each other; the alternatives are not given."""

    type: ClassVar[str] = "onedoor.programs.alternative_chosen.v1"
    program: Code
    item: Code
    person: Key | None = None
    chosen_at: AwareDatetime


class AidRecorded(Contract):
    """Aid that was given before OneDoor knew the household, or outside the monthly run."""

    type: ClassVar[str] = "onedoor.programs.aid_recorded.v1"
    program: Code
    item: Code
    person: Key | None = None
    month: Month
    amount: Money
    recorded_at: AwareDatetime


class SupportDelivered(Contract):
    """Goods, a place or a service was provided."""

    type: ClassVar[str] = "onedoor.programs.support_delivered.v1"
    program: Code
    item: Code
    person: Key | None = None
    delivered_at: AwareDatetime


class MedicalRatioSet(Contract):
    """The share of an in-policy bill that medical aid pays for care from `valid_from` on, in per cent per person."""

    type: ClassVar[str] = "onedoor.programs.medical_ratio_set.v1"
    valid_from: date
    ratios: dict[Key, int]
    set_at: AwareDatetime
