"""Which fact of the household each source speaks of: how it is declared, and how differing answers correct it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from pydantic import TypeAdapter

from contracts.base import Code, Key
from contracts.household import (
    Company,
    Cost,
    CostKind,
    Disability,
    Household,
    Income,
    IncomeKind,
    Monitored,
    School,
    Vehicle,
)


class Said(NamedTuple):
    """A differing answer of one source about one person."""

    source: Code
    person: Key
    value: Any


@dataclass(frozen=True)
class Fact:
    """`path` names it in dossier and reasons. `correct(household, said, whole)`: `whole`, when everybody asked differs.

    `single`: one value per person, so that two sources with two values contradict each other.
    """

    path: str
    read: Callable[[Household, Key], Any]
    correct: Callable[[Household, Sequence[Said], bool], Household]
    single: bool = False

    def path_of(self, person: Key) -> str:
        return self.path.format(person=person)


def with_assets(household: Household, **changes: Any) -> Household:
    return household.model_copy(update={"assets": household.assets.model_copy(update=changes)})


def total(declared: int | None, amounts: Sequence[int], whole: bool) -> int:
    """The declared sum is that of all members. An answer is what one member holds: where all differ their sum counts,
    else at least that sum, and never less than what the family itself declared."""
    return sum(amounts) if whole else max(declared or 0, sum(amounts))


def correct_deposits(household: Household, said: Sequence[Said], whole: bool) -> Household:
    amounts = [int(one.value) for one in said]
    return with_assets(household, deposits=total(household.assets.deposits, amounts, whole))


def correct_dwellings(household: Household, said: Sequence[Said], whole: bool) -> Household:
    """Two registers may name the same dwelling of one person; it is counted once."""
    most: dict[Key, int] = {}
    for one in said:
        most[one.person] = max(most.get(one.person, 0), int(one.value))
    return with_assets(household, dwellings=total(household.assets.dwellings, list(most.values()), whole))


VEHICLES: TypeAdapter[tuple[Vehicle, ...]] = TypeAdapter(tuple[Vehicle, ...])
COMPANIES: TypeAdapter[tuple[Company, ...]] = TypeAdapter(tuple[Company, ...])


def correct_vehicles(household: Household, said: Sequence[Said], whole: bool) -> Household:
    """Declared vehicles carry no owner: one of a kind that a register names is taken for the registered one."""
    registered = tuple(vehicle for one in said for vehicle in VEHICLES.validate_python(one.value))
    kinds = {vehicle.kind for vehicle in registered}
    kept = () if whole else tuple(v for v in household.assets.vehicles if v.kind not in kinds)
    return with_assets(household, vehicles=kept + registered)


def correct_companies(household: Household, said: Sequence[Said], whole: bool) -> Household:
    named = {one.person for one in said}
    kept = tuple(company for company in household.assets.companies if company.person not in named)
    return with_assets(household, companies=kept + tuple(c for one in said for c in companies_of(one)))


def companies_of(said: Said) -> tuple[Company, ...]:
    """A register answers with companies, or with the capital of the only one."""
    if isinstance(said.value, int):
        return (Company(person=said.person, capital=said.value),) if said.value else ()
    found = COMPANIES.validate_python(said.value)
    return tuple(company.model_copy(update={"person": said.person}) for company in found)


def income(kind: IncomeKind) -> Fact:
    def correct(household: Household, said: Sequence[Said], whole: bool) -> Household:
        entries: tuple[Any, ...] = household.income
        for one in said:
            entries = put_amount(entries, Income(person=one.person, kind=kind, amount=int(one.value)))
        return household.model_copy(update={"income": entries})

    path = f"income.{{person}}.{kind}"
    return Fact(path, lambda household, person: amount(household.income, person, kind), correct, single=True)


def cost(kind: CostKind) -> Fact:
    def correct(household: Household, said: Sequence[Said], whole: bool) -> Household:
        entries: tuple[Any, ...] = household.costs
        for one in said:
            entries = put_amount(entries, Cost(person=one.person, kind=kind, amount=int(one.value)))
        return household.model_copy(update={"costs": entries})

    path = f"costs.{{person}}.{kind}"
    return Fact(path, lambda household, person: amount(household.costs, person, kind), correct, single=True)


def amount(entries: Sequence[Income] | Sequence[Cost], person: Key, kind: str) -> int | None:
    """The declared sum of one kind for one person; None where nothing was said."""
    amounts = [entry.amount for entry in entries if entry.person == person and entry.kind == kind]
    return sum(amounts) if amounts else None


def put_amount(entries: tuple[Any, ...], right: Income | Cost) -> tuple[Any, ...]:
    """`right` stands where the first entry of its person and kind stood, the others of them go."""
    same = [place for place, entry in enumerate(entries) if (entry.person, entry.kind) == (right.person, right.kind)]
    if not same:
        return (*entries, right)
    return tuple(right if n == same[0] else entry for n, entry in enumerate(entries) if n not in same[1:])


def of_person(field: str, shape: Any) -> Fact:
    adapter: TypeAdapter[Any] = TypeAdapter(shape)

    def read(household: Household, person: Key) -> Any:
        return adapter.dump_python(getattr(household.people[person], field), mode="json")

    def correct(household: Household, said: Sequence[Said], whole: bool) -> Household:
        people = dict(household.people)
        for one in said:
            people[one.person] = people[one.person].model_copy(update={field: adapter.validate_python(one.value)})
        return household.model_copy(update={"people": people})

    return Fact(f"people.{{person}}.{field}", read, correct, single=True)


def correct_monitored(household: Household, said: Sequence[Said], whole: bool) -> Household:
    return household.model_copy(update={"monitored": Monitored.model_validate(said[0].value)})


DEPOSITS = Fact("assets.deposits", lambda household, _: household.assets.deposits, correct_deposits)
DWELLINGS = Fact("assets.dwellings", lambda household, _: household.assets.dwellings, correct_dwellings)
VEHICLE = Fact("assets.vehicles", lambda h, _: VEHICLES.dump_python(h.assets.vehicles, mode="json"), correct_vehicles)
COMPANY = Fact(
    "assets.companies",
    lambda h, person: COMPANIES.dump_python(
        tuple(c for c in h.assets.companies if c.person in (None, person)), mode="json"
    ),
    correct_companies,
)
MONITORED = Fact(
    "monitored", lambda h, _: h.monitored.model_dump(mode="json") if h.monitored else None, correct_monitored
)
WAGES = income("wages")

FACTS: dict[Code, Fact] = {
    "bank_deposits": DEPOSITS,
    "securities": DEPOSITS,
    "insurance_policies": DEPOSITS,
    "real_estate": DWELLINGS,
    "home_sales": DWELLINGS,
    "vehicles": VEHICLE,
    "commercial_vehicles": VEHICLE,
    "business_registration": COMPANY,
    "shareholding": COMPANY,
    "income_tax": WAGES,
    "public_payroll": WAGES,
    "social_insurance": income("pension"),
    "support_rulings": income("support_received"),
    "medical_bills": cost("medical"),
    "school_enrolment": of_person("school", School | None),
    "disability_certificates": of_person("disability", Disability | None),
    "serious_illness": of_person("serious_illness", bool),
    "monitored_households": MONITORED,
}
"""A source that is not here gives hints for the visit and corrects no fact by itself."""
