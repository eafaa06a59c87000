"""What the county conference grants: the months it states, less what was paid first; once."""

from dataclasses import replace
from typing import Any

import pytest

from services.programs.entitlement.commands import GrantByConference
from services.programs.entitlement.events import AwardsChanged, ItemSettled
from services.programs.entitlement.examples import rules
from services.programs.temporary_assistance.test_rules import YUAN, Story, changes, pay, take, urgent

QUESTION = urgent("grave")


def granted(months: int | None, **words: Any) -> GrantByConference:
    fields = {"asked": QUESTION, "item": "emergency", "months": months, "now": QUESTION.referred_at}
    return GrantByConference(**(fields | words), rules=rules(QUESTION))


@pytest.mark.parametrize(("months", "owed"), [(1, 2_200), (4, 11_200), (12, 35_200)])
def test_a_grave_event_gets_the_months_that_the_conference_states_less_the_first_money(months: int, owed: int) -> None:
    story = Story()
    story.tell(take(QUESTION))
    story.tell(pay(800 * YUAN))
    assert changes(story.tell(granted(months))) == [("emergency", owed * YUAN, None)]
    assert story.tell(granted(months)) == []
    assert [p.item for p in story.state.referrals[QUESTION.referral_id].waiting] == []


def test_in_a_village_an_emergency_has_the_rural_standard_and_relief_of_expenditure_the_urban_one() -> None:
    village = urgent("grave", residence="rural")
    command = replace(granted(4), asked=village, rules=rules(village))
    (award,) = changes(Story().tell(command))
    assert award == ("emergency", 540 * 4 * 4 * YUAN, None)
    (award,) = changes(Story().tell(replace(command, item="expenditure")))
    assert award == ("expenditure", 750 * 4 * 4 * YUAN, None)


def test_a_grant_before_the_first_money_waits_for_it_and_is_not_made_twice() -> None:
    story = Story()
    story.tell(take(QUESTION))
    assert [type(e) for e in story.tell(granted(2))] == [ItemSettled]
    assert story.tell(granted(2)) == []


def test_a_program_that_was_never_asked_grants_what_the_conference_names() -> None:
    story = Story()
    events = story.tell(granted(3, item="expenditure"))
    (change,) = [e for e in events if isinstance(e, AwardsChanged)]
    assert (change.because, change.answers[0].amount) == ("conference", 750 * 4 * 3 * YUAN)
    assert story.tell(granted(3, item="expenditure")) == []


def test_a_sum_that_the_conference_names_is_that_of_each_month() -> None:
    story = Story()
    (change,) = [e for e in story.tell(granted(3, amount=500 * YUAN)) if isinstance(e, AwardsChanged)]
    answer = change.answers[0]
    assert (answer.amount, answer.per, answer.first, answer.last) == (500 * YUAN, "month", "2024-12", "2025-02")


def test_what_prepayments_have_used_up_is_a_reasoned_no_and_an_unknown_item_is_refused() -> None:
    story = Story()
    story.tell(take(QUESTION))
    story.tell(pay(800 * YUAN))
    story.tell(granted(3))
    spent = story.tell(granted(1, item="expenditure"))
    assert changes(spent) == [("expenditure", None, "already_awarded")]
    with pytest.raises(Exception, match="unknown-item"):
        story.tell(replace(granted(1), item="rent"))
