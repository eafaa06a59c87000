"""A late appeal wakes township, county, city; an answer stops it."""

from datetime import date, datetime
from uuid import UUID

from services.appeals import timers
from services.appeals.domain.messages import Answered, Escalated
from services.appeals.test_appeals import ANSWERED, FILED
from services.chassis.tables import ClearTimer, Envelope, SetTimer
from services.policy.calendar import BEIJING
from services.policy.lateness import Level

ENVELOPE = Envelope(
    household_id=UUID(int=1),
    stream_id=UUID(int=1),
    event_id=UUID(int=3),
    version=1,
    recorded_at=datetime(2024, 11, 18, tzinfo=BEIJING),
)


def shown_to(level: Level) -> Escalated:
    at = datetime(2024, 12, 10, tzinfo=BEIJING)
    return Escalated(appeal_id=FILED.appeal_id, application_id=None, kind="objection", level=level, escalated_at=at)


def test_the_first_level_is_woken_when_the_last_day_is_over() -> None:
    (timer,) = timers.when_filed(FILED, ENVELOPE)
    assert isinstance(timer, SetTimer)
    assert (timer.at, timer.payload["level"]) == (datetime(2024, 12, 10, tzinfo=BEIJING), "township")


def test_each_level_is_woken_once_and_nobody_is_above_the_city() -> None:
    (county,) = timers.when_late(shown_to("township"), ENVELOPE)
    assert isinstance(county, SetTimer)
    assert (county.at.date(), county.payload["level"]) == (date(2024, 12, 17), "county")
    assert [t.payload["level"] for t in timers.when_late(shown_to("county"), ENVELOPE) if isinstance(t, SetTimer)] == [
        "city"
    ]
    assert timers.when_late(shown_to("city"), ENVELOPE) == []


def test_an_answer_stops_the_clock() -> None:
    answered: Answered = ANSWERED
    assert timers.when_answered(answered, ENVELOPE) == [ClearTimer(name=timers.OVERDUE, stream_id=FILED.appeal_id)]
