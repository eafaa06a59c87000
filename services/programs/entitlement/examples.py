"""A referral to try rules with: whatever a test does not name has a plain value."""

from datetime import date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID, uuid5

from contracts.classification import Assessment, Figures
from contracts.household import Household, Person, Residence
from services.policy.parameter_schema import Parameters
from services.policy.parameters import parameters
from services.programs.entitlement.events import ProgramAsked

XIFENG, ZHUANGLANG, GANZHOU = "621002", "620825", "620702"
DECIDED = date(2024, 5, 24)
NAMES = UUID("3d2a2a49-0c43-4a31-93b0-6e2a4c1a7f10")  # namespace of invented ids
APPLICATION = uuid5(NAMES, "application")


def at(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=timezone(timedelta(hours=8)))


def person(born: str, relation: str = "child", **facts: Any) -> Person:
    return Person.model_validate({"sex": "female", "born": born, "relation": relation, **facts})


def household(people: dict[str, Person] | None = None, residence: Residence = "urban", **facts: Any) -> Household:
    people = people or {"mother": person("1986-03-09", "self")}
    return Household.model_validate(
        {
            "place": XIFENG,
            "residence": residence,
            "applicant": next(iter(people)),
            "people": people,
            "needs": ["basic_living"],
            **facts,
        }
    )


def assessed(members: int, counted: int = 0, ratio: str | None = None, **facts: Any) -> Assessment:
    figures = Figures(members=members, counted_income=str(counted), rigid_ratio=ratio)
    plain: dict[str, Any] = {"category": None, "persons": {}, "counted_as": {}, "reasons": (), "parameters": "ref-2024"}
    return Assessment.model_validate({**plain, "figures": figures, **facts})


def asked(family: Household | None = None, /, **facts: Any) -> ProgramAsked:
    """A referral of an urban family on the day of its decision; `name` tells several apart."""
    family = family or household()
    name, decided_on = facts.pop("name", "first"), facts.pop("decided_on", DECIDED)
    plain: dict[str, Any] = {
        "program": "medical",
        "agency": "medical_insurance",
        "application_id": APPLICATION,
        "referral_id": uuid5(NAMES, name),
        "division": XIFENG,
        "residence": family.residence,
        "needs": family.needs,
        "urgent": False,
        "category": "dibao",
        "pay_class": None,
        "persons": dict.fromkeys(family.people, ("dibao",)),
        "failed": {},
        "decided_on": decided_on,
        "referred_at": at(decided_on or DECIDED),
        "answer_by": (decided_on or DECIDED) + timedelta(days=30),
        "household": family,
    }
    return ProgramAsked(**{**plain, **facts})


def rules(question: ProgramAsked) -> Parameters:
    """The figures of the reference set at the household's place on the day of its decision."""
    return parameters(question.division, question.residence, question.day)
