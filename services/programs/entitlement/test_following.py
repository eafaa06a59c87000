"""A standard that is raised for months already paid: the difference once, month by month, then the new amount."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.household import Residence
from services.policy.parameter_schema import Parameters
from services.programs.entitlement import Entitlement, Program, Proposal, grant
from services.programs.entitlement import events as e
from services.programs.entitlement.commands import PayMonth, RecoverOverpayment, RefreshRates
from services.programs.entitlement.decider import decide, folded
from services.programs.entitlement.examples import asked, at, rules
from services.programs.entitlement.test_answering import by_hand, of, program, take
from services.programs.months import up_to

YUAN = 100
PLAIN = rules(asked())
NEW_YEAR, MARCH, PUBLISHED = date(2024, 1, 1), date(2024, 3, 15), date(2024, 6, 14)


def by_standard(**facts: Any) -> Program:
    """A monthly award of the rural standard, so that the figures alone set the sum."""

    def assess(question: e.ProgramAsked, history: Entitlement, figures: Parameters) -> list[Proposal]:
        if question.because == "recheck":
            return [Proposal(item="aid", outcome="declined", reason="not_in_class")]
        return [grant("aid", figures.standard_rural, "month", first=question.starts, article="A", **facts)]

    return replace(program(), assess=assess)


def at_standard(yuan: int) -> Parameters:
    return PLAIN.model_copy(update={"standard_rural": yuan * YUAN})


OLD, NEW = at_standard(465), at_standard(493)
QUESTION = asked(decided_on=MARCH, residence="rural")
TAKE = replace(take(QUESTION, MARCH), rules=OLD)
ENDED = take(asked(name="second", decided_on=date(2024, 5, 20), because="recheck"), date(2024, 5, 20))
RAISE = RefreshRates(figures=((date(2023, 1, 1), OLD), (NEW_YEAR, NEW)), rates_change_on=None, now=at(PUBLISHED, 0))


def played(which: Program, *commands: Any) -> tuple[Entitlement, list[e.Event]]:
    """The state at the end, and what the last command brought."""
    state, new = Entitlement(), list[e.Event]()
    for command in commands:
        new = decide(which, state, command)
        state = folded(state, new)
    return state, new


def lines(events: list[e.Event]) -> list[tuple[str, str | None, int]]:
    return [(p.month, p.for_month, p.amount // YUAN) for p in of(e.PaymentFellDue, events)]


def run(month: int, year: int = 2024) -> PayMonth:
    return PayMonth(now=at(date(year, month, 1)))


def test_months_paid_at_the_old_figure_are_topped_up_on_the_day_on_which_the_new_one_is_published() -> None:
    state, events = played(by_standard(), TAKE, run(4), run(5), run(6), RAISE)
    assert lines(events) == [("2024-06", month, 28) for month in ("2024-04", "2024-05", "2024-06")]
    (change,) = of(e.AwardsChanged, events)
    assert [(a.first, a.amount) for a in change.answers] == [("2024-07", 493 * YUAN)]
    assert lines(decide(by_standard(), state, run(7))) == [("2024-07", None, 493)]


def test_a_second_waking_pays_nothing_and_changes_nothing() -> None:
    state, _ = played(by_standard(), TAKE, run(4), run(5), run(6), RAISE)
    assert decide(by_standard(), state, RAISE) == []
    state, _ = played(by_standard(), TAKE, run(4), run(5), run(6), RAISE, run(7))
    assert decide(by_standard(), state, replace(RAISE, now=at(date(2024, 7, 1)))) == []


def test_only_months_of_the_raise_are_topped_up() -> None:
    """Raised from May: April was right as it was paid."""
    raised = replace(RAISE, figures=((NEW_YEAR, OLD), (date(2024, 5, 1), NEW)))
    _, events = played(by_standard(), TAKE, run(4), run(5), run(6), raised)
    assert lines(events) == [("2024-06", "2024-05", 28), ("2024-06", "2024-06", 28)]


def test_a_month_goes_by_the_figures_of_its_first_day() -> None:
    raised = replace(RAISE, figures=((NEW_YEAR, OLD), (date(2024, 5, 2), NEW)))
    _, events = played(by_standard(), TAKE, run(4), run(5), run(6), raised)
    assert lines(events) == [("2024-06", "2024-06", 28)]


def test_a_run_that_is_late_pays_each_month_at_its_own_figure() -> None:
    """Nobody woke from April to August, in which the figure rose twice."""
    rates = ((NEW_YEAR, OLD), (date(2024, 5, 1), NEW), (date(2024, 7, 1), at_standard(520)))
    late = RefreshRates(figures=rates, rates_change_on=None, now=at(date(2024, 8, 5)))
    state, events = played(by_standard(), TAKE, run(4), late)
    months = [("2024-05", 493), ("2024-06", 493), ("2024-07", 520), ("2024-08", 520)]
    assert lines(events) == [(month, None, amount) for month, amount in months]
    assert decide(by_standard(), state, late) == []


def test_an_award_that_is_over_is_topped_up_for_the_months_it_had() -> None:
    state, events = played(by_standard(), TAKE, run(4), run(5), ENDED, run(6), RAISE)
    assert lines(events) == [("2024-06", "2024-04", 28), ("2024-06", "2024-05", 28)]
    assert of(e.AwardsChanged, events) == []
    assert decide(by_standard(), state, RAISE) == []


def test_a_household_whose_award_is_over_is_still_woken_by_the_next_figures() -> None:
    _, events = played(by_standard(), TAKE, run(4), run(5), replace(ENDED, rates_change_on=PUBLISHED))
    assert [w.at for w in of(e.WakePlanned, events) if w.what == "rates"] == [at(PUBLISHED, 0)]


def test_a_sum_that_a_desk_has_stated_is_neither_raised_nor_topped_up() -> None:
    desk = by_hand("aid", "granted", amount=400 * YUAN, on=MARCH)
    state, _ = played(by_standard(waits_for="desk"), TAKE, desk, run(4), run(5), run(6))
    assert decide(by_standard(waits_for="desk"), state, RAISE) == []


@pytest.mark.parametrize("yuan", [464, 465])
def test_a_figure_that_falls_or_stays_takes_nothing_back(yuan: int) -> None:
    lower = replace(RAISE, figures=((NEW_YEAR, at_standard(yuan)),))
    _, events = played(by_standard(), TAKE, run(4), run(5), lower)
    assert [line for line in lines(events) if line[1]] == []


def test_a_month_for_which_an_overpayment_was_found_is_not_topped_up() -> None:
    found = asked(name="second", decided_on=date(2024, 6, 3), because="recheck", overpaid_since="2024-05")
    _, events = played(by_standard(), TAKE, run(4), run(5), run(6), take(found, date(2024, 6, 3)), RAISE)
    assert lines(events) == [("2024-06", "2024-04", 20)]


def test_of_a_difference_no_more_is_kept_back_than_of_a_months_pay() -> None:
    """28 yuan: 30 % rounded down to the yuan is 8."""
    recover = RecoverOverpayment(amount=1_000 * YUAN, percent=30, now=at(MARCH))
    state, events = played(by_standard(), TAKE, run(4), recover, RAISE)
    payments = [p for p in of(e.PaymentFellDue, events) if p.for_month == "2024-04"]
    assert [(p.amount // YUAN, p.withheld // YUAN) for p in payments] == [(20, 8)]
    assert state.paid["2024-04", "aid", None] == 493 * YUAN
    assert decide(by_standard(), state, RAISE) == []


@pytest.mark.parametrize("residence", ["urban", "rural"])
def test_a_raise_by_another_rule_than_the_awards_own_kind_is_not_taken_for_one(residence: Residence) -> None:
    """The same item, now by the year: another kind of sum."""
    state, _ = played(by_standard(), replace(TAKE, asked=replace(QUESTION, residence=residence)), run(4))
    yearly = program(grant("aid", 9_000 * YUAN, "year", article="A"))
    raised = decide(yearly, state, replace(RAISE, now=at(date(2024, 4, 20))))
    assert of(e.AwardsChanged, raised) == [] and lines(raised) == []


@given(
    raised=st.integers(1, 12),
    known=st.integers(1, 12),
    runs=st.lists(st.integers(4, 12), max_size=9),
    more=st.integers(1, 300),
)
def test_in_the_end_every_month_has_what_the_figures_say_of_it(
    *, raised: int, known: int, runs: list[int], more: int
) -> None:
    """Whenever the raise begins and is known, however late or often the runs come: to the fen, and once."""
    start, published = date(2024, raised, 1), date(2024, known, 14)
    old = (date(2023, 1, 1), OLD)
    new = (old, (start, at_standard(465 + more)))

    def look(day: date) -> RefreshRates:
        figures = new if day >= max(published, start) else (old,)
        return RefreshRates(figures=figures, rates_change_on=None, now=at(day, 1))

    days = sorted({*(date(2024, month, 1) for month in runs), max(published, start), date(2024, 12, 31)})
    state, events = played(by_standard(), TAKE, *(look(day) for day in days if day > MARCH), look(days[-1]))
    due = {month: (465 + more if month >= f"{start:%Y-%m}" else 465) * YUAN for month in up_to("2024-04", "2024-12")}
    assert {month: sum_ for (month, *_), sum_ in state.paid.items()} == due
    assert events == []
