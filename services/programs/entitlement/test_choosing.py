"""Alternatives: the family's choice stands, else what was given first; said again it is quiet."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from services.chassis.errors import RuleBroken
from services.programs.entitlement import Program, grant
from services.programs.entitlement import events as e
from services.programs.entitlement.commands import AnswerByHand, Choose, ExcludeItem
from services.programs.entitlement.examples import asked, at, rules
from services.programs.entitlement.test_answering import MAY, after, by_hand, of, program, take

YUAN = 100
HOUSE = grant("aid", 20_000 * YUAN, article="A", waits_for="desk", once_for="flood:2024-05-01")
GIVEN = replace(HOUSE, waits_for=None)
JUNE = date(2024, 6, 3)
NINE = at(MAY, 9)


def elsewhere(*, chosen: bool = False, since: datetime = NINE, by: str = "housing") -> ExcludeItem:
    return ExcludeItem(item="aid", by=by, chosen=chosen, since=since, now=at(JUNE))


def answers(events: list[e.Event]) -> list[tuple[str, Any]]:
    found = [*of(e.ReferralAnswered, events), *of(e.AwardsChanged, events)]
    return [(p.outcome, p.reason) for event in found for p in event.answers]


def test_what_waits_is_declined_once_the_alternative_was_given() -> None:
    _, events = after(program(HOUSE), take(asked()), elsewhere())
    assert answers(events) == [("declined", "alternative_chosen")]
    _, again = after(program(HOUSE), take(asked()), elsewhere(), elsewhere())
    assert again == []


def test_what_was_excluded_before_is_declined_when_it_is_asked_for_and_when_a_desk_grants_it() -> None:
    _, events = after(program(GIVEN), elsewhere(), take(asked()))
    assert answers(events) == [("declined", "alternative_chosen")]
    _, events = after(program(HOUSE), take(asked()), elsewhere(), by_hand("aid", "granted"))
    assert answers(events) == []


@pytest.mark.parametrize(
    ("since", "by", "stays"),
    [
        (at(MAY, 9), "housing", False),  # the other was given an hour before
        (at(MAY, 11), "housing", True),
        (at(MAY, 10), "housing", False),  # at one moment the code decides, on both sides alike
        (at(MAY, 10), "zzz", True),
    ],
)
def test_of_two_that_were_given_the_earlier_stands(since: datetime, by: str, stays: bool) -> None:
    state, _ = after(program(GIVEN), take(asked(program="medical")), elsewhere(since=since, by=by))
    assert bool(state.given("aid")) is stays


def test_the_family_s_choice_takes_back_what_was_given_first() -> None:
    state, events = after(program(GIVEN), take(asked()), elsewhere(chosen=True, since=at(JUNE)))
    assert not state.given("aid") and answers(events) == [("declined", "alternative_chosen")]


def test_what_the_family_chose_is_not_excluded_by_a_grant_elsewhere() -> None:
    choice = Choose(item="aid", now=at(MAY, 8))
    state, _ = after(program(GIVEN), choice, elsewhere(), take(asked()))
    assert [award.proposal.item for award in state.given("aid")] == ["aid"]


def test_a_choice_counts_from_the_next_month_and_is_quiet_when_repeated() -> None:
    one, other = (grant("aid", 1_200 * YUAN, "month", person="boy", article="A"), "extra")

    def assess(asked: Any, history: Any, figures: Any) -> list[Any]:
        if ("extra", "boy") in history.chosen:
            no = replace(one, outcome="declined", reason="alternative_chosen", amount=None, per=None)
            return [no, replace(one, item=other, amount=700 * YUAN)]
        return [one]

    which: Program = replace(program(), assess=assess)
    choice = Choose(item="extra", person="boy", rules=rules(asked()), now=at(JUNE))
    state, events = after(which, take(asked()), choice)
    (changed,) = of(e.AwardsChanged, events)
    assert [(p.item, p.first, p.last) for p in changed.answers] == [
        ("aid", "2024-06", "2024-06"),
        ("extra", "2024-07", None),
    ]
    assert state.running("aid", "boy", "2024-07") is None and state.running("extra", "boy", "2024-07")
    assert after(which, take(asked()), choice, choice)[1] == []


def test_an_item_of_another_program_cannot_be_chosen() -> None:
    with pytest.raises(RuleBroken, match="unknown-item"):
        after(program(), Choose(item="house", now=at(MAY)))


def test_a_desk_s_refusal_stays_what_it_is() -> None:
    hand: AnswerByHand = by_hand("aid", "declined")
    _, events = after(program(HOUSE), take(asked()), hand)
    assert answers(events) == [("declined", "agency_declined")]
