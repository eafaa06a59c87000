"""Every school stage, boarder and day pupil, and who has none. Amounts of cases 02, 05 and 08."""

from datetime import date
from typing import Any

import pytest

from services.programs.education.rules import assess
from services.programs.entitlement import Entitlement
from services.programs.entitlement.examples import asked, household, person, rules

YUAN = 100


def pupil(stage: str, *, boarding: bool = False, **facts: Any) -> Any:
    return household({"girl": person("2008-03-21", school={"stage": stage, "boarding": boarding}, **facts)})


@pytest.mark.parametrize(
    ("stage", "boarding", "item", "paid"),
    [
        ("preschool", False, "preschool", 1_000),
        ("primary", False, "compulsory", 500),
        ("primary", True, "compulsory", 1_000),
        ("junior", False, "compulsory", 625),
        ("junior", True, "compulsory", 1_250),
        ("senior", True, "senior", 2_000),
        ("vocational", False, "vocational", 2_000),
    ],
)
def test_aid_goes_by_stage(stage: str, boarding: bool, item: str, paid: int) -> None:
    question = asked(pupil(stage, boarding=boarding))
    (award,) = assess(question, Entitlement(), rules(question))
    assert (award.item, award.person, award.amount, award.per) == (item, "girl", paid * YUAN, "year")


@pytest.mark.parametrize(("on", "paid"), [(date(2025, 2, 28), 2_000), (date(2025, 3, 1), 2_300)])
def test_senior_aid_rises_with_the_spring_term_of_2025(on: date, paid: int) -> None:
    question = asked(pupil("senior"), decided_on=on)
    assert assess(question, Entitlement(), rules(question))[0].amount == paid * YUAN


def test_a_disabled_pupil_needs_no_class_and_another_one_does() -> None:
    disabled = pupil("primary", disability={"kind": "visual", "grade": 3})
    plain = asked(pupil("primary"), category="none", persons={"girl": ("other",)})
    certified = asked(disabled, category=None, persons={}, decided_on=None)
    assert assess(plain, Entitlement(), rules(plain))[0].reason == "not_in_class"
    assert assess(certified, Entitlement(), rules(certified))[0].amount == 500 * YUAN


def test_a_postgraduate_is_not_answered() -> None:
    question = asked(pupil("postgraduate"))
    assert assess(question, Entitlement(), rules(question)) == []
