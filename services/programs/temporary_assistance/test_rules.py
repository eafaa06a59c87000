"""Emergency and expenditure relief at their lines. Amounts of cases 05 and 09."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from services.programs.entitlement import Entitlement
from services.programs.entitlement.commands import AnswerByHand, PayOutside, RecordAid, TakePapers, TakeReferral
from services.programs.entitlement.decider import decide, folded
from services.programs.entitlement.events import (
    AwardsChanged,
    Event,
    ItemsHeld,
    PaymentFellDue,
    ReferralAnswered,
)
from services.programs.entitlement.examples import APPLICATION, GANZHOU, asked, assessed, at, household, person, rules
from services.programs.temporary_assistance.program import PROGRAM
from services.programs.temporary_assistance.rules import assess, months

YUAN = 100
SATURDAY, SUNDAY = date(2024, 11, 2), date(2024, 11, 3)


def family(severity: str | None, **facts: Any) -> Any:
    people = {
        "father": person("1987-07-19", "self", sex="male"),
        "mother": person("1989-11-02", "spouse"),
        "girl": person("2014-04-09"),
        "boy": person("2019-09-15", sex="male"),
    }
    events = [{"kind": "house_fire", "on": "2024-11-02T21:10:00+08:00", "severity": severity}] if severity else []
    return household(people, **{"events": events, **facts})


def urgent(severity: str | None, name: str = "first", **facts: Any) -> Any:
    return asked(
        family(severity, **facts),
        name=name,
        program="temporary_assistance",
        division=GANZHOU,
        category=None,
        persons={},
        decided_on=None,
        urgent=True,
        referred_at=at(SATURDAY, 21),
        answer_by=date(2024, 11, 15),
    )


@pytest.mark.parametrize(
    ("ratio", "expected"),
    [("0.59", 1), ("0.60", 1), ("0.6000001", 2), ("0.70", 2), ("0.7674", 3), ("1.00", 5), ("1.10", 6), ("2.5", 6)],
)
def test_months_grow_with_every_ten_points_begun_over_the_threshold(ratio: str, expected: int) -> None:
    assert months(Fraction(ratio), rules(asked(division="620802"))) == expected


@pytest.mark.parametrize(
    ("category", "statuses", "paid"),
    [
        ("rigid_expenditure", ("rigid_expenditure",), 6_552),
        ("dibao_edge", ("dibao_edge",), 6_552),
        ("dibao", ("dibao", "monitored"), 6_552),
        ("dibao", ("dibao",), None),
        ("none", ("other",), None),
    ],
)
def test_expenditure_relief_goes_to_edge_rigid_and_monitored_families(
    category: Any, statuses: Any, paid: int | None
) -> None:
    question = asked(
        family(None), category=category, persons={"father": statuses}, assessment=assessed(3, ratio="0.7674")
    )
    (award,) = assess(question, Entitlement(), rules(question))
    assert (award.item, award.amount) == ("expenditure", paid and paid * YUAN)


def kinds(severity: str | None) -> list[tuple[str, int | None, str | None]]:
    question = urgent(severity)
    return [(p.item, p.amount, p.waits_for) for p in assess(question, Entitlement(), rules(question))]


def test_severity_tells_what_follows_the_small_sum() -> None:
    small = ("emergency_small", 800 * YUAN, "payment")
    assert kinds("mild") == kinds(None) == [small]
    assert kinds("serious") == [small, ("emergency", 6_000 * YUAN, "papers")]
    assert kinds("grave") == [small, ("emergency", None, "conference")]


@pytest.mark.parametrize(
    ("residence", "first", "owed"),
    [
        ("urban", 800, 5_200),  # 2 x 750 x 4 - 800
        ("rural", 800, 3_520),  # 2 x 540 x 4 - 800: the standard of the household itself
        ("rural", 4_319, 1),
        ("rural", 4_320, None),
        ("rural", 4_321, None),
    ],
)
def test_a_serious_emergency_goes_by_the_standard_of_the_household_itself(
    residence: Any, first: int, owed: int | None
) -> None:
    question = urgent("serious", residence=residence)
    paid = (("2024-11", "emergency_small", None, first * YUAN),)
    record = RecordAid(application_id=APPLICATION, payments=paid, now=question.referred_at)
    history = folded(Entitlement(), decide(PROGRAM, Entitlement(), record))
    _, rest = assess(question, history, rules(question))
    assert (rest.item, rest.amount) == ("emergency", owed and owed * YUAN)


def test_relief_of_expenditure_goes_by_the_urban_standard_everywhere() -> None:
    facts: dict[str, Any] = {"category": "dibao_edge", "assessment": assessed(3, ratio="0.7674")}
    town, village = (asked(family(None, residence=residence), **facts) for residence in ("urban", "rural"))
    sums = [assess(question, Entitlement(), rules(question))[0].amount for question in (town, village)]
    assert sums == [6_552 * YUAN, 6_552 * YUAN]


def take(question: Any) -> TakeReferral:
    return TakeReferral(asked=question, rules=rules(question), rates_change_on=None, now=question.referred_at)


def pay(amount: int) -> PayOutside:
    return PayOutside(item="emergency_small", amount=amount, rules=rules(urgent("serious")), now=at(SUNDAY))


class Story:
    """One household's stream, command by command."""

    def __init__(self) -> None:
        self.state = Entitlement()

    def tell(self, command: Any) -> list[Event]:
        events = decide(PROGRAM, self.state, command)
        self.state = folded(self.state, events)
        return events


