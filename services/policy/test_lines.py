"""Each line itself, one fen below it and one fen above it. Domain brief 12.1."""

from datetime import date
from typing import Any

import pytest

from contracts.classification import Assessment
from contracts.household import Household
from contracts.investigation import Dossier
from services.policy.cascade import assess
from services.policy.parameters import parameters
from services.policy.reasons import find

DAY = date(2024, 5, 6)
STANDARD, EDGE, DISPOSABLE = 72_800, 109_200, 3_700_000  # fen: urban, 平凉, two adults


def _household(income: int, **more: Any) -> Household:
    return Household.model_validate(
        {
            "place": "620802",
            "residence": "urban",
            "applicant": "man",
            "needs": ["basic_living"],
            "people": {
                "man": {"sex": "male", "born": "1980-01-01", "relation": "self"},
                "wife": {"sex": "female", "born": "1981-01-01", "relation": "spouse"},
            },
            "income": [{"kind": "property", "amount": income}],
            "assets": {"deposits": 0, "dwellings": 1},
            **more,
        }
    )


def _assess(household: Household, *unknown: str) -> Assessment:
    p = parameters(household.place, household.residence, DAY)
    return assess(Dossier(household=household, unknown=unknown), p, DAY, DAY)


@pytest.mark.parametrize(
    ("income", "category"),
    [
        (STANDARD * 24 - 1, "dibao"),
        (STANDARD * 24, "dibao_edge"),
        (STANDARD * 24 + 1, "dibao_edge"),
        (EDGE * 24 - 1, "dibao_edge"),
        (EDGE * 24, "rigid_expenditure"),  # living costs alone are two thirds of it
        (EDGE * 24 + 1, "rigid_expenditure"),
        (2_911_999, "rigid_expenditure"),  # 60 % of it is less than living costs of 1,747,200
        (2_912_000, "rigid_expenditure"),  # exactly 60 %
        (2_912_001, "none"),
    ],
)
def test_income_lines_are_met_strictly_below_and_the_ratio_from_the_line(income: int, category: str) -> None:
    assert _assess(_household(income)).category == category


@pytest.mark.parametrize(
    ("income", "passed"), [(DISPOSABLE * 2 - 1, "holds"), (DISPOSABLE * 2, "fails"), (DISPOSABLE * 2 + 1, "fails")]
)
def test_gross_income_per_head_must_be_below_disposable_income(income: int, passed: str) -> None:
    found = find(_assess(_household(income)).reasons, "rigid.income")
    assert found
    assert found.outcome == passed


@pytest.mark.parametrize(
    ("deposits", "category"),
    [
        (24 * STANDARD * 2 - 1, "dibao"),
        (24 * STANDARD * 2, "dibao"),
        (24 * STANDARD * 2 + 1, "none"),  # under the line, so neither edge nor rigid
    ],
)
def test_deposits_may_reach_the_cap(deposits: int, category: str) -> None:
    found = _assess(_household(100_000, assets={"deposits": deposits, "dwellings": 1}))
    assert found.category == category
    assert found.failed.get("dibao", ()) == (("deposits_over_cap",) if category == "none" else ())


CAR = {"kind": "car", "value": 8_000_000, "use": "livelihood"}


@pytest.mark.parametrize(
    ("vehicle", "dibao", "edge", "rigid"),
    [
        ({"kind": "motorbike", "value": 260_000, "use": "private"}, "holds", "holds", "holds"),
        ({"kind": "tricycle", "value": 500_000, "use": "livelihood"}, "holds", "holds", "holds"),
        ({"kind": "scooter", "value": 500_000, "use": "disability"}, "holds", "holds", "holds"),
        (CAR, "fails", "holds", "holds"),
        ({**CAR, "value": 7_999_999}, "fails", "holds", "holds"),
        ({**CAR, "value": 8_000_001}, "fails", "fails", "holds"),
        ({**CAR, "use": "private"}, "fails", "fails", "holds"),
        ({**CAR, "value": 14_999_999}, "fails", "fails", "holds"),
        ({**CAR, "value": 15_000_000}, "fails", "fails", "fails"),
        ({**CAR, "value": 15_000_001}, "fails", "fails", "fails"),
    ],
)
def test_vehicles_by_kind_use_and_value(vehicle: dict[str, Any], dibao: str, edge: str, rigid: str) -> None:
    household = _household(EDGE * 24, assets={"deposits": 0, "dwellings": 0, "vehicles": [vehicle]})
    found = _assess(household).reasons
    outcomes = [find(found, f"{group}.assets.vehicles") for group in ("dibao", "edge", "rigid")]
    assert [reason.outcome for reason in outcomes if reason] == [dibao, edge, rigid]


@pytest.mark.parametrize(("cost", "counted"), [(19_999, 80_001), (20_000, 80_000), (20_001, 80_000)])
def test_the_illness_deduction_ends_at_a_fifth_of_gross_income(cost: int, counted: int) -> None:
    ill = {
        "man": {"sex": "male", "born": "1980-01-01", "relation": "self", "serious_illness": True},
        "wife": {"sex": "female", "born": "1981-01-01", "relation": "spouse"},
    }
    costs = [
        {"person": "man", "kind": "medical", "amount": cost},
        {"person": "wife", "kind": "medical", "amount": 70_000},  # not certified: not deducted
    ]
    assert _assess(_household(100_000, people=ill, costs=costs)).figures.counted_income == str(counted)


@pytest.mark.parametrize(
    ("month", "owed"), [(2 * STANDARD, 0), (2 * STANDARD + 1_000, 3_600), (2 * STANDARD - 1_000, 0)]
)
def test_children_elsewhere_owe_a_share_of_what_they_have_over_twice_the_standard(month: int, owed: int) -> None:
    relatives = [{"of": "man", "relation": "child", "per_head_income_month": month}]
    assert _assess(_household(100_000, relatives=relatives)).figures.gross_income == str(100_000 + owed)


def test_a_missing_fact_does_not_matter_where_the_outcome_is_decided_anyway() -> None:
    over = _assess(_household(DISPOSABLE * 2), "assets.deposits")
    assert (over.category, over.missing) == ("none", ())
    assert over.failed["dibao"] == ("income_over_line",)


def test_unknown_income_is_not_no_income() -> None:
    found = _assess(_household(0), "income.man.wages")
    assert (found.category, found.missing) == (None, ("income.man.wages",))
    assert found.figures.gross_income is None
    assert _assess(_household(0), "income.man.base_pension").category == "dibao"  # exempt in any case


def test_an_unknown_bill_leaves_urban_pay_open_though_the_class_is_certain() -> None:
    ill = {"man": {"sex": "male", "born": "1980-01-01", "relation": "self", "serious_illness": True}}
    found = _assess(_household(100_000, people=ill), "costs.man.medical")
    assert (found.category, found.missing) == ("dibao", ("costs.man.medical",))
