"""It is given, it is refused, and what is unknown is said to be missing."""

from typing import Any

import pytest

from services.programs._template.rules import assess
from services.programs.entitlement import Entitlement
from services.programs.entitlement.examples import asked, household, rules


@pytest.mark.parametrize(
    ("home", "outcome", "reason"),
    [
        ({"tenure": "rented", "area_m2": 0}, "granted", None),
        ({"tenure": "owned", "area_m2": 80}, "declined", "no_need"),
        (None, "declined", "fact_missing"),
    ],
)
def test_rented_homes_are_heated(home: Any, outcome: str, reason: str | None) -> None:
    question = asked(household(housing=home))
    (answer,) = assess(question, Entitlement(), rules(question))
    assert (answer.item, answer.outcome, answer.reason) == ("heating", outcome, reason)
