"""特困供养 by place and care level, the child allowance, and the choice between them."""

from typing import Any

import pytest

from contracts.reasons import Reason
from services.programs.basic_living.alone import apart
from services.programs.basic_living.grace import grace
from services.programs.entitlement import Award, Entitlement, grant
from services.programs.entitlement.examples import (
    APPLICATION,
    DECIDED,
    GANZHOU,
    ZHUANGLANG,
    asked,
    assessed,
    at,
    household,
    person,
)
from services.programs.entitlement.examples import rules as rules_of

YUAN = 100
ALL_SIX = ("eat", "dress", "bed", "toilet", "walk", "bathe")


def of(status: str, *, place: str = ZHUANGLANG, failed: int = 0, reasons: Any = (), chosen: Any = ()) -> dict[str, Any]:
    who = person("1945-06-01", "self", self_care_failed=ALL_SIX[:failed])
    question = asked(
        household({"one": who}, "rural"),
        division=place,
        persons={"one": (status,)},
        assessment=assessed(0, reasons=reasons),
    )
    found = apart(question, Entitlement(chosen=frozenset(chosen)), rules_of(question))
    return {p.item: p.reason if p.outcome == "declined" else (p.amount or 0) // YUAN for p in found}


@pytest.mark.parametrize(("failed", "care"), [(0, 167), (1, 333), (3, 333), (4, 500), (6, 500)])
def test_care_pay_goes_by_the_activities_that_fail(failed: int, care: int) -> None:
    assert of("tekun", failed=failed) == {"tekun_basic": 641, "tekun_care": care}


def test_the_basic_living_goes_by_the_place() -> None:
    assert of("tekun", place=GANZHOU)["tekun_basic"] == 702


@pytest.mark.parametrize("status", ["orphan", "unsupported_child"])
def test_a_child_has_the_allowance(status: str) -> None:
    assert of(status) == {"child_allowance": 1_200}


def test_a_child_that_could_be_either_has_the_higher_until_its_family_chooses() -> None:
    both = (Reason(rule="tekun", outcome="holds", person="one"),)
    other = {"tekun_basic": "alternative_chosen", "tekun_care": "alternative_chosen"}
    assert of("orphan", reasons=both) == {"child_allowance": 1_200, **other}
    chosen = of("orphan", reasons=both, chosen=[("tekun_basic", "one")])
    assert chosen == {"child_allowance": "alternative_chosen", "tekun_basic": 641, "tekun_care": 167}


@pytest.mark.parametrize("status", ["dibao", "other", "dibao_edge"])
def test_nobody_else_is_answered(status: str) -> None:
    assert of(status) == {}


RUNNING = Entitlement(
    awards=(
        Award(
            proposal=grant("dibao", 284 * YUAN, "month", first="2023-12", article="A"),
            application_id=APPLICATION,
            referral_id=None,
            given_at=at(DECIDED),
            pays_from="2023-12",
        ),
    )
)


def test_grace_pays_the_old_amount_for_the_months_of_the_decision() -> None:
    (given,) = grace(asked(because="recheck", grace_until="2024-11", effective_from="2024-06"), RUNNING)
    assert (given.item, given.amount, given.first, given.last) == ("grace", 284 * YUAN, "2024-06", "2024-11")


@pytest.mark.parametrize(
    ("history", "facts", "said"),
    [
        (RUNNING, {"because": "recheck", "category": "dibao_edge"}, ["declined"]),  # the rise is not from work
        (RUNNING, {"because": "recheck", "category": "dibao"}, []),  # the class stays
        (RUNNING, {"category": "dibao_edge"}, []),  # an application, not a re-check
        (Entitlement(), {"because": "recheck", "grace_until": "2024-11"}, []),  # nothing ran
    ],
)
def test_without_grace_nothing_is_given(history: Entitlement, facts: dict[str, Any], said: list[str]) -> None:
    assert [p.outcome for p in grace(asked(**facts), history)] == said
