"""A warning: raised once, moved forward, closed, shown level by level."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from contracts.household import Mishap
from services.chassis.errors import RuleBroken
from services.population.domain import commands as c
from services.population.domain import events as e
from services.population.samples import FAMILY, NOW, Story, opened


def test_a_warning_that_is_open_is_not_raised_twice_and_a_closed_one_may_come_again() -> None:
    story = Story()
    assert opened(story.pushes("electricity", "mother")) == [("electricity", "yellow", "mother")]
    story.now += timedelta(days=30)
    assert opened(story.pushes("electricity", "mother", no_labour_capacity=True)) == []
    settle = c.SettleWarning(kind="electricity", person=None, outcome="none", now=story.now)
    assert len(story.does(settle)) == 1
    assert story.does(settle) == []
    story.now += timedelta(days=30)
    assert opened(story.pushes("electricity", "mother", no_labour_capacity=False)) == [
        ("electricity", "yellow", "mother")
    ]


def test_a_warning_moves_forward_only_and_one_that_never_was_is_refused() -> None:
    story = Story()
    story.pushes("electricity", "mother")
    states = []
    for state in ("visited", "assigned", "visited"):
        states += story.does(c.MoveWarning(kind="electricity", person="mother", state=state, now=NOW))
    assert [event.state for event in states if isinstance(event, e.WarningMoved)] == ["visited"]
    with pytest.raises(RuleBroken, match="warning-unknown"):
        story.does(c.SettleWarning(kind="death", person=None, outcome="none", now=NOW))


def test_an_overdue_warning_is_shown_once_to_each_level_and_not_once_it_is_closed() -> None:
    story = Story()
    (_, warning) = story.pushes("electricity", "mother")
    assert isinstance(warning, e.WarningOpened)
    lift = c.LiftWarning(warning_id=warning.warning_id, level="county", next_at=NOW, now=NOW)
    assert len(story.does(lift)) == 1
    assert story.does(lift) == []
    story.does(c.SettleWarning(kind="electricity", person=None, outcome="none", now=NOW))
    assert story.does(replace(lift, level="city")) == []


def test_the_same_emergency_paid_by_another_county_is_warned_of() -> None:
    fire = Mishap(kind="house_fire", on=date(2024, 9, 20))
    story = Story(FAMILY.model_copy(update={"events": (fire,)}))
    record = {"program": "temporary_assistance", "item": "emergency_small", "amount": 50_000, "paid_by": "621022"}
    assert opened(story.pushes("public_payroll", "father", **record, event_on="2024-09-20")) == []
    story.does(c.NoteAid(program="temporary_assistance", item="emergency_small"))
    assert story.does(c.NoteAid(program="temporary_assistance", item="emergency_small")) == []
    assert opened(story.pushes("public_payroll", "father", **record, event_on="2024-09-21")) == []
    again = {**record, "amount": 60_000}
    assert opened(story.pushes("public_payroll", "father", **again, event_on="2024-09-20")) == [
        ("duplicate_aid", "orange", "father")
    ]