def test_an_emergency_is_paid_first_and_the_rest_follows_the_papers() -> None:
    """Case 09: 800 on Sunday, papers by 15 November, then 2 * 750 * 4 - 800."""
    story, question = Story(), urgent("serious")
    assert not [e for e in story.tell(take(question)) if isinstance(e, ReferralAnswered)]
    events = story.tell(pay(800 * YUAN))
    (answer,) = [e for e in events if isinstance(e, ReferralAnswered)]
    (payment,) = [e for e in events if isinstance(e, PaymentFellDue)]
    assert answer.papers_complete == date(2024, 11, 15)
    assert [(a.item, a.amount) for a in answer.answers] == [("emergency_small", 800 * YUAN)]
    assert (payment.month, payment.amount) == ("2024-11", 800 * YUAN)

    papers = TakePapers(application_id=APPLICATION, rules=rules(question), now=at(date(2024, 11, 12)))
    (held,) = [e for e in story.tell(papers) if isinstance(e, ItemsHeld)]
    assert [(p.item, p.amount, p.waits_for) for p in held.proposals] == [("emergency", 5_200 * YUAN, "desk")]
    assert story.tell(papers) == []

    confirm = AnswerByHand(
        referral_id=question.referral_id,
        item="emergency",
        outcome="granted",
        rules=rules(question),
        now=at(date(2024, 11, 14)),
    )
    events = story.tell(confirm)
    (change,) = [e for e in events if isinstance(e, AwardsChanged)]
    (payment,) = [e for e in events if isinstance(e, PaymentFellDue)]
    assert [(a.item, a.amount) for a in change.answers] == [("emergency", 5_200 * YUAN)]
    assert payment.amount == 5_200 * YUAN
    assert story.tell(confirm) == []


def test_more_than_the_limit_is_not_paid_first() -> None:
    story = Story()
    story.tell(take(urgent("serious")))
    with pytest.raises(Exception, match="over-limit"):
        story.tell(pay(800 * YUAN + 1))


def test_the_same_event_is_helped_once() -> None:
    story = Story()
    story.tell(take(urgent("serious")))
    story.tell(pay(500 * YUAN))
    events = story.tell(take(urgent("serious", name="again")))
    (answer,) = [e for e in events if isinstance(e, ReferralAnswered)]
    assert [(a.item, a.reason) for a in answer.answers if not a.granted] == [("emergency_small", "already_awarded")]


