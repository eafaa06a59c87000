"""What becomes of running money when the class comes back within grace, when a child has chosen, when rates change."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from contracts.reasons import Reason
from services.programs.basic_living.program import PROGRAM
from services.programs.entitlement import Entitlement, ProgramAsked
from services.programs.entitlement import events as e
from services.programs.entitlement.commands import Choose, PayMonth, RefreshRates, TakeReferral
from services.programs.entitlement.decider import decide, folded
from services.programs.entitlement.examples import ZHUANGLANG, asked, assessed, at, household, person
from services.programs.entitlement.examples import rules as rules_of
from services.programs.entitlement.test_answering import of

YUAN = 100
CLASS_3: dict[str, Any] = {"division": ZHUANGLANG, "pay_class": 3, "assessment": assessed(3)}
HOME = household(residence="rural")
FIRST = asked(HOME, decided_on=date(2024, 3, 20), **CLASS_3)
GRACE = asked(HOME, name="work", decided_on=date(2024, 6, 5), because="recheck", grace_until="2024-12", **CLASS_3)
BACK = asked(HOME, name="back", decided_on=date(2024, 8, 5), because="recheck", **CLASS_3)
RULES = rules_of(FIRST)
RAISED = RULES.model_copy(update={"dibao": RULES.dibao.model_copy(update={"class_pay": {3: 9_900}})})


def taken(question: ProgramAsked) -> TakeReferral:
    now = at(question.day)
    return TakeReferral(asked=question, rules=RULES, rates_change_on=None, now=now)


def played(*commands: Any) -> tuple[Entitlement, list[e.Event]]:
    state, events = Entitlement(), list[e.Event]()
    for command in commands:
        new = decide(PROGRAM, state, command)
        state, events = folded(state, new), [*events, *new]
    return state, events


def run(month: int) -> PayMonth:
    return PayMonth(now=at(date(2024, month, 1)))


def paid(events: list[e.Event]) -> list[tuple[str, str, int]]:
    return [(p.month, p.item, p.amount // YUAN) for p in of(e.PaymentFellDue, events)]


def test_grace_ends_when_the_family_is_back_in_the_class_so_that_no_month_is_paid_twice() -> None:
    _, events = played(taken(FIRST), run(6), taken(GRACE), run(8), taken(BACK), run(9), run(10))
    late = [payment for payment in paid(events) if payment[0] >= "2024-06"]
    assert late == [
        ("2024-06", "dibao", 282),
        ("2024-07", "grace", 282),
        ("2024-08", "grace", 282),
        ("2024-09", "dibao", 282),
        ("2024-10", "dibao", 282),
    ]


@pytest.mark.parametrize(
    ("because", "category", "last"),
    [
        ("recheck", "none", "2024-08"),  # more than work: assets, say
        ("recheck", "dibao_edge", "2024-08"),
        ("application", "dibao", "2024-08"),
        ("application", "dibao_edge", "2024-12"),  # nobody has re-checked what the grace was given for
    ],
)
def test_grace_ends_with_a_decision_that_gives_it_no_longer(because: Any, category: Any, last: str) -> None:
    other = replace(BACK, because=because, category=category)
    state, _ = played(taken(FIRST), run(6), taken(GRACE), run(8), taken(other))
    (award,) = state.given("grace")
    assert award.proposal.last == last


def test_grace_that_goes_on_is_not_cut_short_by_a_re_check_within_it() -> None:
    again = replace(GRACE, referral_id=BACK.referral_id, decided_on=BACK.decided_on, referred_at=BACK.referred_at)
    _, events = played(taken(FIRST), run(6), taken(GRACE), run(8), taken(again), run(9))
    assert paid(events)[-1] == ("2024-09", "grace", 282)


def test_grace_keeps_the_old_amount_whatever_the_rates_do() -> None:
    """Also where the class has come back for the very month in which grace was to begin."""
    same_month = asked(HOME, name="soon", decided_on=date(2024, 6, 20), because="appeal", **CLASS_3)
    refresh = RefreshRates(figures=((date(2024, 1, 1), RAISED),), rates_change_on=None, now=at(date(2024, 7, 1)))
    state, _ = played(taken(FIRST), run(6), taken(GRACE), taken(same_month))
    events = decide(PROGRAM, state, refresh)
    months = [(p.month, p.for_month, p.item, p.amount // YUAN) for p in of(e.PaymentFellDue, events)]
    topped = [("2024-07", f"2024-0{month}", "dibao", 15) for month in (4, 5, 6)]
    assert months == [*topped, ("2024-07", None, "dibao", 297)]
    state, _ = played(taken(FIRST), run(6), taken(GRACE), run(7))
    events = decide(PROGRAM, state, replace(refresh, now=at(date(2024, 8, 1))))
    assert ("2024-08", "grace", 282) in paid(events)
    assert [p.for_month for p in of(e.PaymentFellDue, events) if p.for_month] == ["2024-04", "2024-05", "2024-06"]


def test_a_month_before_the_familys_choice_follows_the_rate_of_what_was_paid_in_it() -> None:
    home = household({"one": person("2012-06-01", "self")}, "rural")
    both = (Reason(rule="tekun", outcome="holds", person="one"),)
    question = asked(
        home, division=ZHUANGLANG, decided_on=date(2024, 3, 20), persons={"one": ("orphan",)},
        assessment=assessed(0, reasons=both), category="none",
    )  # fmt: skip
    choice = Choose(item="tekun_basic", person="one", rules=RULES, now=at(date(2024, 5, 6)))
    more = RULES.model_copy(update={"children": RULES.children.model_copy(update={"pay": {"family": 125_000}})})
    refresh = RefreshRates(figures=((date(2024, 1, 1), more),), rates_change_on=None, now=at(date(2024, 6, 14)))
    _, events = played(taken(question), run(4), run(5), choice, run(6), refresh)
    topped = [(p.for_month, p.item, p.amount // YUAN) for p in of(e.PaymentFellDue, events) if p.for_month]
    assert topped == [("2024-04", "child_allowance", 50), ("2024-05", "child_allowance", 50)]
