"""Working days, periods and office hours. The days off are data, announced for each year. Civil Code 201 to 203.

The day of the event is never counted. Days are dates in Beijing time; moments carry their zone.
"""

import hashlib
from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

from services.policy import yaml_file
from services.policy.errors import BrokenData, NotCovered

BEIJING: Final = timezone(timedelta(hours=8), "Asia/Shanghai")
OFFICE_OPENS: Final = time(9)
OFFICE_CLOSES: Final = time(17)
_KEYS: Final = {"source", "status", "holidays", "make_up"}
_DAYS: Final = {"holidays", "make_up"}


@dataclass(frozen=True)
class Changes:
    """What a year changes in Monday to Friday."""

    holidays: frozenset[date]
    make_up: frozenset[date]


@dataclass(frozen=True)
class Year:
    """One year; `provisional` until the State Council has published it. `before`: what was reckoned with until then."""

    year: int
    status: Literal["published", "provisional"]
    changes: Changes
    before: Changes | None = None


def load(text: str, year: int, file: str) -> Year:
    """Read one year; raises BrokenData on an unknown key, a wrong day or a make-up day that is a working day anyway."""
    top = yaml_file.mapping(text, file, _KEYS, may={"before"})
    if top["status"] not in ("published", "provisional"):
        raise BrokenData(file, yaml_file.line(top, "status"), f"unknown status {top['status']}")
    before = top.get("before")
    if before is not None:
        yaml_file.only(before, _DAYS, file)
    return Year(year, top["status"], _changes(top, year, file), _changes(before, year, file) if before else None)


def _changes(top: Any, year: int, file: str) -> Changes:
    holidays = frozenset(day for raw in top["holidays"] for day in _days(raw, year, file, top))
    make_up = frozenset(day for raw in top["make_up"] for day in _days(raw, year, file, top))
    for day in sorted(make_up):
        if day.weekday() < 5 or day in holidays:
            raise BrokenData(file, yaml_file.line(top, "make_up"), f"{day} cannot be a make-up day")
    return Changes(holidays, make_up)


def _days(raw: str, year: int, file: str, top: Any) -> Iterator[date]:
    first, _, last = raw.partition("..")
    try:
        day, end = date.fromisoformat(f"{year}-{first}"), date.fromisoformat(f"{year}-{last or first}")
    except ValueError:
        raise BrokenData(file, yaml_file.line(top, "holidays"), f"{raw} is no day of {year}") from None
    while day <= end:
        yield day
        day += timedelta(1)


@cache
def years() -> dict[int, Year]:
    """Every year that is packaged."""
    folder = files("services.policy").joinpath("calendar")
    named = sorted((int(entry.name.removesuffix(".yaml")), entry) for entry in folder.iterdir())
    return {year: load(entry.read_text("utf-8"), year, f"calendar/{entry.name}") for year, entry in named}


@cache
def edition() -> str:
    """Names the working days of this release: what was reckoned under another name may have to be reckoned anew."""
    return hashlib.sha256(" ".join(map(str, _working_days())).encode()).hexdigest()[:12]


def has_changed() -> bool:
    """Whether some year is not what was reckoned with before."""
    return any(year.before for year in years().values())


@cache
def _working_days(before: bool = False) -> tuple[date, ...]:
    """All working days in order: counting is then an index, not a loop. `before`: as they were reckoned with once."""
    listed = {number: (year.before or year.changes) if before else year.changes for number, year in years().items()}
    first, last = date(min(listed), 1, 1), date(max(listed), 12, 31)
    return tuple(
        day for day in (first + timedelta(n) for n in range((last - first).days + 1)) if _works(listed[day.year], day)
    )


def _works(changes: Changes, day: date) -> bool:
    return day in changes.make_up or (day.weekday() < 5 and day not in changes.holidays)


def reckoned_anew(since: date, due: date) -> date:
    """The last day of a period of working days after `since` whose last day was `due` before the year was published."""
    once = _working_days(before=True)
    return add_working_days(since, bisect_right(once, due) - bisect_right(once, since))


def is_working_day(day: date) -> bool:
    """Raises NotCovered `no-calendar-for-year` where no calendar is packaged."""
    if day.year not in years():
        raise NotCovered("no-calendar-for-year", str(day.year))
    return _works(years()[day.year].changes, day)


def add_working_days(day: date, n: int) -> date:
    """The n-th working day after `day`, which is not counted; n of 1 or more."""
    return _at(bisect_right(_working_days(), day) + n - 1, day)


def next_working_day(day: date) -> date:
    """The first working day after `day`."""
    return add_working_days(day, 1)


def on_or_after(day: date) -> date:
    """`day` itself when it is a working day, else the next one (Civil Code 203)."""
    return _at(bisect_left(_working_days(), day), day)


def _at(index: int, day: date) -> date:
    known = _working_days()
    if day < known[0] or not 0 <= index < len(known):
        raise NotCovered("no-calendar-for-year", str(day.year))
    return known[index]


def working_days_between(start: date, end: date) -> int:
    """How many working days lie after `start`, up to and including `end`."""
    return bisect_right(_working_days(), end) - bisect_right(_working_days(), start)


def add_days_rolling(day: date, n: int) -> date:
    """The last of n calendar days after `day`; one that is not a working day moves on (Civil Code 203)."""
    return on_or_after(day + timedelta(n))


def add_months(day: date, n: int) -> date:
    """The corresponding day n months later, or the last day of that month (Civil Code 202). Does not move on."""
    months = day.year * 12 + day.month - 1 + n
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_months_rolling(day: date, n: int) -> date:
    """As `add_months`, for working procedures: a last day that is not a working day moves on (Civil Code 203)."""
    return on_or_after(add_months(day, n))


def month_of(day: date, plus: int = 0) -> str:
    """The month of a day, some months later: `2024-06`."""
    return add_months(day.replace(day=1), plus).strftime("%Y-%m")


def first_working_moment(now: datetime) -> datetime:
    """`now` when the office is open (09:00 to 17:00 of a working day), else the next opening. Beijing time."""
    local = now.astimezone(BEIJING)
    if is_working_day(local.date()):
        if OFFICE_OPENS <= local.time() < OFFICE_CLOSES:
            return local
        if local.time() < OFFICE_OPENS:
            return datetime.combine(local.date(), OFFICE_OPENS, BEIJING)
    return datetime.combine(next_working_day(local.date()), OFFICE_OPENS, BEIJING)
