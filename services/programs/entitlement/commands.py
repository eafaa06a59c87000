"""What a program can be told to do about one household. Time and the rules in force arrive with the command."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from services.policy.parameter_schema import Parameters
from services.programs.entitlement.events import ProgramAsked
from services.programs.entitlement.proposals import Proposal


@dataclass(frozen=True, kw_only=True)
class TakeReferral:
    """Answer one referral. `rates_change_on`: the next day after that of `rules` on which a rate changes."""

    asked: ProgramAsked
    rules: Parameters
    rates_change_on: date | None
    now: datetime


@dataclass(frozen=True, kw_only=True)
class AnswerByHand:
    """A desk answers one item; without a person, every open one of it. `note`: its own words."""

    referral_id: UUID
    item: str
    person: str | None = None
    outcome: Literal["granted", "declined"]
    amount: int | None = None
    note: str | None = None
    rules: Parameters
    now: datetime


@dataclass(frozen=True, kw_only=True)
class TakePapers:
    """The papers that were to follow an urgent payment are complete. No rules where no referral has come yet."""

    application_id: UUID
    rules: Parameters | None
    now: datetime


@dataclass(frozen=True, kw_only=True)
class PayOutside:
    """Money went out by hand: the first payment of an emergency, or a one-off. `month`: the running one by default."""

    item: str
    person: str | None = None
    amount: int
    month: str | None = None
    application_id: UUID | None = None
    rules: Parameters
    now: datetime


@dataclass(frozen=True, kw_only=True)
class RecordAid:
    """Put on record what held and what was paid before: `awards` run on, `payments` are (month, item, person, fen)."""

    application_id: UUID
    awards: tuple[Proposal, ...] = ()
    payments: tuple[tuple[str, str, str | None, int], ...] = ()
    now: datetime


@dataclass(frozen=True, kw_only=True)
class RecordDelivery:
    item: str
    person: str | None = None
    now: datetime


@dataclass(frozen=True, kw_only=True)
class PayMonth:
    """Pay what is due up to the month of `now`."""

    now: datetime


@dataclass(frozen=True, kw_only=True)
class RefreshRates:
    """Bring periodic awards to the figures of the day, and months already paid to what these say of them.

    `figures`: all that were in force up to today, as known today, oldest first, each with its first day.
    """

    figures: tuple[tuple[date, Parameters], ...]
    rates_change_on: date | None
    now: datetime


@dataclass(frozen=True, kw_only=True)
class CloseYear:
    """Grant what is owed for a calendar year that ends."""

    year: int
    rules: Parameters
    now: datetime


@dataclass(frozen=True, kw_only=True)
class NoteDeskLate:
    now: datetime


@dataclass(frozen=True, kw_only=True)
class RecoverOverpayment:
    """Keep a sum back from later payments, at most `percent` of each, rounded down to the yuan. Brief 4, 12.2."""

    amount: int
    percent: int
    now: datetime


@dataclass(frozen=True, kw_only=True)
class Choose:
    """The family chooses this item between alternatives that exclude each other."""

    item: str
    person: str | None = None
    rules: Parameters | None = None
    now: datetime


@dataclass(frozen=True, kw_only=True)
class GrantByConference:
    """The county conference has named an aid. `asked`: the facts before it; `amount` None: the rules tell the sum."""

    asked: ProgramAsked
    item: str
    person: str | None = None
    months: int | None = None
    amount: int | None = None
    rules: Parameters
    now: datetime


@dataclass(frozen=True, kw_only=True)
class ExcludeItem:
    """An alternative to this item was given by the program `by`, or chosen by the family. `since`: when."""

    item: str
    person: str | None = None
    by: str
    chosen: bool
    since: datetime
    now: datetime


@dataclass(frozen=True, kw_only=True)
class TakeOverRatios:
    """What medical aid pays by the class that was on record before."""

    valid_from: date
    ratios: dict[str, int]
    now: datetime


@dataclass(frozen=True, kw_only=True)
class RaiseRatios:
    """What medical aid pays at least, per person, from this day."""

    valid_from: date
    ratios: dict[str, int]
    now: datetime


Command = (
    TakeOverRatios
    | RaiseRatios
    | TakeReferral
    | GrantByConference
    | AnswerByHand
    | TakePapers
    | PayOutside
    | RecordAid
    | RecordDelivery
    | PayMonth
    | RefreshRates
    | CloseYear
    | NoteDeskLate
    | RecoverOverpayment
    | Choose
    | ExcludeItem
)
