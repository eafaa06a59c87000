"""增发 by the share of the county: for whom, how much, and nothing where the county pays none."""

from fractions import Fraction
from typing import Any

import pytest

from services.policy.parameter_schema import Parameters
from services.programs.basic_living.hardship import extra
from services.programs.entitlement.examples import asked, household, person, rules

YUAN = 100


def paying(question: Any, rate: str) -> Parameters:
    figures = rules(question)
    return figures.model_copy(update={"dibao": figures.dibao.model_copy(update={"extra_rate": Fraction(rate)})})


@pytest.mark.parametrize(
    ("member", "more"),
    [
        (person("1986-03-09", "self"), 0),
        (person("1964-05-24", "self"), 73),  # sixty on the day: 72.80 goes up
        (person("1964-05-25", "self"), 0),  # a day younger
        (person("2006-05-25", "self"), 73),  # a minor for one more day
        (person("2006-05-24", "self"), 0),
        (person("1986-03-09", "self", serious_illness=True), 73),
        (person("1986-03-09", "self", disability={"kind": "hearing", "grade": 2}), 73),
        (person("1986-03-09", "self", disability={"kind": "hearing", "grade": 3}), 0),
    ],
)
def test_a_tenth_of_the_standard_for_who_has_it_hardest(member: Any, more: int) -> None:
    question = asked(household({"one": member}))
    amount, why = extra(question, paying(question, "0.10"))
    assert (amount, len(why)) == (more * YUAN, 1 if more else 0)


def test_where_the_county_pays_none_there_is_none() -> None:
    question = asked(household({"one": person("1940-01-01", "self")}))
    assert extra(question, rules(question)) == (0, ())
