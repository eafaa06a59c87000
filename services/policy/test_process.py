"""Which clocks a case runs by, and until when the township has its opinion."""

from datetime import date
from typing import Any

import pytest

from services.policy.parameters import parameters
from services.policy.process import kind_of, township_due

RULES = parameters("620825", "rural", date(2024, 5, 6)).process


@pytest.mark.parametrize(
    ("category", "statuses", "kind"),
    [
        ("dibao", ("orphan",), "ordinary"),
        ("dibao_edge", (), "ordinary"),
        ("none", (), "ordinary"),
        ("none", ("dibao",), "ordinary"),
        ("none", ("tekun", "dibao"), "ordinary"),
        ("none", ("tekun",), "tekun"),
        ("none", ("tekun", "orphan"), "tekun"),
        ("none", ("orphan", "unsupported_child"), "children"),
    ],
)
def test_what_is_given_decides_on_the_clocks(category: str, statuses: Any, kind: str) -> None:
    assert kind_of(category, statuses) == kind


@pytest.mark.parametrize(
    ("statuses", "due"),
    [(("tekun",), date(2024, 5, 24)), (("unsupported_child",), date(2024, 5, 24)), (("dibao",), None), ((), None)],
)
def test_the_township_has_15_working_days_for_tekun_and_children(statuses: Any, due: date | None) -> None:
    assert township_due(date(2024, 5, 6), statuses, RULES) == due


def test_the_figures_are_those_of_the_brief() -> None:
    assert (RULES.decision_days, RULES.special_days, RULES.monitoring_days) == (30, 45, 15)
    assert RULES.county_days == {"ordinary": 10, "tekun": 15, "children": 15}
