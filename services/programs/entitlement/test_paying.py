"""Every month and item once; offsets; earlier aid; new rates; things delivered."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.programs.entitlement import Entitlement, Program, Proposal, grant
from services.programs.entitlement import events as e
from services.programs.entitlement.commands import (
    PayMonth,
    PayOutside,
    RecordAid,
    RecordDelivery,
    RecoverOverpayment,
    RefreshRates,
)
from services.programs.entitlement.decider import decide, folded
from services.programs.entitlement.examples import APPLICATION, asked, at, rules
from services.programs.entitlement.test_answering import after, by_hand, of, program, take

YUAN = 100
MONTHLY = grant("aid", 284 * YUAN, "month", first="2024-06", article="A")
MAY, JUNE = date(2024, 5, 24), date(2024, 6, 1)


def months(events: list[e.Event]) -> list[tuple[str, int]]:
    return [(p.month, p.amount // YUAN) for p in of(e.PaymentFellDue, events)]


def plans(events: list[e.Event], what: str) -> list[Any]:
    return [p.at and p.at.isoformat() for p in of(e.WakePlanned, events) if p.what == what]


def run(which: Program, *days: date, first: Any = None) -> list[tuple[str, int]]:
    _, events = after(which, first or take(asked()), *(PayMonth(now=at(day, 1)) for day in days))
    return months(events)


def test_a_monthly_award_is_paid_from_its_first_month_and_each_month_once() -> None:
    _, events = after(program(MONTHLY), take(asked()))
    assert months(events) == [] and plans(events, "payments") == ["2024-06-01T00:05:00+08:00"]
    assert run(program(MONTHLY), JUNE) == [("2024-06", 284)]
    assert run(program(MONTHLY), JUNE, JUNE) == []
    assert run(program(MONTHLY), JUNE, date(2024, 9, 1)) == [("2024-07", 284), ("2024-08", 284), ("2024-09", 284)]


def test_an_award_that_ends_is_not_paid_or_looked_at_again() -> None:
    short = replace(MONTHLY, last="2024-06")
    _, events = after(program(short), take(asked()), PayMonth(now=at(JUNE)))
    assert months(events) == [("2024-06", 284)] and plans(events, "payments") == [None]
    assert run(program(short), JUNE, date(2024, 7, 1)) == []


def test_an_overpayment_is_kept_back_at_most_thirty_per_cent_a_month_rounded_down() -> None:
    """Case 01: 493 yuan from 986 a month."""
    monthly = replace(MONTHLY, amount=986 * YUAN, first="2024-11")
    question = asked(decided_on=date(2024, 10, 15))
    recover = RecoverOverpayment(amount=493 * YUAN, percent=30, now=at(date(2024, 10, 15)))
    first = take(question, date(2024, 10, 15))
    paid = []
    state = Entitlement()
    days = [date(2024, 11, 1), date(2024, 12, 1), date(2025, 1, 1)]
    for count in range(len(days) + 1):
        commands = [PayMonth(now=at(day)) for day in days[:count]]
        state, events = after(program(monthly), first, recover, *commands)
        paid += months(events)
    assert paid == [("2024-11", 691), ("2024-12", 788), ("2025-01", 986)]
    assert state.owed == 0


def test_what_held_before_runs_on_without_paying_the_past() -> None:
    november = date(2024, 11, 4)
    record = RecordAid(
        application_id=APPLICATION,
        awards=(replace(MONTHLY, first="2023-12"),),
        payments=(("2024-10", "aid", None, 284 * YUAN),),
        now=at(november),
    )
    _, events = after(program(), record)
    assert months(events) == [("2024-11", 284)]
    assert len(of(e.AidNoted, events)) == 1 and plans(events, "payments") == ["2024-12-01T00:05:00+08:00"]
    assert after(program(), record, record)[1] == []


def test_what_held_before_and_ends_pays_none_of_the_past() -> None:
    record = RecordAid(application_id=APPLICATION, awards=(replace(MONTHLY, first="2023-12"),), now=at(MAY))
    recheck = asked(because="recheck")
    refusal = Proposal(item="aid", outcome="declined", reason="not_in_class")
    _, events = after(program(refusal), record, take(recheck, date(2024, 5, 27)))
    assert [p.last for change in of(e.AwardsChanged, events) for p in change.answers] == ["2024-05"]
    assert months(events) == []


def test_a_month_that_was_paid_before_is_not_paid_again() -> None:
    payments = (("2024-11", "aid", None, 284 * YUAN),)
    record = RecordAid(application_id=APPLICATION, awards=(MONTHLY,), payments=payments, now=at(date(2024, 11, 4)))
    assert months(after(program(), record)[1]) == []


def rate(amount: int) -> Proposal:
    return grant("aid", amount * YUAN, "year", person="girl", article="A")


def test_a_new_rate_changes_the_running_award_from_its_day() -> None:
    spring = date(2025, 3, 1)
    referral = replace(take(asked()), rates_change_on=spring)
    _, events = after(program(rate(2_000)), referral)
    assert plans(events, "rates") == ["2025-03-01T00:00:00+08:00"]
    state, _ = after(program(rate(2_000)), referral)
    refresh = RefreshRates(figures=((spring, rules(asked())),), rates_change_on=None, now=at(spring, 1))
    events = decide(program(rate(2_300)), state, refresh)
    (change,) = of(e.AwardsChanged, events)
    answer = change.answers[0]
    assert (change.because, answer.amount, answer.first) == ("rate_changed", 2_300 * YUAN, "2025-03-01")
    assert plans(events, "rates") == [None]
    assert decide(program(rate(2_300)), folded(state, events), refresh) == []


@pytest.mark.parametrize("amount", [None, 2_000 * YUAN, 2_300 * YUAN])
def test_what_a_desk_grants_after_the_rate_has_changed_is_granted_at_the_new_one(amount: int | None) -> None:
    """Proposed at 2,000. A desk that names the old or the new sum by hand has stated the old one, not the new."""
    old = replace(rate(2_000), waits_for="desk", person=None)
    fresh = program(replace(old, amount=2_300 * YUAN))
    state, _ = after(program(old), take(asked()))
    events = decide(fresh, state, by_hand("aid", "granted", amount=amount, on=date(2025, 3, 3)))
    (answer,) = of(e.ReferralAnswered, events)
    expected = (2_000 if amount == 2_000 * YUAN else 2_300) * YUAN
    assert [(p.amount, p.stated) for p in answer.answers] == [(expected, expected == 2_000 * YUAN)]


def test_what_the_rules_would_not_give_any_more_is_granted_by_the_desk_as_it_was_proposed() -> None:
    old = replace(rate(2_000), waits_for="desk", person=None)
    state, _ = after(program(old), take(asked()))
    events = decide(program(), state, by_hand("aid", "granted", on=date(2025, 3, 3)))
    assert [p.amount for answer in of(e.ReferralAnswered, events) for p in answer.answers] == [2_000 * YUAN]


@pytest.mark.parametrize(("stated", "kept"), [(None, False), (199_900, True), (200_000, False), (200_100, True)])
def test_a_sum_that_a_desk_has_stated_is_moved_by_no_new_rate(stated: int | None, *, kept: bool) -> None:
    """Stated a yuan under, at, and a yuan over what the rule proposed; at the rule's own sum it follows the rule."""
    old = replace(rate(2_000), waits_for="desk", person=None)
    state, _ = after(program(old), take(asked()), by_hand("aid", "granted", amount=stated))
    refresh = RefreshRates(figures=((MAY, rules(asked())),), rates_change_on=None, now=at(date(2025, 3, 1), 1))
    changes = of(e.AwardsChanged, decide(program(replace(old, amount=2_300 * YUAN)), state, refresh))
    assert [c.because for c in changes] == ([] if kept else ["rate_changed"])


