"""What a desk or an office may send: an answer, aid given earlier, a payment, a delivery."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, model_validator

from contracts.base import Code, Key, Money, Month, Value
from contracts.programs import Per
from services.chassis.door import Door
from services.chassis.errors import RuleBroken
from services.programs.entitlement import Proposal, grant


class DeskAnswer(Value):
    """`reason`: the desk's own words, kept sealed. Without a person: every open entry of the item."""

    item: Code
    person: Key | None = None
    outcome: Literal["granted", "declined"]
    reason: Annotated[str, Field(max_length=2000)] | None = None
    amount: Money | None = None


class Known(Value):
    """A household by its id, or by the identity number of the person who applied for it."""

    household_id: UUID | None = None
    identity_number: Annotated[str, Field(pattern=r"^\d{17}[\dX]$")] | None = None

    @model_validator(mode="after")
    def one_of_both(self) -> "Known":
        if (self.household_id is None) == (self.identity_number is None):
            raise ValueError("exactly one of household_id and identity_number")
        return self

    def household(self, door: Door) -> UUID:
        return self.household_id or door.blind("household", self.identity_number or "")


class EarlierAward(Value):
    """`first` and `last`: months of a monthly award, dates otherwise."""

    item: Code
    person: Key | None = None
    amount: Money | None = None
    per: Per
    first: str | None = None
    last: str | None = None


class EarlierPayment(Value):
    month: Month
    item: Code
    person: Key | None = None
    amount: Money


class EarlierAid(Known):
    program: Code
    awards: tuple[EarlierAward, ...] = ()
    payments: tuple[EarlierPayment, ...] = ()


class Payment(Known):
    """`month`: that of the payment, the running one by default."""

    program: Code
    item: Code
    person: Key | None = None
    amount: Annotated[int, Field(gt=0, le=10**13)]
    month: Month | None = None
    application_id: UUID | None = None


class Choice(Known):
    """What the family chooses between alternatives that exclude each other."""

    program: Code
    item: Code
    person: Key | None = None
    application_id: UUID | None = None


class Delivery(Known):
    program: Code
    item: Code
    person: Key | None = None
    application_id: UUID | None = None


def on_record(award: EarlierAward) -> Proposal:
    """Raises `award-not-readable` where first and last are not months of a monthly award, or dates of another."""
    form = "%Y-%m" if award.per == "month" else "%Y-%m-%d"
    for text in (award.first, award.last):
        if text is not None and not readable(text, form):
            raise RuleBroken("award-not-readable", "/awards")
    return grant(
        award.item,
        award.amount,
        award.per,
        person=award.person,
        first=award.first,
        last=award.last,
        article=None,
        due="by_hand",
    )


def readable(text: str, form: str) -> bool:
    try:
        return datetime.strptime(text, form).strftime(form) == text  # noqa: DTZ007 - a day, not a moment
    except ValueError:
        return False
