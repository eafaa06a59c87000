"""What holds for every program and household: money is conserved, a month is paid once, more need is never less aid."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.programs.basic_living.rules import gap
from services.programs.entitlement import Entitlement, Program, grant
from services.programs.entitlement import events as e
from services.programs.entitlement.commands import PayMonth, RecoverOverpayment
from services.programs.entitlement.decider import decide, folded
from services.programs.entitlement.examples import asked, assessed, at, household, person, rules
from services.programs.entitlement.test_answering import by_hand, of, program, take
from services.programs.housing.rules import rent
from services.programs.medical.rules import part
from services.programs.months import after, first_day, up_to
from services.programs.temporary_assistance.rules import months

YUAN = 100
PLAIN = rules(asked())
FIRST = "2024-06"
yuan = st.integers(0, 3_000)
fen = st.integers(0, 6_000_000)


def played(which: Program, *commands: Any) -> tuple[Entitlement, list[e.Event]]:
    """The state at the end, and everything that happened on the way."""
    state = Entitlement()
    events: list[e.Event] = []
    for command in commands:
        new = decide(which, state, command)
        state, events = folded(state, new), [*events, *new]
    return state, events


@given(
    amount=st.integers(1, 3_000),
    sums=st.lists(fen, max_size=3),
    runs=st.lists(st.integers(0, 14), min_size=1, max_size=8),
)
def test_what_is_paid_and_kept_back_is_what_was_awarded_to_the_fen(
    amount: int, sums: list[int], runs: list[int]
) -> None:
    """Whatever is found in between, and however the monthly run is late or repeated."""
    monthly = grant("aid", amount * YUAN, "month", first=FIRST, article="A")
    days = [first_day(after(FIRST, number)) for number in sorted(runs)]
    found = [RecoverOverpayment(amount=total, percent=30, now=at(date(2024, 5, 25))) for total in sums]
    state, events = played(program(monthly), take(asked()), *found, *(PayMonth(now=at(day)) for day in days))
    payments = of(e.PaymentFellDue, events)
    assert [p.month for p in payments] == up_to(FIRST, f"{days[-1]:%Y-%m}")
    assert {p.amount + p.withheld for p in payments} == {amount * YUAN}
    assert all(p.withheld * 100 <= amount * YUAN * 30 for p in payments)
    assert sum(p.withheld for p in payments) + state.owed == sum(sums) and state.owed >= 0


@given(st.lists(st.tuples(yuan, st.integers(0, 12)), min_size=1, max_size=5))
def test_no_month_is_paid_by_two_awards_of_one_item(awards: list[tuple[int, int]]) -> None:
    """However often a new decision replaces the amount or its first month."""
    state = Entitlement()
    events: list[e.Event] = []
    for number, (amount, start) in enumerate(awards):
        day = date(2024, 5, 24 + number)
        question = asked(name=f"referral-{number}", decided_on=day)
        monthly = grant("aid", amount * YUAN, "month", first=after(FIRST, start), article="A")
        new = decide(program(monthly), state, take(question, day))
        state, events = folded(state, new), [*events, *new]
    for number in range(14):
        new = decide(program(), state, PayMonth(now=at(first_day(after(FIRST, number)))))
        state, events = folded(state, new), [*events, *new]
    paid = [p.month for p in of(e.PaymentFellDue, events)]
    assert len(paid) == len(set(paid))
    for month in up_to(FIRST, "2025-07"):
        assert len([a for a in state.awards if a.proposal.per == "month" and a.covers(month)]) <= 1


@given(st.permutations(["aid", "job", "extra"]), st.integers(0, 40))
def test_the_order_in_which_desks_answer_changes_no_award(order: list[str], late: int) -> None:
    proposals = [
        grant(item, (number + 1) * 100 * YUAN, "month", first="2024-08", article="A", waits_for="desk")
        for number, item in enumerate(("aid", "job", "extra"))
    ]
    day = date.fromordinal(date(2024, 6, 3).toordinal() + late)
    answers = [by_hand(item, "declined" if item == "extra" else "granted", on=day) for item in order]
    state, _ = played(program(*proposals), take(asked()), *answers)
    kept = {(a.proposal.item, a.proposal.amount, a.begins) for a in state.awards}
    assert kept == {("aid", 100 * YUAN, "2024-08"), ("job", 200 * YUAN, "2024-08")}


@given(st.permutations(["first", "second", "third"]))
def test_an_event_is_aided_once_whichever_referral_comes_first(order: list[str]) -> None:
    house = grant("aid", 20_000 * YUAN, article="A", once_for="flood:2024-07-10")
    state, events = played(program(house), *(take(asked(name=name)) for name in order))
    assert [a.proposal.amount for a in state.awards] == [20_000 * YUAN]
    refusals = [p.reason for answer in of(e.ReferralAnswered, events) for p in answer.answers if not p.granted]
    assert refusals == ["already_awarded"] * 2
    assert sum(p.amount for p in of(e.PaymentFellDue, events)) == 20_000 * YUAN


@given(fen, fen, st.integers(1, 8))
def test_less_income_or_one_member_more_never_lowers_gap_pay(one: int, other: int, members: int) -> None:
    less, more = sorted((one, other))
    standard = PLAIN.standard_urban
    assert gap(standard, members, Fraction(less)) >= gap(standard, members, Fraction(more))
    assert gap(standard, members + 1, Fraction(less)) >= gap(standard, members, Fraction(less))


@given(st.fractions(0, 3), st.fractions(0, 3))
def test_a_heavier_burden_never_has_fewer_months_of_relief(one: Fraction, other: Fraction) -> None:
    less, more = sorted((one, other))
    assert 1 <= months(less, PLAIN) <= months(more, PLAIN) <= 6


@pytest.mark.parametrize("serious", [False, True])
@given(one=fen, other=fen, ratio=st.integers(0, 100), deductible=fen)
def test_a_higher_bill_never_has_less_medical_aid_and_never_more_than_the_bill(
    *, serious: bool, one: int, other: int, ratio: int, deductible: int
) -> None:
    question = asked(household({"mother": person("1986-03-09", "self", serious_illness=serious)}))
    less, more = (part(question, PLAIN, "mother", bill, ratio, deductible) for bill in sorted((one, other)))
    assert less <= more <= max(one, other) + YUAN // 2


@given(st.integers(1, 6), st.integers(0, 90), st.integers(0, 90))
def test_less_room_never_has_less_rent_subsidy(members: int, one: int, other: int) -> None:
    homes = [household(housing={"tenure": "rented", "area_m2": area}) for area in sorted((one, other))]
    questions = [asked(home, assessment=assessed(members)) for home in homes]
    smaller, larger = (rent(question, PLAIN).amount or 0 for question in questions)
    assert smaller >= larger
