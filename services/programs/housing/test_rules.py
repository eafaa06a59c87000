"""Rent by area and tier, renovation by grade. Amounts of cases 02, 03 and 08."""

from typing import Any

import pytest

from services.programs.entitlement import Entitlement
from services.programs.entitlement.examples import asked, assessed, household, rules
from services.programs.housing.rules import assess

YUAN = 100


def living(area: float | None, grade: str | None = None, residence: Any = "urban") -> Any:
    dwelling = None if area is None else {"tenure": "rented", "area_m2": area, "grade": grade}
    return household(residence=residence, housing=dwelling)


@pytest.mark.parametrize(
    ("category", "area", "paid"),
    [
        ("dibao", 0, 315 * YUAN),
        ("dibao_edge", 0, 221 * YUAN),  # 220.50 goes up
        ("dibao", 44.9, 1 * YUAN),
        ("dibao", 45, None),
        ("rigid_expenditure", 0, None),
    ],
)
def test_rent_is_subsidised_for_the_area_that_is_lacking(category: Any, area: float, paid: int | None) -> None:
    question = asked(living(area), category=category, assessment=assessed(3))
    (award,) = assess(question, Entitlement(), rules(question))
    assert (award.item, award.amount) == ("rent_subsidy", paid)
    assert award.first == ("2024-06" if paid else None)


@pytest.mark.parametrize(("grade", "paid"), [("A", None), ("B", None), ("C", 10_000 * YUAN), ("D", 25_000 * YUAN)])
def test_a_dangerous_house_waits_for_the_desk_and_a_sound_one_is_refused(grade: str, paid: int | None) -> None:
    question = asked(living(88, grade, "rural"), assessment=assessed(5))
    (award,) = assess(question, Entitlement(), rules(question))
    assert (award.item, award.amount, award.waits_for) == ("rural_renovation", paid, "desk" if paid else None)


def test_an_unknown_grade_or_area_is_said_to_be_missing() -> None:
    rural, urban = asked(living(88, None, "rural")), asked(living(None), assessment=assessed(3))
    assert assess(rural, Entitlement(), rules(rural))[0].reason == "fact_missing"
    assert assess(urban, Entitlement(), rules(urban))[0].reason == "fact_missing"
