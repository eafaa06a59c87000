"""A warning: raised once, moved forward, closed, shown level by level."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from contracts.household import Mishap
from services.chassis.errors import RuleBroken
from services.chassis.tables import Envelope, SetTimer
from services.population import timers
from services.population.domain import commands as c
from services.population.domain import events as e
from services.population.domain.state import Warned
from services.population.samples import FAMILY, HOME, NOW, Story, opened

ENVELOPE = Envelope(household_id=HOME, stream_id=HOME, event_id=HOME, version=1, recorded_at=NOW)


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


def test_a_death_that_is_not_adjusted_in_time_is_shown_whoever_has_looked_into_it_until_the_recheck_is_decided() -> (
    None
):
    story = Story()
    death = story.pushes("deaths", "father", died="2024-09-10")[1]
    assert isinstance(death, e.WarningOpened)
    late = c.LiftWarning(warning_id=death.warning_id, clock="death_adjustment", level="county", next_at=None, now=NOW)
    story.does(c.SettleWarning(kind="death", person=None, outcome="none", now=NOW))
    assert [one.clock for one in story.does(late) if isinstance(one, e.WarningLifted)] == ["death_adjustment"]
    assert story.does(late) == []
    (ordered,) = [one for one in story.rechecks() if isinstance(one, e.RecheckDemanded)]
    assert len(story.does(replace(late, level="city"))) == 1
    undone = Story()
    again = Warned(warning_id=death.warning_id, kind="death", person="father", opened_at=NOW)
    undone.state = replace(story.state, warnings={death.warning_id: again})
    undone.decides(undone.household, application_id=ordered.application_id)
    assert undone.does(late) == []


def test_both_clocks_of_a_death_wake_and_closing_the_warning_stops_only_its_own() -> None:
    death = Story().pushes("deaths", "father", died="2024-09-10")[1]
    assert isinstance(death, e.WarningOpened)
    woken = [one for one in timers.when_opened(death, ENVELOPE) if isinstance(one, SetTimer)]
    assert {one.name: one.at.date() for one in woken} == {
        "warning-overdue": date(2024, 10, 11),
        "adjustment-overdue": date(2024, 12, 11),
    }
    settled = e.WarningSettled(
        warning_id=death.warning_id, kind="death", person="father", outcome="none", settled_at=NOW
    )
    assert [one.name for one in timers.when_settled(settled, ENVELOPE)] == ["warning-overdue"]
    lifted = e.WarningLifted(
        warning_id=death.warning_id,
        kind="death",
        clock="death_adjustment",
        level="county",
        next_at=NOW,
        lifted_at=NOW,
    )
    (city,) = timers.when_lifted(lifted, ENVELOPE)
    assert isinstance(city, SetTimer)
    assert (city.name, city.payload) == ("adjustment-overdue", {"clock": "death_adjustment", "level": "city"})
    assert timers.when_lifted(replace(lifted, level="city", next_at=None), ENVELOPE) == []


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
