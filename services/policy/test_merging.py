"""Two policies become one in a pilot county: the merged test from one day on, agriculture's list until another. 2.6."""

from datetime import date, timedelta
from importlib.resources import files
from typing import Any

import pytest

from contracts.household import Household
from contracts.investigation import Dossier
from services.policy.cascade import assess
from services.policy.parameters import ParameterSet, load, parameters

SWITCH, END = date(2024, 7, 1), date(2026, 7, 1)
TEXT = files("services.policy").joinpath("parameters/ref-2024.yaml").read_text("utf-8")
LINE = 800_000 * 2  # fen a year for two


def pilot() -> ParameterSet:
    """The reference set with a switch in one county, and the end of its transition two years later."""
    rows = ', {places: ["620825"], value: %s}, {places: ["620825"], from: %s, value: %s}]}'
    text = _with_rows(TEXT, "monitoring.merged_counts:", rows % ("false", SWITCH, "true"))
    return load(_with_rows(text, "monitoring.list_counts:", rows % ("true", END, "false")), "pilot.yaml")


def _with_rows(text: str, name: str, rows: str) -> str:
    line = next(line for line in text.splitlines() if line.strip().startswith(name))
    return text.replace(line, line.removesuffix("]}") + rows)


def couple(income: int, place: str = "620825", ill: bool = True, **facts: Any) -> Dossier:
    content = {
        "place": place,
        "residence": "rural",
        "applicant": "man",
        "needs": ["basic_living"],
        "people": {
            "man": {"sex": "male", "born": "1980-01-01", "relation": "self"},
            "wife": {"sex": "female", "born": "1981-01-01", "relation": "spouse", "serious_illness": ill},
        },
        "income": [{"kind": "farming", "amount": income}],
        "assets": {"deposits": 0, "dwellings": 1},
        **facts,
    }
    return Dossier(household=Household.model_validate(content))


def is_monitored(dossier: Dossier, on: date) -> bool:
    p = pilot().at(dossier.household.place, "rural", on)
    return "monitored" in assess(dossier, p, on, on).persons["man"]


@pytest.mark.parametrize(("over", "found"), [(-1, True), (0, False), (1, False)])
def test_under_the_line_and_at_risk_counts_after_the_switch(over: int, found: bool) -> None:
    assert is_monitored(couple(LINE + over), SWITCH) == found


@pytest.mark.parametrize(("on", "found"), [(SWITCH - timedelta(1), False), (SWITCH, True)])
def test_the_merged_test_begins_on_the_day_of_the_switch(on: date, found: bool) -> None:
    assert is_monitored(couple(LINE - 1), on) == found


def test_low_income_without_a_risk_does_not_count_and_neither_does_another_county() -> None:
    assert not is_monitored(couple(LINE - 1, ill=False), SWITCH)
    assert not is_monitored(couple(LINE - 1, place="620826"), SWITCH)


@pytest.mark.parametrize(("grade", "found"), [("B", False), ("C", True), ("D", True)])
def test_an_unsafe_house_is_a_risk(grade: str, found: bool) -> None:
    home = {"tenure": "owned", "area_m2": 60, "grade": grade}
    assert is_monitored(couple(LINE - 1, ill=False, housing=home), SWITCH) == found


@pytest.mark.parametrize(("on", "found"), [(END - timedelta(1), True), (END, False)])
def test_the_list_of_agriculture_fades_out_on_its_day(on: date, found: bool) -> None:
    listed = {"kind": "edge_at_risk", "since": "2023-03-01"}
    assert is_monitored(couple(LINE, monitored=listed), on) == found


def test_no_county_has_merged_yet() -> None:
    for place in ("620825", "621002", "620702"):
        rules = parameters(place, "rural", SWITCH).monitoring
        assert rules.list_counts
        assert not rules.merged_counts
