"""Records that agencies push: their shape by source, and the household with what they say put in. Pure.

A record put in a second time changes nothing: agencies repeat themselves every month.
"""

from datetime import date, datetime
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field

from contracts.base import Code, Division, Key, Money, Value
from contracts.household import Company, Cost, Household, Mishap, Monitored, Person, Vehicle
from services.policy.deaths import with_parent_state, without

ANYBODY: Final = {"sex": "male", "born": "2000-01-01", "relation": "other"}


def _day(value: Any) -> Any:
    """A moment stands for its day."""
    return value[:10] if isinstance(value, str) else value


Day = Annotated[date, BeforeValidator(_day)]


class Death(Value):
    died: date


class Bill(Value):
    """In-policy cost that was left to the family after insurance."""

    kind: Literal["medical"]
    amount: Money
    on: Day


class Deposits(Value):
    deposits: Money


class PaidElsewhere(Value):
    """Aid that another office has paid."""

    program: Code
    item: Code
    amount: Money
    paid_by: Division
    event_on: Day | None = None


class Vehicles(Value):
    vehicles: tuple[Vehicle, ...]


class Dwellings(Value):
    dwellings: Annotated[int, Field(strict=True, ge=0, le=100)]


class Companies(Value):
    companies: tuple[Company, ...]


class OfPerson(Person):
    """Facts of a person whom the agency names otherwise than by these."""

    name: None = None
    identity_number: None = None
    phone: None = None


ALWAYS: Final[dict[str, type[Value]]] = {
    "deaths": Death,
    "medical_bills": Bill,
    "bank_deposits": Deposits,
    "disaster_aid": Mishap,
    "public_payroll": PaidElsewhere,
}
"""Sources whose records have one shape."""

ASSETS: Final[dict[str, type[Value]]] = {
    "securities": Deposits,
    "insurance_policies": Deposits,
    "vehicles": Vehicles,
    "commercial_vehicles": Vehicles,
    "real_estate": Dwellings,
    "home_sales": Dwellings,
    "business_registration": Companies,
    "shareholding": Companies,
    "monitored_households": Monitored,
}
"""Sources that name what they have found, or only that they have found something about a person."""


def read(source: str, record: dict[str, Any]) -> dict[str, Any]:
    """The record as it is kept. Raises pydantic's ValidationError where it has not the shape of its source."""
    shape = ALWAYS.get(source) or (ASSETS.get(source) if record else None)
    if shape and (source in ALWAYS or not set(record) <= set(Person.model_fields)):
        return shape.model_validate(record).model_dump(mode="json", exclude_none=True)
    told = OfPerson.model_validate({**ANYBODY, **record}).model_dump(mode="json")
    return {name: told[name] for name in record}


def with_record(
    household: Household, source: str, person: Key, record: dict[str, Any], identity_number: str | None = None
) -> Household:
    """The household as it is once the record counts; a person who is not named in it any more changes nothing.

    `identity_number`: of the person, where that is known; another application may use other keys.
    """
    found = key_of(household, person, identity_number)
    return _with_record(household, source, found, record) if found else household


def key_of(household: Household, person: Key, identity_number: str | None) -> Key | None:
    """Who is meant: by number where somebody has it, else by key unless that is somebody with another number."""
    if identity_number is not None:
        for key, one in household.people.items():
            if one.identity_number == identity_number:
                return key
    known = household.people.get(person)
    if known is None or (known.identity_number and identity_number and known.identity_number != identity_number):
        return None
    return person


def _with_record(household: Household, source: str, person: Key, record: dict[str, Any]) -> Household:
    match source:
        case "deaths":
            return without(household, person)
        case "medical_bills":
            return _with_cost(household, Cost(person=person, kind="medical", amount=record["amount"]))
        case "disaster_aid":
            return _with_event(household, Mishap.model_validate(record))
        case "public_payroll":
            return household
        case "custody" if not {"father", "mother"} & set(record):
            return with_parent_state(_with_person(household, person, record), person, "imprisoned")
        case _ if source in ASSETS or source == "bank_deposits":
            return _with_asset(household, person, record)
        case _:
            return _with_person(household, person, record)


def _with_person(household: Household, person: Key, record: dict[str, Any]) -> Household:
    changed = Person.model_validate({**household.people[person].model_dump(mode="json"), **record})
    return household.model_copy(update={"people": {**household.people, person: changed}})


def _with_cost(household: Household, cost: Cost) -> Household:
    """A bill that the family has named itself is the same bill."""
    return household if cost in household.costs else household.model_copy(update={"costs": (*household.costs, cost)})


def _with_event(household: Household, event: Mishap) -> Household:
    """The same kind on the same day is the same event; the agency's word replaces the family's."""
    others = tuple(known for known in household.events if not same_event(known, event))
    return household.model_copy(update={"events": (*others, event)})


def same_event(one: Mishap, other: Mishap) -> bool:
    return (one.kind, day_of(one)) == (other.kind, day_of(other))


def day_of(event: Mishap) -> date:
    return event.on.date() if isinstance(event.on, datetime) else event.on


def _with_asset(household: Household, person: Key, record: dict[str, Any]) -> Household:
    """What a register has of one person is a part of what all members own together: never less than is known."""
    assets = household.assets
    changes: dict[str, Any] = {}
    if "kind" in record:
        return household.model_copy(update={"monitored": Monitored.model_validate(record)})
    if "deposits" in record:
        changes["deposits"] = max(assets.deposits or 0, record["deposits"])
    elif "dwellings" in record:
        changes["dwellings"] = max(assets.dwellings or 0, record["dwellings"])
    elif "vehicles" in record:
        found = Vehicles.model_validate(record).vehicles
        changes["vehicles"] = (*(v for v in assets.vehicles if v not in found), *found)
    elif "companies" in record:
        named = tuple(c.model_copy(update={"person": person}) for c in Companies.model_validate(record).companies)
        changes["companies"] = (*(c for c in assets.companies if c.person not in (None, person)), *named)
    else:
        return _with_person(household, person, record)
    return household.model_copy(update={"assets": assets.model_copy(update=changes)})
