"""Whole households through the cascade: every figure, class, person and reason that their story promises."""

from decimal import ROUND_HALF_UP, Decimal

import pytest

from contracts.classification import Figures
from services.policy.examples.reader import Example, examples
from services.policy.reasons import find

ALL = [*examples("households.yaml"), *examples("persons.yaml")]
EACH = pytest.mark.parametrize("example", ALL, ids=lambda example: example.name)


def _as_printed(figures: Figures, name: str) -> Decimal | int | None:
    """Yuan to the cent, a ratio to 4 digits."""
    raw = getattr(figures, name)
    if raw is None or isinstance(raw, int):
        return raw
    step, factor = ("0.0001", 1) if name == "rigid_ratio" else ("0.01", 100)
    return (Decimal(raw) / factor).quantize(Decimal(step), ROUND_HALF_UP)


@EACH
def test_the_household_gets_its_class_and_figures(example: Example) -> None:
    found = example.assess()
    assert found.category == example.expect["category"]
    for name, value in example.expect.get("figures", {}).items():
        assert _as_printed(found.figures, name) == Decimal(str(value)), name
    for name in ("pay_class", "persons", "counted_as", "failed", "missing"):
        if name in example.expect:
            wanted = example.expect[name]
            got = getattr(found, name)
            assert (
                {key: list(value) for key, value in got.items()} == wanted
                if name in ("persons", "failed")
                else (list(got) if isinstance(got, tuple) else got) == wanted
            ), name


@EACH
def test_the_household_is_refused_for_the_published_reasons(example: Example) -> None:
    found = example.assess()
    if "refused_for" in example.expect:
        assert sorted({code for codes in found.failed.values() for code in codes}) == example.expect["refused_for"]
    for rule, passed in example.expect.get("explains", {}).items():
        name, _, person = rule.partition("@")
        reason = find(found.reasons, name, person or None)
        assert reason, rule
        assert {"holds": True, "fails": False, "unknown": None}[reason.outcome] == passed, rule


@EACH
def test_the_order_in_which_people_are_named_does_not_matter(example: Example) -> None:
    turned = dict(reversed(example.content["people"].items()))
    again = Example(name=example.name, content={**example.content, "people": turned}, expect={}).assess()
    first = example.assess()
    assert (again.category, again.figures, again.counted_as, again.failed) == (
        first.category, first.figures, first.counted_as, first.failed,
    )  # fmt: skip


def test_each_member_in_low_income_status_alone_has_a_class_of_its_own() -> None:
    """Own income counts: the family has 555.56 a month per head, the ill mother nothing."""
    (example,) = (
        each for each in ALL if each.name == "a rural edge family with two members in low-income status alone"
    )
    reasons = [reason for reason in example.assess().reasons if reason.rule == "dibao.pay_class"]
    assert [(reason.person, reason.fact and reason.fact.amount) for reason in reasons] == [
        ("mother", "3"),
        ("son", "1"),
    ]
