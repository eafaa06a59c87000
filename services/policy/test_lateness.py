"""A late clock climbs township, county, city; a day is late when it is over, a moment when it has passed."""

from datetime import date, datetime

import pytest

from services.policy.calendar import BEIJING
from services.policy.lateness import LEVELS, Level, above, late_at, next_at


@pytest.mark.parametrize(
    ("due", "late"),
    [
        (date(2024, 5, 17), datetime(2024, 5, 18, tzinfo=BEIJING)),
        (datetime(2024, 5, 17, 10, 30, tzinfo=BEIJING), datetime(2024, 5, 17, 10, 30, tzinfo=BEIJING)),
    ],
)
def test_a_day_is_late_when_it_is_over_and_a_moment_when_it_has_passed(due: date, late: datetime) -> None:
    assert late_at(due) == late


@pytest.mark.parametrize(("level", "higher"), [("township", "county"), ("county", "city"), ("city", None)])
def test_the_levels_are_told_in_order_and_nobody_above_the_city(level: Level, higher: Level | None) -> None:
    assert above(level) == higher
    assert LEVELS == ("township", "county", "city")


def test_working_days_lie_between_two_levels() -> None:
    assert next_at(date(2024, 4, 26)) == datetime(2024, 5, 7, tzinfo=BEIJING)  # 1 to 5 May off, 28 April is worked
    assert next_at(date(2024, 5, 6), days=1) == datetime(2024, 5, 7, tzinfo=BEIJING)
