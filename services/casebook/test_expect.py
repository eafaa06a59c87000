"""Each expectation key by the semantics of the format: at least, full, exactly, to the cent, nothing means 0."""

from typing import Any

import pytest

from services.casebook.expect import compare
from services.casebook.expectations import Expect
from services.casebook.report import Line

CASE: dict[str, Any] = {
    "status": "confirmed",
    "category": "dibao",
    "persons": {"mother": ["dibao", "disabled"], "girl": ["dibao"]},
    "counted_as": {"dibao": 2},
    "pay_class": None,
    "figures": {"gross_income": 2_760_000, "per_head_month": 63_333, "rigid_ratio": 0.7674, "members": 3},
    "valid_until": "2025-05-27",
    "awards_from": "2024-06",
    "awards": [
        {"program": "basic_living", "item": "dibao", "amount": 28_400, "per": "month", "from": "2024-06"},
        {"program": "education", "item": "compulsory", "person": "girl", "amount": 62_500, "per": "year"},
        {"program": "education", "item": "compulsory", "person": "boy", "amount": 50_000, "per": "year"},
    ],
    "not_awarded": [{"program": "charity", "item": "referral", "reason": "no_consent"}],
    "medical_ratio": {"mother": 75},
    "payments": [
        {"month": "2024-06", "program": "basic_living", "item": "dibao", "amount": 20_000},
        {"month": "2024-06", "program": "basic_living", "item": "dibao", "amount": 8_400},
    ],
    "refused_for": ["income_over_line", "deposits_over_cap"],
    "deadlines": {"decision": "2024-06-17", "emergency_payment": "2024-11-03T21:30:00+08:00"},
    "warnings": [],
    "told": ["civil_affairs", "housing"],
    "referred": ["medical", "housing"],
    "conference": {"proposed": False, "convened": False, "decided": False, "asked": []},
    "recover": 0,
    "explains": [
        {"rule": "dibao.income", "passed": True},
        {"rule": "tekun.no_labour", "passed": True, "person": "girl"},
    ],
}


def lines(before: dict[str, Any] | None = None, **keys: Any) -> list[Line]:
    return compare(Expect.model_validate({"on": "2024-06-28", **keys}), CASE, before, "t1")


def one(before: dict[str, Any] | None = None, **keys: Any) -> Line:
    (line,) = lines(before, **keys)
    return line


