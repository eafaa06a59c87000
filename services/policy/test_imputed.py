"""Work without proof is reckoned at the minimum wage of its months; 70 per cent from 50 on or where ill. Brief 6."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from contracts.classification import Assessment
from contracts.household import Household
from contracts.investigation import Dossier
from services.policy.cascade import assess
from services.policy.parameters import parameters

DAY = date(2024, 5, 6)
MONTH = 185_000  # fen, the minimum wage


def worker(entry: dict[str, Any], born: str = "1980-01-01", **facts: Any) -> Assessment:
    content = {
        "place": "620802",
        "residence": "urban",
        "applicant": "man",
        "needs": ["basic_living"],
        "people": {"man": {"sex": "male", "born": born, "relation": "self", **facts}},
        "income": [{"person": "man", "kind": "wages", "amount": 0, **entry}],
        "assets": {"deposits": 0, "dwellings": 1},
    }
    dossier = Dossier(household=Household.model_validate(content))
    return assess(dossier, parameters("620802", "urban", DAY), DAY, DAY)


@pytest.mark.parametrize(
    ("entry", "gross"),
    [
        ({"unproved_months": 6}, 6 * MONTH),
        ({"unproved_months": 12}, 12 * MONTH),
        ({"unproved_months": 6, "amount": 6 * MONTH - 1}, 6 * MONTH),
        ({"unproved_months": 6, "amount": 6 * MONTH}, 6 * MONTH),
        ({"unproved_months": 6, "amount": 6 * MONTH + 1}, 6 * MONTH + 1),  # more was said than is imputed
        ({"amount": 100}, 100),  # proved
        ({"kind": "property", "unproved_months": 6}, 0),  # no work
    ],
)
def test_what_cannot_be_proved_is_at_least_the_minimum_wage(entry: dict[str, Any], gross: int) -> None:
    assert worker(entry).figures.gross_income == str(gross)


@pytest.mark.parametrize(
    ("born", "facts", "gross"),
    [
        ("1974-05-06", {}, 777_000),  # fifty today
        ("1974-05-07", {}, 1_110_000),  # fifty tomorrow
        ("1980-01-01", {"serious_illness": True}, 777_000),
    ],
)
def test_the_older_and_the_ill_are_reckoned_with_less(born: str, facts: dict[str, Any], gross: int) -> None:
    assert worker({"unproved_months": 6}, born, **facts).figures.gross_income == str(gross)


def test_imputed_wages_have_their_working_cost() -> None:
    assert worker({"unproved_months": 6}).figures.counted_income == str(6 * MONTH * 8 // 10)


@pytest.mark.parametrize("months", [0, 13])
def test_a_year_has_twelve_months(months: int) -> None:
    with pytest.raises(ValidationError):
        worker({"unproved_months": months})
