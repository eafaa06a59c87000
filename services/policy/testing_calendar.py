"""For tests: a year that was only guessed when the clocks of open cases began to run."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from unittest.mock import patch

from services.policy import calendar
from services.policy.calendar import Changes


@contextmanager
def guessed(*holidays: date, make_up: tuple[date, ...] = ()) -> Iterator[None]:
    """Inside, the release knows their year by these days alone."""
    with _years(replace(calendar.years()[holidays[0].year], changes=Changes(frozenset(holidays), frozenset(make_up)))):
        yield


@contextmanager
def published(*holidays: date, make_up: tuple[date, ...] = ()) -> Iterator[None]:
    """Inside, the release knows their year as it is, and that these were its days until it was published."""
    with _years(replace(calendar.years()[holidays[0].year], before=Changes(frozenset(holidays), frozenset(make_up)))):
        yield


@contextmanager
def _years(changed: calendar.Year) -> Iterator[None]:
    known = {**calendar.years(), changed.year: changed}
    with patch.object(calendar, "years", lambda: known):
        _forget()
        yield
    _forget()


def _forget() -> None:
    calendar._working_days.cache_clear()
    calendar.edition.cache_clear()
