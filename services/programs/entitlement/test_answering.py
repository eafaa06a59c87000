"""One answer per referral, by rule or by the desk's hand; overrides, ends, and what is quiet when repeated."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.chassis.decider import Scenario
from services.programs.entitlement import Entitlement, Program, ProgramAsked, Proposal, decline, entitlement, grant
from services.programs.entitlement import events as e
from services.programs.entitlement.commands import AnswerByHand, NoteDeskLate, TakeReferral
from services.programs.entitlement.decider import decide, folded
from services.programs.entitlement.examples import APPLICATION, asked, at, rules

YUAN = 100
MAY, JUNE, LATE = date(2024, 5, 24), date(2024, 6, 3), date(2024, 7, 1)


def program(*proposals: Proposal) -> Program:
    return Program(
        code="medical",
        agency="medical_insurance",
        title_zh="示例",
        title_en="example",
        needs=("medical",),
        items=("aid", "job", "extra"),
        sections=(),
        answer_within=20,
        assess=lambda asked, history, rules: proposals,
    )


def take(question: ProgramAsked, now: date = MAY) -> TakeReferral:
    return TakeReferral(asked=question, rules=rules(question), rates_change_on=None, now=at(now))


def by_hand(
    item: str, outcome: Any, *, on: date = JUNE, amount: int | None = None, note: str | None = None
) -> AnswerByHand:
    question = asked()
    return AnswerByHand(
        referral_id=question.referral_id,
        item=item,
        outcome=outcome,
        amount=amount,
        note=note,
        rules=rules(question),
        now=at(on),
    )


def after(which: Program, *commands: Any) -> tuple[Entitlement, list[e.Event]]:
    state, events = Entitlement(), []
    for command in commands:
        events = decide(which, state, command)
        state = folded(state, events)
    return state, events


def of(kind: Any, events: list[e.Event]) -> list[Any]:
    return [event for event in events if isinstance(event, kind)]


AID = grant("aid", 500 * YUAN, article="A")
JOB = grant("job", 300 * YUAN, "month", article="A", waits_for="desk")


def test_what_the_rules_decide_is_answered_and_due_at_once() -> None:
    question = asked()
    first = replace(AID, first="2024-05-24")
    Scenario(entitlement(program(AID))).when(take(question)).then(
        question,
        e.ReferralAnswered(
            program="medical",
            application_id=APPLICATION,
            referral_id=question.referral_id,
            answers=(first,),
            decided_at=at(MAY),
        ),
        e.PaymentFellDue(
            program="medical",
            application_id=APPLICATION,
            item="aid",
            person=None,
            month="2024-05",
            amount=500 * YUAN,
            withheld=0,
            due_at=at(MAY),
        ),
    )


def test_the_same_referral_again_is_quiet() -> None:
    assert after(program(AID), take(asked()), take(asked(), JUNE))[1] == []


def test_the_answer_waits_until_the_desk_has_spoken_and_a_monthly_award_begins_after_it() -> None:
    which = program(AID, JOB)
    _, held = after(which, take(asked()))
    assert of(e.ReferralAnswered, held) == [] and of(e.PaymentFellDue, held) == []
    _, events = after(which, take(asked()), by_hand("job", "granted"))
    (answer,) = of(e.ReferralAnswered, events)
    assert [(a.item, a.first) for a in answer.answers] == [("aid", "2024-06-03"), ("job", "2024-07")]
    assert after(which, take(asked()), by_hand("job", "granted"), by_hand("job", "granted"))[1] == []


def test_a_desk_declines_with_its_own_words_kept_apart_from_the_coded_reason() -> None:
    _, events = after(program(JOB), take(asked()), by_hand("job", "declined", note="no place left"))
    (settled,) = of(e.ItemSettled, events)
    (answer,) = of(e.ReferralAnswered, events)
    assert settled.note == "no place left"
    assert [(a.reason, a.amount) for a in answer.answers] == [("agency_declined", None)]


def test_a_desk_may_overrule_an_answer_that_was_given() -> None:
    _, events = after(program(AID), take(asked()), by_hand("aid", "declined"))
    (change,) = of(e.AwardsChanged, events)
    assert (change.because, change.answers[0].outcome) == ("agency_declined", "declined")
    _, events = after(program(decline("aid", "no_need")), take(asked()), by_hand("aid", "granted", amount=100))
    (change,) = of(e.AwardsChanged, events)
    assert (change.because, change.answers[0].amount) == ("agency_granted", 100)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (by_hand("aid", "granted"), "amount-needed"),
        (by_hand("nothing", "granted"), "unknown-item"),
        (replace(by_hand("aid", "granted"), referral_id=APPLICATION), "referral-not-found"),
    ],
)
def test_what_nobody_can_grant_is_refused(command: AnswerByHand, code: str) -> None:
    which = program(decline("aid", "no_need"))
    _, events = after(which, take(asked()))
    Scenario(entitlement(which), tuple(events)).when(command).then_refused(code)


def test_a_desk_that_lets_its_day_pass_is_noted_once_and_may_still_answer() -> None:
    which, question = program(JOB), asked()
    state, events = after(which, take(question))
    (plan,) = of(e.WakePlanned, events)
    assert (plan.what, plan.at.date()) == ("desk", date(2024, 6, 24))
    state, events = after(which, take(question), NoteDeskLate(now=at(LATE)))
    assert len(of(e.DeskLate, events)) == 1
    assert decide(which, state, NoteDeskLate(now=at(LATE))) == []
    assert of(e.ReferralAnswered, decide(which, state, by_hand("job", "granted", on=LATE)))


def test_a_later_refusal_ends_the_running_award_with_the_month_of_its_decision() -> None:
    running = grant("aid", 300 * YUAN, "month", first="2024-06", article="A")
    state, _ = after(program(running), take(asked()))
    again = asked(name="again", decided_on=date(2024, 9, 16))
    events = decide(program(decline("aid", "income_over_line")), state, take(again, date(2024, 9, 16)))
    (change,) = of(e.AwardsChanged, events)
    assert (change.because, change.answers[0].last, change.answers[0].amount) == (
        "class_changed",
        "2024-09",
        300 * YUAN,
    )
    after_it = folded(state, events)
    assert after_it.running("aid", None, "2024-09") and not after_it.running("aid", None, "2024-10")


def test_the_same_thing_is_aided_once() -> None:
    house = grant("aid", 500 * YUAN, article="A", once_for="house")
    state, _ = after(program(house), take(asked()))
    (answer,) = of(e.ReferralAnswered, decide(program(house), state, take(asked(name="again"), JUNE)))
    assert [(a.outcome, a.reason) for a in answer.answers] == [("declined", "already_awarded")]
