"""Section 1 of a case file: the household in yuan and local times, and the same household as the contract says it."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from contracts import household as contract
from contracts.base import Code, Division, Key, Money, Month, Value
from contracts.programs import Per
from services.casebook.moments import moment
from services.policy.divisions import exists

FEN_PER_YUAN = 100
NO_TIME = (
    "day is out",
    "day must",
    "month must",
    "hour must",
    "minute must",
    "second must",
    "year",
    "Invalid isoformat",
)


def words(text: str, at: str = "") -> PydanticCustomError:
    """A validation error in words of our own; `at`: path below the place of the model, where that is narrower."""
    return PydanticCustomError("case", "{text}", {"text": text, "at": at})


def told(error: Any) -> str:
    """What is wrong with a value, in words for the person who wrote it."""
    reason = str((error.get("ctx") or {}).get("error", ""))
    if error["type"].startswith(("date_", "datetime_")) or reason.startswith(NO_TIME):
        return f"{error['input']!r} is not a date or time that exists; write 2024-05-06 or 2024-05-06T15:00"
    return str(error["msg"]).removeprefix("Value error, ")


def fen(value: Any) -> int:
    """Yuan with at most two decimals to integer fen."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise words("an amount in yuan is a number")
    try:
        amount = Decimal(str(value)) * FEN_PER_YUAN
    except InvalidOperation as broken:
        raise words("an amount in yuan is a number") from broken
    if amount != amount.to_integral_value():
        raise words("an amount has at most two decimals")
    return int(amount)


def _listed(code: str) -> str:
    if not exists(code):
        raise words(f"there is no division {code!r} in the list of Gansu")
    return code


def _when(value: Any) -> date | datetime:
    """A date where only a date is given, else a moment in Beijing time."""
    return moment(value) if isinstance(value, str) and "T" in value else date.fromisoformat(value)


Listed = Annotated[Division, AfterValidator(_listed)]
Yuan = Annotated[Money, BeforeValidator(fen)]
SignedYuan = Annotated[int, BeforeValidator(fen)]
When = Annotated[date | AwareDatetime, BeforeValidator(_when)]
MonitoredKind = Literal["unstable_out_of_poverty", "edge_at_risk", "sudden_hardship"]


class CasePerson(contract.Person):
    name: contract.Name

    @model_validator(mode="after")
    def _made_by_the_player(self) -> "CasePerson":
        for key in ("identity_number", "phone"):
            if key in self.model_fields_set:
                raise words("is made by the player, not written in a file", at=key)
        return self


class CaseRelative(contract.Relative):
    per_head_income_month: Yuan | None = None


class CaseIncome(contract.Income):
    amount: Yuan


class CaseVehicle(contract.Vehicle):
    value: Yuan


class CaseCompany(contract.Company):
    capital: Yuan


class CaseAssets(contract.Assets):
    deposits: Yuan | None = None
    vehicles: tuple[CaseVehicle, ...] = ()
    companies: tuple[CaseCompany, ...] = ()


class CaseCost(contract.Cost):
    amount: Yuan


class CaseMishap(contract.Mishap):
    on: When


class Monitored(Value):
    kind: MonitoredKind
    since: date


class PriorAward(Value):
    program: Code
    item: Code
    person: Key | None = None
    amount: Yuan
    per: Per
    first: str | None = Field(default=None, alias="from")
    until: str | None = None


class PriorPayment(Value):
    month: Month
    program: Code
    item: Code
    person: Key | None = None
    amount: Yuan


class Prior(Value):
    """What holds before the story."""

    category: Literal["dibao", "dibao_edge", "rigid_expenditure", "none"] | None = None
    pay_class: Annotated[int, Field(ge=1, le=4)] | None = None
    monitored: Monitored | None = None
    awards: tuple[PriorAward, ...] = ()
    payments: tuple[PriorPayment, ...] = ()


class CaseHousehold(Value):
    """The keys of section 1 that describe the family; those of the application itself stand in `format.py`."""

    place: Listed
    residence: contract.Residence
    hukou: Listed | None = None
    applicant: Key
    people: Annotated[dict[Key, CasePerson], Field(min_length=1)]
    relatives: tuple[CaseRelative, ...] = ()
    housing: contract.Housing | None = None
    income: tuple[CaseIncome, ...] = ()
    assets: CaseAssets = CaseAssets()
    costs: tuple[CaseCost, ...] = ()
    needs: Annotated[tuple[contract.Need, ...], Field(min_length=1)]
    consents: contract.Consents = contract.Consents()
    events: tuple[CaseMishap, ...] = ()

    @field_validator("people")
    @classmethod
    def _one_self(cls, people: dict[str, CasePerson]) -> dict[str, CasePerson]:
        if [person.relation for person in people.values()].count("self") != 1:
            raise words("exactly one person has the relation `self`")
        return people

    @model_validator(mode="after")
    def _everybody_is_known(self) -> "CaseHousehold":
        if self.applicant not in self.people:
            raise words(f"applicant {self.applicant!r} is not among the people")
        if self.people[self.applicant].relation != "self":
            raise words(f"applicant {self.applicant!r} must have the relation `self`")
        for where, key in self._mentions():
            if key not in self.people:
                raise words(f"{key!r} is not among the people", at=where)
        return self

    def _mentions(self) -> list[tuple[str, str]]:
        found = [(f"income[{i}].person", income.person) for i, income in enumerate(self.income)]
        found += [(f"costs[{i}].person", cost.person) for i, cost in enumerate(self.costs)]
        found += [(f"relatives[{i}].of", relative.of) for i, relative in enumerate(self.relatives)]
        found += [(f"events[{i}].hurt", key) for i, event in enumerate(self.events) for key in event.hurt]
        found += [("consents.verification", key) for key in self.consents.verification or ()]
        found += [(f"people.{name}.parent_of", key) for name, p in self.people.items() for key in p.parent_of]
        return [(where, key) for where, key in found if key is not None]

    def declared(self, numbers: dict[str, str]) -> contract.Household:
        """What the family writes on the form; `numbers`: identity number by person."""
        data = self.model_dump()
        for key, person in data["people"].items():
            person["identity_number"] = numbers.get(key) or None  # somebody who joined later has none yet
        return contract.Household.model_validate(data)
