"""Each clock of a case, once it is late, is shown to township, county and city; what it is for stops it."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.chassis.tables import ClearTimer, Envelope, SetTimer
from services.classification import timers
from services.classification.domain.commands import NoteOverdue
from services.classification.domain.events import Event, LateClock, NoticeElapsed, OverdueNoted
from services.classification.domain.procedure_messages import ClockResumed, ClockSuspended, ResumeClock
from services.classification.samples import APPLICATION_ID, at
from services.classification.test_domain import (
    DECIDED,
    ELAPSED,
    NOTICE,
    OBJECTED,
    POSTED,
    PROPOSED,
    STARTED,
    WITH_COUNTY,
    confirmed,
    determination,
    proposed,
    was_tested,
)

TESTED = replace(was_tested("none"), township_due=date(2024, 5, 27))
SUSPENDED = ClockSuspended(application_id=APPLICATION_ID, because="supplement", suspended_at=at("2024-06-03T09:00"))
ENVELOPE = Envelope(
    household_id=UUID(int=1), stream_id=UUID(int=1), event_id=UUID(int=2), version=1, recorded_at=POSTED
)
RUNNING: dict[LateClock, tuple[tuple[Event, ...], str, str]] = {  # history, the last moment in time, the first late
    "decision": (PROPOSED, "2024-06-17T23:59", "2024-06-18T00:00"),
    "county_decision": (WITH_COUNTY, "2024-06-05T23:59", "2024-06-06T00:00"),
    "township_opinion": ((STARTED, TESTED), "2024-05-27T23:59", "2024-05-28T00:00"),
}
MET: dict[LateClock, tuple[Event, ...]] = {
    "decision": (*WITH_COUNTY, confirmed(*WITH_COUNTY)),
    "county_decision": (*WITH_COUNTY, confirmed(*WITH_COUNTY)),
    "township_opinion": (STARTED, TESTED, proposed("none")),
}


def late(clock: LateClock, moment: str, level: Any = "township") -> NoteOverdue:
    return NoteOverdue(application_id=APPLICATION_ID, clock=clock, level=level, now=at(moment))


@pytest.mark.parametrize("clock", RUNNING)
def test_a_clock_is_late_when_its_last_day_is_over_and_each_level_is_told_once(clock: LateClock) -> None:
    past, in_time, too_late = RUNNING[clock]
    determination.given(*past).when(late(clock, in_time)).then()
    day = at(too_late).date()
    noted = OverdueNoted(application_id=APPLICATION_ID, clock=clock, level="township", overdue_on=day)
    determination.given(*past).when(late(clock, too_late)).then(noted)
    determination.given(*past, noted).when(late(clock, too_late)).then()
    determination.given(*past, noted).when(late(clock, too_late, "county")).then(replace(noted, level="county"))


@pytest.mark.parametrize("clock", MET)
def test_what_the_clock_is_for_stops_it(clock: LateClock) -> None:
    determination.given(*MET[clock]).when(late(clock, "2024-09-02T00:00")).then()


@pytest.mark.parametrize("clock", RUNNING)
def test_a_clock_that_stands_still_is_not_late(clock: LateClock) -> None:
    past, _, _ = RUNNING[clock]
    determination.given(*past, SUSPENDED).when(late(clock, "2024-09-02T00:00")).then()


def test_the_clocks_of_township_and_county_get_the_days_in_which_they_stood() -> None:
    resume = ResumeClock(now=at("2024-06-05T15:00"))  # stood on 4 and 5 June
    (county,) = determination.given(*WITH_COUNTY, SUSPENDED).when(resume).events
    assert isinstance(county, ClockResumed)
    assert (county.township_due, county.county_due) == (None, date(2024, 6, 7))
    (township,) = determination.given(STARTED, TESTED, SUSPENDED).when(resume).events
    assert isinstance(township, ClockResumed)
    assert (township.township_due, township.county_due) == (date(2024, 5, 29), None)
    determination.given(*WITH_COUNTY, SUSPENDED, county).when(late("county_decision", "2024-06-07T23:59")).then()
    assert determination.given(*WITH_COUNTY, SUSPENDED, county).when(late("county_decision", "2024-06-08T00:00")).events


def test_a_second_notice_gives_the_county_a_clock_of_its_own() -> None:
    noted = OverdueNoted(
        application_id=APPLICATION_ID, clock="county_decision", level="township", overdue_on=date(2024, 6, 6)
    )
    again = NoticeElapsed(application_id=APPLICATION_ID, county_due=date(2024, 7, 5), ended_at=DECIDED)
    story = determination.given(*WITH_COUNTY, noted, OBJECTED, proposed("dibao"), NOTICE, again)
    story.when(late("county_decision", "2024-06-08T00:00")).then()
    assert story.when(late("county_decision", "2024-07-06T00:00")).events


def set_by(event: Any) -> dict[str, SetTimer]:
    return {one.name: one for one in timers.TIMERS[type(event)](event, ENVELOPE) if isinstance(one, SetTimer)}


def cleared_by(event: Any) -> set[str]:
    return {one.name for one in timers.TIMERS[type(event)](event, ENVELOPE) if isinstance(one, ClearTimer)}


def test_every_clock_wakes_the_day_after_its_last_day() -> None:
    assert set_by(STARTED)["decision-overdue"].at == at("2024-06-18T00:00")
    assert set_by(TESTED)["township-overdue"].at == at("2024-05-28T00:00")
    county = set_by(ELAPSED)["county-overdue"]
    assert (county.at, county.payload) == (at("2024-06-06T00:00"), {"clock": "county_decision", "level": "township"})


def test_the_timers_stop_with_the_clocks_and_run_to_their_new_ends() -> None:
    assert cleared_by(SUSPENDED) == set(timers.LATE.values()) <= cleared_by(confirmed(*WITH_COUNTY))
    resumed = ClockResumed(
        application_id=APPLICATION_ID,
        decision_due=date(2024, 6, 18),
        county_due=date(2024, 6, 7),
        resumed_at=DECIDED,
    )
    assert {name: timer.at.date() for name, timer in set_by(resumed).items()} == {
        "decision-overdue": date(2024, 6, 19),
        "county-overdue": date(2024, 6, 8),
    }


@pytest.mark.parametrize("clock", RUNNING)
def test_the_next_level_is_woken_five_working_days_later_and_nobody_above_the_city(clock: LateClock) -> None:
    noted = OverdueNoted(application_id=APPLICATION_ID, clock=clock, level="county", overdue_on=date(2024, 6, 7))
    timer = set_by(noted)[timers.LATE[clock]]
    assert (timer.at, timer.payload) == (at("2024-06-17T00:00"), {"clock": clock, "level": "city"})
    assert not set_by(replace(noted, level="city"))
