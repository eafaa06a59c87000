"""The count of the oracle on households that can be reckoned in the head, and generated ones that repeat."""

from collections import Counter
from datetime import date
from typing import Any

import pytest

from contracts.household import Household
from services.casebook.generate import generate
from services.casebook.identity import is_valid
from services.casebook.load import differences
from services.casebook.oracle import category, must_be_asked, statuses

DAY = date(2024, 3, 4)
OPENINGS = {"always": False, "urgent": False, "untested": False}
ROUTING = [
    {**OPENINGS, "code": "basic_living", "needs": ["basic_living"], "categories": [], "always": True},
    {**OPENINGS, "code": "medical", "needs": ["medical"], "categories": ["dibao"]},
    {**OPENINGS, "code": "relief", "needs": ["emergency"], "categories": [], "urgent": True, "untested": True},
]


def household(
    wages: int, *, deposits: int = 0, needs: tuple[str, ...] = ("basic_living", "medical"), **more: Any
) -> Household:
    """A mother and a child in town, in a county with the standard of 728 yuan."""
    people = {
        "mother": {"sex": "female", "born": "1986-03-09", "relation": "self", **more},
        "girl": {"sex": "female", "born": "2012-02-11", "relation": "child"},
    }
    income = [{"person": "mother", "kind": "wages", "amount": wages * 100}]
    body = {"place": "621002", "residence": "urban", "applicant": "mother", "people": people, "income": income}
    return Household.model_validate({**body, "assets": {"deposits": deposits * 100}, "needs": needs})


@pytest.mark.parametrize(
    ("wages", "deposits", "group"),
    [
        (21_839, 0, "dibao"),  # a fifth off is one yuan under 24 x 728
        (21_840, 0, "dibao_edge"),  # exactly at the line
        (32_759, 0, "dibao_edge"),
        (32_760, 0, "none"),  # at one and a half lines, without spending
        (12_000, 34_944, "dibao"),  # at the cap of 24 standards a head
        (12_000, 34_945, "none"),
    ],
)
def test_the_class_by_arithmetic(wages: int, deposits: int, group: str) -> None:
    assert category(household(wages, deposits=deposits)) == group


def test_a_sick_person_without_income_of_an_edge_family_is_a_unit_of_one() -> None:
    assert statuses(household(21_840, serious_illness=True), "dibao_edge") == {"dibao_edge"}
    sick = household(21_840)
    girl = sick.people["girl"].model_copy(update={"serious_illness": True})
    sick = sick.model_copy(update={"people": {**sick.people, "girl": girl}})
    assert statuses(sick, "dibao_edge") == {"dibao_edge", "dibao"}


def test_who_must_be_asked_follows_needs_and_class() -> None:
    assert must_be_asked(household(12_000), ROUTING, tested=True, urgent=False) == {
        "decided": {"basic_living", "medical"}
    }
    assert must_be_asked(household(32_760), ROUTING, tested=True, urgent=False) == {"decided": {"basic_living"}}


def test_urgent_help_is_asked_once_where_no_class_is_tested() -> None:
    asked = must_be_asked(household(12_000, needs=("emergency",)), ROUTING, tested=False, urgent=True)
    assert asked == {"urgent": {"relief"}, "untested": frozenset()}


def test_the_same_seed_gives_the_same_households() -> None:
    assert generate(20, on=DAY, seed=3) == generate(20, on=DAY, seed=3)
    assert generate(20, on=DAY, seed=3) != generate(20, on=DAY, seed=4)


def test_generated_households_cover_prefectures_classes_and_needs() -> None:
    found = [one.household for one in generate(400, on=DAY)]
    assert {one.place[:4] for one in found} == {"6207", "6208", "6210"}
    assert set(Counter(map(category, found))) == {"dibao", "dibao_edge", "rigid_expenditure", "none"}
    assert {need for one in found for need in one.needs} >= {"housing", "employment", "care", "charity", "emergency"}
    numbers = [person.identity_number or "" for one in found for person in one.people.values()]
    assert all(map(is_valid, numbers))
    assert len(set(numbers)) == len(numbers)


def test_a_missing_referral_and_a_missing_answer_are_faults() -> None:
    row = {"program": "medical", "referral_id": "1", "state": "asked"}
    chain = {"rounds": [{"kind": "decided", "answered_at": None, "programs": [row]}]}
    assert differences({"decided": frozenset({"medical", "basic_living"})}, chain) == [
        "decided: asked ['medical'], must be ['basic_living', 'medical']",
        "decided: no answer of medical",
        "0 final answers instead of one",
    ]


def test_one_final_answer_is_enough_whatever_the_order_of_the_rounds() -> None:
    """Urgent help and decision may be asked in the same simulated moment."""
    decided: dict[str, Any] = {"kind": "decided", "answered_at": "2024-03-04T09:00:00Z", "programs": []}
    urgent: dict[str, Any] = {"kind": "urgent", "answered_at": None, "programs": []}
    wanted = {"decided": frozenset[str](), "urgent": frozenset[str]()}
    assert differences(wanted, {"rounds": [decided, urgent]}) == []
    assert differences(wanted, {"rounds": [urgent, decided]}) == []
    twice = {"rounds": [decided, {**urgent, "answered_at": "2024-03-04T09:00:00Z"}]}
    assert differences(wanted, twice) == ["2 final answers instead of one"]
