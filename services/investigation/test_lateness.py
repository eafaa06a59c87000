"""Nobody has begun in time: township, county, city are told once each; begun work stops it."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from services.chassis.tables import ClearTimer, Envelope, SetTimer
from services.investigation import lateness
from services.investigation.domain.lateness import note_late
from services.investigation.domain.messages import LateNoted, NoteLate, Opened, WorkBegun
from services.investigation.domain.state import Investigation, evolve
from services.investigation.test_dossier import FAMILY
from services.policy.calendar import BEIJING

ACCEPTED = datetime(2024, 5, 6, 15, tzinfo=BEIJING)
OPENED = Opened(
    number="1",
    division="620724",
    applied_on=date(2024, 5, 6),
    deadlines={"investigation_start": date(2024, 5, 9)},
    opened_at=ACCEPTED,
    household=FAMILY,
)
OPEN = evolve(Investigation(), OPENED)
LATE = LateNoted(level="township", late_on=date(2024, 5, 10))
ENVELOPE = Envelope(
    household_id=UUID(int=1), stream_id=UUID(int=2), event_id=UUID(int=3), version=1, recorded_at=ACCEPTED
)


def on(day: int) -> NoteLate:
    return NoteLate(level="township", now=datetime(2024, 5, day, tzinfo=BEIJING))


def test_a_level_is_told_once_after_the_last_day() -> None:
    assert note_late(OPEN, on(9)) == []
    assert note_late(OPEN, on(10)) == [LATE]
    assert note_late(evolve(OPEN, LATE), on(10)) == []


def test_begun_work_or_an_investigation_without_a_clock_is_not_late() -> None:
    assert note_late(evolve(OPEN, WorkBegun(begun_at=ACCEPTED)), on(10)) == []
    assert note_late(evolve(Investigation(), replace(OPENED, deadlines={})), on(10)) == []


def test_the_levels_are_woken_one_after_the_other_and_begun_work_stops_them() -> None:
    (first,) = lateness.to_begin(OPENED, ENVELOPE)
    (second,) = lateness.next_level(LATE, ENVELOPE)
    assert isinstance(first, SetTimer) and isinstance(second, SetTimer)
    assert (first.at.date(), first.payload["level"]) == (date(2024, 5, 10), "township")
    assert (second.at.date(), second.payload["level"]) == (date(2024, 5, 16), "county")
    assert lateness.next_level(replace(LATE, level="city"), ENVELOPE) == []
    assert lateness.begun(WorkBegun(begun_at=ACCEPTED), ENVELOPE) == [
        ClearTimer(name=lateness.LATE, stream_id=UUID(int=2))
    ]
