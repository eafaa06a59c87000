"""Who is proposed for a public-welfare job. Family of case 08."""

from typing import Any

import pytest

from services.programs.employment.rules import assess
from services.programs.entitlement import Entitlement
from services.programs.entitlement.examples import ZHUANGLANG, asked, household, person, rules

YUAN = 100


def family(residence: Any = "rural", **facts: Any) -> Any:
    people = {
        "husband": person("1982-03-14", "self", sex="male", no_labour_capacity=True),
        "wife": person("1984-05-23", "spouse"),
        "grandfather": person("1953-01-09", "parent", sex="male"),
        "daughter": person("2010-04-26", school={"stage": "junior"}),
    }
    return household(people, residence, **facts)


def test_a_monitored_rural_family_is_proposed_for_each_member_who_can_work_and_has_no_work() -> None:
    persons = {"wife": ("dibao", "monitored")}
    question = asked(family(), division=ZHUANGLANG, pay_class=2, persons=persons)
    (award,) = assess(question, Entitlement(), rules(question))
    assert (award.person, award.amount, award.per, award.waits_for) == ("wife", 500 * YUAN, "month", "desk")
    assert (award.first, award.months) == (None, None)


def test_an_urban_job_has_the_minimum_wage_and_three_years_at_most() -> None:
    question = asked(family("urban"))
    (award,) = assess(question, Entitlement(), rules(question))
    assert (award.amount, award.months) == (1_850 * YUAN, 36)


@pytest.mark.parametrize(
    ("residence", "category", "reason"),
    [("rural", "dibao", "not_in_class"), ("urban", "none", "not_in_class"), ("urban", "dibao", "no_need")],
)
def test_who_is_outside_the_classes_or_has_work_is_refused(residence: Any, category: Any, reason: str) -> None:
    working = family(residence, income=[{"person": "wife", "kind": "wages", "amount": 1}])
    question = asked(working, category=category, persons={"wife": (category if category != "none" else "other",)})
    (refusal,) = assess(question, Entitlement(), rules(question))
    assert refusal.reason == reason
