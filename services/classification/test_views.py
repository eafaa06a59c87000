"""What staff read of a determination: what waits for them, and reasons as codes, values and words."""

from dataclasses import replace
from typing import Any

import pytest

from contracts.reasons import Fact, Reason
from services.classification.domain.events import HouseholdTested
from services.classification.domain.state import Determination, evolve
from services.classification.projections import Row, changed
from services.classification.samples import APPLICATION_ID, HOUSEHOLD_ID, assessment, at, household
from services.classification.views import determination_view

OVER = Reason(
    rule="dibao.income",
    outcome="fails",
    code="income_over_line",
    fact=Fact(name="per_head_month", amount="74000", unit="fen_per_month", source="declared"),
    relation="<",
    limit="72800",
)


def was_tested(**changes: Any) -> HouseholdTested:
    return HouseholdTested(
        application_id=APPLICATION_ID,
        revision=1,
        division="621002",
        residence="urban",
        needs=("basic_living",),
        provisional=False,
        missing=(),
        tested_at=at("2024-05-08T10:00"),
        household=household(),
        assessment=assessment("none", **changes),
    )


@pytest.mark.parametrize(
    ("statuses", "stage"), [(("other",), "refuse"), (("disabled",), "refuse"), (("tekun", "disabled"), "notice")]
)
def test_who_is_given_a_status_alone_waits_for_a_notice_and_not_for_a_refusal(
    statuses: tuple[str, ...], stage: str
) -> None:
    row = Row(APPLICATION_ID, HOUSEHOLD_ID, "", None, at("2024-05-08T10:00"))
    event = was_tested(persons={"mother": ("other",), "girl": statuses})
    assert changed(row, event, at("2024-05-08T10:00")).stage == stage


def test_every_reason_and_every_code_comes_with_its_sentence() -> None:
    case = determination_view(HOUSEHOLD_ID, evolve(Determination(), was_tested(reasons=(OVER,))))["current"]
    assert case["reasons"][0]["code"] == "income_over_line"
    assert case["reasons"][0]["says"]["zh"].startswith("家庭人均月收入低于当地低保标准：人均月收入 740元，应低于728元")
    assert case["because"]["income_over_line"]["en"] == "Income per person is over the line of this class."


def test_the_nearest_changes_are_told_where_the_facts_give_the_recorded_class() -> None:
    modest = household(assets={"deposits": 0, "dwellings": 0}, income=[{"kind": "property", "amount": 1_747_100}])
    event = replace(was_tested(), household=modest, assessment=assessment("dibao"))
    case = determination_view(HOUSEHOLD_ID, evolve(Determination(), event))["current"]
    income = next(change for change in case["would_change"] if change["fact"] == "income.property")
    assert (income["before"], income["after"], income["category"]) == (1_747_100, 1_747_200, "dibao_edge")
    assert income["says"]["zh"].startswith("如果财产净收入全年不是17,471元而是17,472元")


def test_no_change_is_told_of_a_record_that_other_facts_have_made() -> None:
    case = determination_view(HOUSEHOLD_ID, evolve(Determination(), was_tested()))["current"]
    assert case["would_change"] == []
