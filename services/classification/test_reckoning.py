"""A calendar that is published moves the last days of open cases once, and nothing decided or counted by it."""

from dataclasses import replace
from datetime import date

import pytest

from services.classification import procedure_outbound
from services.classification.domain.events import DecisionClockStarted, Event, NoticeElapsed
from services.classification.domain.procedure_messages import ClocksReckoned, ClockSuspended, ReckonAnew
from services.classification.samples import APPLICATION_ID, at
from services.classification.test_domain import NOTICE, POSTED, confirmed, determination, proposed, was_tested
from services.classification.test_lateness import ENVELOPE, set_by
from services.policy.calendar import add_working_days, years
from services.policy.testing_calendar import guessed, published

GUESS = (date(2024, 5, 30), date(2024, 6, 10), date(2024, 6, 11))  # in truth 10 June alone; and 11 May is worked
ACCEPTED = date(2024, 5, 6)
ANEW = ReckonAnew(now=at("2024-05-20T09:00"))


def started() -> DecisionClockStarted:
    """As everything here: with the last day that the calendar of the moment gives."""
    return DecisionClockStarted(
        application_id=APPLICATION_ID,
        division="621002",
        accepted_on=ACCEPTED,
        decision_due=add_working_days(ACCEPTED, 30),
    )


def without_opinion() -> tuple[Event, ...]:
    return started(), replace(was_tested("none"), township_due=add_working_days(ACCEPTED, 15))


def with_county() -> tuple[Event, ...]:
    due = add_working_days(NOTICE.reaches_county, 10)
    elapsed = NoticeElapsed(application_id=APPLICATION_ID, county_due=due, ended_at=POSTED)
    return started(), was_tested("dibao"), proposed("dibao"), NOTICE, elapsed


def test_the_last_days_of_township_and_decision_are_counted_anew_once() -> None:
    with guessed(*GUESS):
        past = without_opinion()
    with published(*GUESS):
        (event,) = determination.given(*past).when(ANEW).events
        assert isinstance(event, ClocksReckoned)
        assert event.decision_due == add_working_days(ACCEPTED, 30) == date(2024, 6, 17)
        assert event.township_due == add_working_days(ACCEPTED, 15) == date(2024, 5, 24)
        assert event.county_due is None
        determination.given(*past, event).when(ANEW).then()


def test_a_file_at_the_county_has_the_county_s_clock_and_not_the_township_s() -> None:
    with guessed(*GUESS):
        past = with_county()
    with published(*GUESS):
        (event,) = determination.given(*past).when(ANEW).events
        assert isinstance(event, ClocksReckoned)
        assert event.county_due == add_working_days(NOTICE.reaches_county, 10) == date(2024, 6, 5)
        assert event.township_due is None


def test_what_was_counted_by_this_calendar_or_comes_out_the_same_stays() -> None:
    with published(*GUESS):
        determination.given(*with_county()).when(ANEW).then()
    true = years()[2024].changes
    guess = (date(2024, 12, 31), *true.holidays)  # wrong about a day after all clocks
    with guessed(*guess, make_up=tuple(true.make_up)):
        past = without_opinion()
    with published(*guess, make_up=tuple(true.make_up)):
        determination.given(*past).when(ANEW).then()


@pytest.mark.parametrize("how", ["decided", "suspended"])
def test_a_decided_case_is_left_alone_and_so_is_a_clock_that_stands_still(how: str) -> None:
    with guessed(*GUESS):
        past = with_county()
        stopped = ClockSuspended(application_id=APPLICATION_ID, because="supplement", suspended_at=POSTED)
        last: Event = confirmed(*past) if how == "decided" else stopped
    with published(*GUESS):
        determination.given(*past, last).when(ANEW).then()


def test_the_timers_follow_and_the_family_is_told() -> None:
    event = ClocksReckoned(
        application_id=APPLICATION_ID,
        decision_due=date(2024, 6, 17),
        county_due=date(2024, 6, 5),
        reckoned_at=at("2024-05-20T09:00"),
    )
    moved = {name: timer.at for name, timer in set_by(event).items()}
    assert moved == {"decision-overdue": at("2024-06-18T00:00"), "county-overdue": at("2024-06-06T00:00")}
    told = procedure_outbound.reckoned(event, ENVELOPE)
    assert (told.because, told.deadlines) == (
        "calendar_published",
        {"decision": date(2024, 6, 17), "county_decision": date(2024, 6, 5)},
    )