def answered(question: Any, outcome: Any = "granted", on: date = date(2024, 11, 14), **words: Any) -> AnswerByHand:
    facts = {"referral_id": question.referral_id, "item": "emergency", "outcome": outcome, "now": at(on)}
    return AnswerByHand(**(facts | words), rules=rules(question))


def papers(question: Any) -> TakePapers:
    return TakePapers(application_id=question.application_id, rules=rules(question), now=at(date(2024, 11, 12)))


def changes(events: list[Event]) -> list[tuple[str, int | None, str | None]]:
    found = [e for e in events if isinstance(e, AwardsChanged)]
    return [(a.item, a.amount, a.reason) for e in found for a in e.answers]


def test_what_follows_the_papers_is_not_granted_before_them() -> None:
    story, question = Story(), urgent("serious")
    story.tell(take(question))
    story.tell(pay(800 * YUAN))
    with pytest.raises(Exception, match="papers-missing"):
        story.tell(answered(question))


def test_the_same_event_is_not_paid_first_twice() -> None:
    story = Story()
    story.tell(take(urgent("serious")))
    story.tell(take(urgent("serious", name="again")))
    story.tell(pay(500 * YUAN))
    for _ in range(2):
        with pytest.raises(Exception, match="already-paid"):
            story.tell(pay(300 * YUAN))


def test_two_applications_about_one_event_get_one_award_after_the_papers() -> None:
    story, first, second = Story(), urgent("serious"), urgent("serious", name="again")
    for command in (take(first), take(second), pay(800 * YUAN), papers(first)):
        story.tell(command)
    assert changes(story.tell(answered(first))) == [("emergency", 5_200 * YUAN, None)]
    story.tell(papers(second))
    story.tell(answered(second))
    assert story.tell(answered(second)) == []
    assert [a.proposal.amount for a in story.state.given("emergency")] == [5_200 * YUAN]


def test_papers_before_the_money_do_not_hold_it_up_and_it_is_deducted() -> None:
    story, question = Story(), urgent("serious")
    story.tell(take(question))
    story.tell(papers(question))
    (answer,) = [e for e in story.tell(pay(300 * YUAN)) if isinstance(e, ReferralAnswered)]
    assert [(a.item, a.amount) for a in answer.answers] == [("emergency_small", 300 * YUAN)]
    assert changes(story.tell(answered(question))) == [("emergency", 5_700 * YUAN, None)]


def test_a_grave_event_needs_the_sum_that_the_conference_states() -> None:
    story, question = Story(), urgent("grave")
    story.tell(take(question))
    story.tell(pay(800 * YUAN))
    with pytest.raises(Exception, match="amount-needed"):
        story.tell(answered(question))
    assert changes(story.tell(answered(question, amount=9_000 * YUAN))) == [("emergency", 9_000 * YUAN, None)]


def test_both_emergency_sums_are_deducted_from_later_relief() -> None:
    story, question = Story(), urgent("serious")
    for command in (take(question), pay(800 * YUAN), papers(question), answered(question)):
        story.tell(command)
    later = asked(
        family("serious"),
        name="decided",
        program="temporary_assistance",
        division=GANZHOU,
        category="dibao_edge",
        persons={"father": ("dibao_edge",)},
        assessment=assessed(4, ratio="0.66"),
        referred_at=at(date(2024, 12, 2)),
        decided_on=date(2024, 12, 2),
    )
    (relief,) = assess(later, story.state, rules(later))
    assert (relief.item, relief.amount, relief.reason) == ("expenditure", None, "already_awarded")
    (relief,) = assess(replace(later, assessment=assessed(4, ratio="0.80")), story.state, rules(later))
    assert relief.amount == (750 * 4 * 3 - 6_000) * YUAN


def test_an_emergency_of_unknown_severity_is_for_the_desk_to_judge() -> None:
    home = family(None, events=[{"kind": "accident", "on": "2024-11-01"}])
    question = asked(home, program="temporary_assistance", division=GANZHOU, category=None, persons={}, decided_on=None)
    (small,) = assess(question, Entitlement(), rules(question))
    assert (small.item, small.waits_for) == ("emergency_small", "desk")
