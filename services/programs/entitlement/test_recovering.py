"""What was paid without a right: a death known late, something hidden, people who are gone, and nothing found twice."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.programs.entitlement import ProgramAsked, grant
from services.programs.entitlement import events as e
from services.programs.entitlement.commands import PayMonth
from services.programs.entitlement.examples import asked, at, household, person
from services.programs.entitlement.test_answering import after, of, program, take

YUAN = 100
OCTOBER = date(2024, 10, 15)
RUNS = [PayMonth(now=at(date(2024, month, 1), 1)) for month in range(6, 11)]
OLD = grant("aid", 1_479 * YUAN, "month", first="2024-06", article="A")
NEW = replace(OLD, amount=986 * YUAN, first="2024-11")


def recheck(**facts: Any) -> ProgramAsked:
    plain = {"name": "recheck", "decided_on": OCTOBER, "because": "recheck", "effective_from": "2024-11"}
    return asked(facts.pop("family", None), **{**plain, **facts})


def rechecked(new: Any, question: ProgramAsked) -> list[e.Event]:
    """Five months were paid at the old amount before."""
    both = replace(program(), assess=lambda asked, history, rules: (OLD,) if asked.because == "application" else new)
    _, events = after(both, take(asked()), *RUNS, take(question, OCTOBER))
    return events


def test_after_a_death_what_was_paid_too_much_is_found_without_a_fine() -> None:
    """Case 01: dead in September, known in October; October was paid for three."""
    (found,) = of(e.OverpaymentFound, rechecked((NEW,), recheck(overpaid_since="2024-10")))
    assert (found.amount, found.percent, found.fine) == (493 * YUAN, 30, None)


def test_of_something_hidden_all_that_was_paid_comes_back_and_a_fine_is_possible() -> None:
    question = recheck(overpaid_since="2024-06", concealed=True)
    (found,) = of(e.OverpaymentFound, rechecked((), question))
    total = 5 * 1_479 * YUAN
    assert (found.amount, found.fine) == (total, (total, 3 * total))


@pytest.mark.parametrize(
    ("new", "since", "found"),
    [
        ((NEW,), None, []),  # declared in time: nothing was paid without a right
        ((replace(NEW, amount=1_479 * YUAN),), "2024-10", []),  # the new facts give the same
        ((replace(NEW, amount=1_479 * YUAN - 1),), "2024-10", [1]),  # a fen less
        ((replace(NEW, amount=1_500 * YUAN),), "2024-10", []),  # they give more: a rise is not taken back
        ((NEW,), "2024-11", []),  # nothing was paid for a month that has not come
    ],
)
def test_only_what_exceeds_the_right_is_found(new: Any, since: str | None, found: list[int]) -> None:
    events = rechecked(new, recheck(overpaid_since=since))
    assert [event.amount for event in of(e.OverpaymentFound, events)] == found


def test_the_same_months_are_not_found_again_by_the_next_re_check() -> None:
    both = replace(program(), assess=lambda asked, history, rules: (OLD,) if asked.because == "application" else (NEW,))
    first, second = recheck(overpaid_since="2024-10"), recheck(overpaid_since="2024-10", name="again")
    state, events = after(both, take(asked()), *RUNS, take(first, OCTOBER), take(second, OCTOBER))
    assert of(e.OverpaymentFound, events) == [] and state.owed == 493 * YUAN


def test_what_somebody_had_who_is_gone_ends_with_the_month() -> None:
    his = replace(OLD, person="father")
    both = replace(program(), assess=lambda asked, history, rules: (his,) if asked.because == "application" else ())
    left = household({"mother": person("1986-03-09", "self")})
    state, events = after(both, take(asked()), *RUNS, take(recheck(family=left), OCTOBER))
    (ended,) = of(e.AwardsChanged, events)
    assert [(p.person, p.last) for p in ended.answers] == [("father", "2024-10")]
    assert state.running("aid", "father", "2024-11") is None
