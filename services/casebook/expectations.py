"""Section 4 of a case file: everything that may be expected at the end of a day; an unknown key is an error."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from contracts.base import Code, Key, Month, Value
from contracts.classification import PersonStatus
from contracts.programs import Per
from services.casebook.household import SignedYuan, Yuan, words
from services.casebook.moments import BEIJING
from services.casebook.steps import Agency, WarningKind

Program = Literal[
    "basic_living",
    "medical",
    "education",
    "housing",
    "employment",
    "temporary_assistance",
    "disaster_relief",
    "disability",
    "care_services",
    "charity",
]
ITEMS: dict[str, tuple[str, ...]] = {
    "basic_living": ("dibao", "single_person_dibao", "tekun_basic", "tekun_care", "child_allowance", "grace"),
    "medical": ("premium_subsidy", "medical_aid", "hardship_tilt"),
    "education": ("preschool", "compulsory", "senior", "vocational", "undergraduate", "loan"),
    "housing": ("rent_subsidy", "rural_renovation"),
    "employment": ("public_job", "training", "insurance_subsidy"),
    "temporary_assistance": ("emergency_small", "emergency", "expenditure"),
    "disaster_relief": ("emergency", "transition", "house", "winter_spring", "bereavement"),
    "disability": ("living_subsidy", "care_subsidy"),
    "care_services": ("rehabilitation_visits", "counselling", "care_at_home"),
    "charity": ("referral",),
}
RefusalCode = Literal[
    "income_over_line",
    "deposits_over_cap",
    "dwellings_over_limit",
    "vehicle_over_limit",
    "company_capital",
    "ratio_below_line",
    "not_resident",
    "authorisation_refused",
    "other_supporter_able",
]
NotAwardedCode = RefusalCode | Literal["not_in_class", "alternative_chosen", "no_consent", "agency_declined"]
Clock = Literal[
    "investigation_start",
    "verification_start",
    "verification_done",
    "township_opinion",
    "notice_end",
    "county_decision",
    "decision",
    "emergency_payment",
    "monitoring_decision",
    "refusal_notice",
    "review_filing",
    "papers_complete",
    "death_adjustment",
    "warning_handled",
    "recheck",
]
Rule = Literal[
    "dibao.income",
    "dibao.assets",
    "single_person_dibao",
    "edge.income",
    "edge.assets",
    "rigid.income",
    "rigid.ratio",
    "rigid.assets",
    "tekun.no_labour",
    "tekun.no_livelihood",
    "tekun.no_supporter",
    "child.parents",
    "monitored.risk",
]
Category = Literal["dibao", "dibao_edge", "rigid_expenditure", "none", "untested"]
Status = Literal["submitted", "accepted", "investigating", "proposed", "in_notice", "confirmed", "refused", "ended"]


def _deadline(value: Any) -> str:
    """Kept as text: `2024-05-09` is a day, `2024-11-03T21:30` a moment."""
    if not isinstance(value, str):
        raise words("a deadline is a date or a time as text")
    at = datetime.fromisoformat(value)
    if "T" not in value:
        return at.date().isoformat()
    return (at if at.tzinfo else at.replace(tzinfo=BEIJING)).astimezone(BEIJING).isoformat(timespec="minutes")


def _decimal(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise words("a number is wanted")
    return Decimal(str(value))


Deadline = Annotated[str, BeforeValidator(_deadline)]
Ratio = Annotated[Decimal, BeforeValidator(_decimal), Field(ge=0)]
Percent = Annotated[int, Field(ge=0, le=100)]


class Listed(Value):
    """An entry of a list; only the keys that were written are compared."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    def given(self) -> dict[str, Any]:
        return self.model_dump(exclude_unset=True, by_alias=True, mode="json")


class OfProgram(Listed):
    program: Program
    item: Code

    @model_validator(mode="after")
    def _item_of_program(self) -> "OfProgram":
        if self.item not in ITEMS[self.program]:
            raise words(f"program {self.program} has no item {self.item!r}")
        return self


class Award(OfProgram):
    person: Key | None = None
    amount: Yuan | None = None
    per: Per | None = None
    first: str | None = Field(default=None, alias="from")
    until: str | None = None


class NotAwarded(OfProgram):
    person: Key | None = None
    reason: NotAwardedCode | None = None


class Payment(OfProgram):
    month: Month
    person: Key | None = None
    amount: Yuan


class Figures(Listed):
    counted_income: Yuan | None = None
    gross_income: Yuan | None = None
    per_head_month: Yuan | None = None
    gross_per_head: Yuan | None = None
    rigid_spending: Yuan | None = None
    rigid_ratio: Ratio | None = None
    members: Annotated[int, Field(ge=0)] | None = None


class Warned(Listed):
    kind: WarningKind
    tier: Literal["yellow", "orange", "red"] | None = None
    person: Key | None = None
    state: Literal["raised", "assigned", "visited", "closed"] | None = None


class Conference(Listed):
    proposed: bool | None = None
    convened: bool | None = None
    decided: bool | None = None
    asked: tuple[Agency, ...] | None = None


class Explained(Listed):
    rule: Rule
    passed: bool
    person: Key | None = None


class Cliff(Listed):
    before: str
    change_per_month: SignedYuan


class Expect(Listed):
    on: date
    status: Status | None = None
    category: Category | None = None
    persons: dict[Key, tuple[PersonStatus, ...]] | None = None
    counted_as: dict[PersonStatus, Annotated[int, Field(ge=0)]] | None = None
    pay_class: Annotated[int, Field(ge=1, le=4)] | None = None
    care_level: dict[Key, Literal["none", "partial", "full"]] | None = None
    figures: Figures | None = None
    valid_until: date | None = None
    awards_from: Month | None = None
    awards: tuple[Award, ...] | None = None
    exactly: bool = False
    not_awarded: tuple[NotAwarded, ...] | None = None
    medical_ratio: dict[Key, Percent] | None = None
    payments: tuple[Payment, ...] | None = None
    refused_for: tuple[RefusalCode, ...] | None = None
    deadlines: dict[Clock, Deadline] | None = None
    warnings: tuple[Warned, ...] | None = None
    told: tuple[Agency, ...] | None = None
    referred: tuple[Program, ...] | None = None
    conference: Conference | None = None
    recover: Yuan | None = None
    fine_range: tuple[Yuan, Yuan] | None = None
    explains: tuple[Explained, ...] | None = None
    cliff: Cliff | None = None

    @model_validator(mode="after")
    def _exactly_beside_awards(self) -> "Expect":
        if self.exactly and self.awards is None:
            raise words("`exactly` stands beside `awards`")
        if empty := [key for key in self.model_fields_set if getattr(self, key) is None]:
            raise words("expects nothing; leave it out or write what is expected", at=min(empty))
        return self