def test_a_monthly_award_keeps_its_old_amount_for_the_months_before_the_change() -> None:
    state, _ = after(program(MONTHLY), take(asked()), PayMonth(now=at(JUNE)))
    raised = replace(MONTHLY, amount=300 * YUAN)
    august = date(2024, 8, 1)
    refresh = RefreshRates(figures=((august, rules(asked())),), rates_change_on=None, now=at(august))
    events = decide(program(raised), state, refresh)
    assert months(events) == [("2024-07", 284), ("2024-08", 300)]
    assert [a.begins for a in folded(state, events).awards] == ["2024-06", "2024-08"]


def test_a_rate_that_changes_on_the_day_of_the_run_is_in_force_before_it() -> None:
    july = date(2024, 7, 1)
    state, events = after(program(MONTHLY), replace(take(asked()), rates_change_on=july), PayMonth(now=at(JUNE)))
    assert state.wakes["rates"] < state.wakes["payments"] and state.wakes["payments"].date() == july
    refresh = RefreshRates(figures=((july, rules(asked())),), rates_change_on=None, now=state.wakes["rates"])
    events = decide(program(replace(MONTHLY, amount=300 * YUAN)), state, refresh)
    assert months(events) == [("2024-07", 300)]


def test_money_for_a_thing_is_due_when_it_is_done_and_once() -> None:
    house = grant("aid", 25_000 * YUAN, article="A", due="delivered")
    done = RecordDelivery(item="aid", now=at(JUNE))
    assert months(after(program(house), take(asked()))[1]) == []
    assert months(after(program(house), take(asked()), done)[1]) == [("2024-06", 25_000)]
    assert after(program(house), take(asked()), done, done)[1] == []
    again = RecordDelivery(item="aid", now=at(date(2024, 7, 1)))
    assert months(after(program(house), take(asked()), done, again)[1]) == []


def test_a_payment_by_hand_is_not_due_twice_and_one_that_nobody_proposed_is_put_down() -> None:
    once = grant("aid", 500 * YUAN, article="A")
    paid = PayOutside(item="aid", amount=500 * YUAN, rules=rules(asked()), now=at(JUNE))
    assert after(program(once), take(asked()), paid)[1] == []
    _, events = after(program(), take(asked()), replace(paid, item="extra"))
    (change,) = of(e.AwardsChanged, events)
    assert (change.because, change.answers[0].item) == ("paid", "extra")
    assert months(events) == [("2024-06", 500)]
    second = replace(paid, item="extra", amount=300 * YUAN)
    assert months(after(program(), take(asked()), replace(paid, item="extra"), second)[1]) == [("2024-06", 300)]