@pytest.mark.parametrize(
    "keys",
    [
        {"status": "confirmed"},
        {"category": "dibao"},
        {"persons": {"mother": ["disabled", "dibao"]}},
        {"counted_as": {"dibao": 2}},
        {"figures": {"gross_income": 27_600, "per_head_month": 633.33, "rigid_ratio": 0.7674, "members": 3}},
        {"valid_until": "2025-05-27"},
        {"awards_from": "2024-06"},
        {"awards": [{"program": "basic_living", "item": "dibao", "amount": 284}]},
        {"awards": []},
        {"not_awarded": [{"program": "charity", "item": "referral"}]},
        {"medical_ratio": {"mother": 75}},
        {"payments": [{"month": "2024-06", "program": "basic_living", "item": "dibao", "amount": 284}]},
        {"payments": [{"month": "2024-05", "program": "basic_living", "item": "dibao", "amount": 0}]},
        {"refused_for": ["deposits_over_cap", "income_over_line"]},
        {"deadlines": {"decision": "2024-06-17", "emergency_payment": "2024-11-03T21:30"}},
        {"deadlines": {"emergency_payment": "2024-11-03"}},
        {"told": ["housing"]},
        {"referred": ["medical"]},
        {"conference": {"proposed": False}},
        {"recover": 0},
        {"explains": [{"rule": "tekun.no_labour", "passed": True, "person": "girl"}]},
        {"warnings": []},
    ],
)  # fmt: skip
def test_an_expectation_that_holds(keys: dict[str, Any]) -> None:
    line = one(**keys)
    assert line.ok, str(line)
    assert str(line).startswith(f"ok   t1 2024-06-28 {next(iter(keys))}")


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"status": "refused"}, "FAIL t1 2024-06-28 status expected refused got confirmed"),
        ({"persons": {"mother": ["dibao"]}}, "got {mother: [dibao, disabled]}"),
        ({"persons": {"uncle": ["dibao"]}}, "got {uncle: nothing}"),
        ({"counted_as": {"dibao": 3}}, "expected {dibao: 3} got {dibao: 2}"),
        ({"figures": {"per_head_month": 633.34}}, "expected {per_head_month: 633.34} got {per_head_month: 633.33}"),
        ({"figures": {"rigid_spending": 1}}, "got {rigid_spending: nothing}"),
        ({"awards": [{"program": "basic_living", "item": "dibao", "amount": 285}]}, "amount: 284"),
        ({"payments": [{"month": "2024-07", "program": "basic_living", "item": "dibao", "amount": 284}]}, "amount: 0"),
        ({"payments": [{"month": "2024-06", "program": "basic_living", "item": "dibao", "amount": 0}]}, "amount: 284"),
        (
            {"refused_for": ["income_over_line"]},
            "expected [income_over_line] got [income_over_line, deposits_over_cap]",
        ),
        ({"deadlines": {"decision": "2024-06-18"}}, "got {decision: 2024-06-17}"),
        ({"deadlines": {"emergency_payment": "2024-11-03T21:31"}}, "emergency_payment"),
        ({"told": ["court"]}, "expected [court]"),
        ({"explains": [{"rule": "dibao.income", "passed": False}]}, "got [{rule: dibao.income, passed: true}]"),
        ({"warnings": [{"kind": "death"}]}, "expected [{kind: death}] got []"),
        ({"care_level": {"mother": "none"}}, "not supported yet: care_level"),
        ({"fine_range": [990, 2970]}, "not supported yet: fine_range"),
    ],
)
def test_an_expectation_that_fails_shows_both_values(keys: dict[str, Any], words: str) -> None:
    line = one(**keys)
    assert not line.ok
    assert words in str(line), str(line)


def test_exactly_means_that_there_is_no_other_award() -> None:
    three = [
        {"program": "basic_living", "item": "dibao"},
        {"program": "education", "item": "compulsory"},
        {"program": "education", "item": "compulsory", "person": "girl"},
    ]
    assert one(awards=three, exactly=True).ok
    assert not one(awards=three[:2], exactly=True).ok
    assert one(awards=three[:2]).ok


def test_two_wanted_awards_need_two_awards() -> None:
    twice = [{"program": "basic_living", "item": "dibao"}] * 2
    assert not one(awards=twice).ok


def test_the_cliff_is_income_and_awards_a_month_against_the_other_variant() -> None:
    award = {"program": "housing", "item": "rent_subsidy", "per": "month"}
    before = {
        "figures": {"gross_income": 2_760_000},
        "awards": [
            {**award, "amount": 31_500},
            {"program": "basic_living", "item": "dibao", "per": "month", "amount": 28_400},
            {"program": "medical", "item": "premium_subsidy", "per": "year", "amount": 75_000},
        ],
    }
    now = {
        "figures": {"gross_income": 3_240_000},
        "awards": [
            {**award, "amount": 22_100},
            {"program": "medical", "item": "premium_subsidy", "per": "year", "amount": 30_000},
            {"program": "medical", "item": "medical_aid", "per": "once", "amount": 1_000_000},
        ],
    }
    expect = Expect.model_validate({"on": "2024-06-28", "cliff": {"before": "x", "change_per_month": -15.50}})
    (line,) = compare(expect, now, before, "t1")
    assert line.ok, str(line)


def test_every_key_has_a_line_of_its_own_in_the_order_of_the_format() -> None:
    found = lines(recover=0, category="dibao", status="confirmed")
    assert [line.key for line in found] == ["status", "category", "recover"]
