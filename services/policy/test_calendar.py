"""The clocks of the case files and the edges of periods."""

from datetime import date, datetime, timedelta

import pytest

from services.policy import calendar
from services.policy.calendar import BEIJING
from services.policy.errors import BrokenData, NotCovered
from services.policy.testing_calendar import guessed, published


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        (date(2024, 4, 22), 3, date(2024, 4, 25)),
        (date(2024, 4, 22), 30, date(2024, 6, 4)),  # over May Day and two make-up days
        (date(2024, 4, 25), 3, date(2024, 4, 29)),  # Sunday 28 April is worked
        (date(2024, 5, 21), 10, date(2024, 6, 4)),
        (date(2024, 5, 6), 30, date(2024, 6, 17)),
        (date(2024, 5, 22), 10, date(2024, 6, 5)),
        (date(2024, 11, 4), 30, date(2024, 12, 16)),
        (date(2024, 11, 25), 10, date(2024, 12, 9)),
        (date(2024, 11, 28), 3, date(2024, 12, 3)),
        (date(2024, 9, 3), 30, date(2024, 10, 21)),
        (date(2024, 9, 20), 10, date(2024, 10, 10)),
        (date(2024, 8, 30), 3, date(2024, 9, 4)),
        (date(2024, 9, 30), 5, date(2024, 10, 12)),  # a Saturday that is worked
        (date(2024, 9, 30), 3, date(2024, 10, 10)),
        (date(2024, 11, 3), 10, date(2024, 11, 15)),
        (date(2024, 10, 14), 30, date(2024, 11, 25)),
    ],
)
def test_working_days_are_counted_from_the_day_after_the_event(start: date, n: int, end: date) -> None:
    assert calendar.add_working_days(start, n) == end
    assert calendar.working_days_between(start, end) == n


def test_a_period_of_days_that_ends_on_a_free_day_moves_on() -> None:
    assert calendar.add_days_rolling(date(2024, 11, 5), 60) == date(2025, 1, 6)
    assert calendar.add_days_rolling(date(2024, 11, 4), 1) == date(2024, 11, 5)


@pytest.mark.parametrize(
    ("day", "n", "end"),
    [
        (date(2024, 5, 30), 12, date(2025, 5, 30)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 8, 31), 6, date(2025, 2, 28)),
        (date(2024, 9, 10), 3, date(2024, 12, 10)),
        (date(2024, 12, 31), 1, date(2025, 1, 31)),
    ],
)
def test_a_period_of_months_ends_on_the_corresponding_day_or_the_last_of_the_month(
    day: date, n: int, end: date
) -> None:
    assert calendar.add_months(day, n) == end


def test_a_period_of_months_of_a_procedure_moves_on_from_a_free_day() -> None:
    assert calendar.add_months_rolling(date(2024, 9, 14), 3) == date(2024, 12, 16)


def test_the_month_after_december_is_january() -> None:
    assert calendar.month_of(date(2024, 12, 31), 1) == "2025-01"


@pytest.mark.parametrize(
    ("now", "moment"),
    [
        (datetime(2024, 5, 8, 10, 30, tzinfo=BEIJING), datetime(2024, 5, 8, 10, 30, tzinfo=BEIJING)),
        (datetime(2024, 5, 8, 8, 59, tzinfo=BEIJING), datetime(2024, 5, 8, 9, tzinfo=BEIJING)),
        (datetime(2024, 5, 8, 9, tzinfo=BEIJING), datetime(2024, 5, 8, 9, tzinfo=BEIJING)),
        (datetime(2024, 5, 8, 17, tzinfo=BEIJING), datetime(2024, 5, 9, 9, tzinfo=BEIJING)),
        (datetime(2024, 5, 10, 18, tzinfo=BEIJING), datetime(2024, 5, 11, 9, tzinfo=BEIJING)),
        (datetime(2024, 11, 1, 20, tzinfo=BEIJING), datetime(2024, 11, 4, 9, tzinfo=BEIJING)),
    ],
)
def test_the_office_works_from_nine_to_five_on_working_days(now: datetime, moment: datetime) -> None:
    assert calendar.first_working_moment(now) == moment
    assert calendar.first_working_moment(now).utcoffset() == timedelta(hours=8)


def test_a_make_up_day_is_worked_and_a_holiday_is_not() -> None:
    assert calendar.is_working_day(date(2024, 5, 11))
    assert not calendar.is_working_day(date(2024, 6, 10))
    assert calendar.next_working_day(date(2025, 9, 30)) == date(2025, 10, 9)


def test_a_year_without_a_calendar_is_no_guess() -> None:
    with pytest.raises(NotCovered, match="no-calendar-for-year"):
        calendar.is_working_day(date(2040, 1, 2))
    with pytest.raises(NotCovered, match="no-calendar-for-year"):
        calendar.add_working_days(date(2040, 1, 2), 3)


def test_years_that_are_not_announced_are_marked_provisional() -> None:
    assert {year: known.status for year, known in calendar.years().items()} == {
        2023: "published",
        2024: "published",
        2025: "published",
        2026: "provisional",
        2027: "provisional",
        2028: "provisional",
    }


@pytest.mark.parametrize(
    "text",
    [
        "source: x\nstatus: published\nholidays: ['02-30']\nmake_up: []\n",
        "source: x\nstatus: published\nholidays: []\nmake_up: ['05-08']\n",
        "source: x\nstatus: maybe\nholidays: []\nmake_up: []\n",
        "source: x\nstatus: published\nholidays: []\nmake_up: []\nfree: []\n",
    ],
)
def test_a_broken_year_names_file_and_line(text: str) -> None:
    with pytest.raises(BrokenData, match=r"calendar/2024\.yaml:\d"):
        calendar.load(text, 2024, "calendar/2024.yaml")


def test_a_period_is_counted_anew_once_the_year_is_published() -> None:
    """1 to 3 May were taken for the holiday; published are 1 to 5 May, with 28 April and 11 May worked."""
    known = date(2024, 5, 1), date(2024, 5, 2), date(2024, 5, 3)
    with guessed(*known):
        due = calendar.add_working_days(date(2024, 4, 22), 15)
        unchanged = calendar.add_working_days(date(2024, 4, 22), 3)
    with published(*known):
        assert calendar.has_changed()
        assert calendar.reckoned_anew(date(2024, 4, 22), due) == calendar.add_working_days(date(2024, 4, 22), 15)
        assert calendar.reckoned_anew(date(2024, 4, 22), due) == date(2024, 5, 14) != due == date(2024, 5, 16)
        assert calendar.reckoned_anew(date(2024, 4, 22), unchanged) == unchanged
    assert not calendar.has_changed()


def test_another_calendar_has_another_name() -> None:
    with guessed(date(2024, 5, 1)):
        name = calendar.edition()
    assert name != calendar.edition() == calendar.edition()


def test_what_was_reckoned_with_before_is_read_and_checked_like_the_year_itself() -> None:
    text = "source: x\nstatus: published\nholidays: []\nmake_up: []\nbefore: {holidays: ['05-01'], make_up: []}\n"
    year = calendar.load(text, 2024, "calendar/2024.yaml")
    assert year.before == calendar.Changes(frozenset({date(2024, 5, 1)}), frozenset())
    with pytest.raises(BrokenData, match=r"calendar/2024\.yaml:\d"):
        calendar.load(text.replace("make_up: []}", "make_up: ['05-08']}"), 2024, "calendar/2024.yaml")
    with pytest.raises(BrokenData, match=r"calendar/2024\.yaml:\d"):
        calendar.load(text.replace("make_up: []}", "make_up: [], free: []}"), 2024, "calendar/2024.yaml")
