"""Dates and times of a case file: text to the minute, Beijing time, a date alone means 09:00."""

from datetime import date, datetime, time, timedelta, timezone
from typing import Annotated, Any

from pydantic import BeforeValidator

BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")
MORNING = time(9)
LAST_MINUTE = time(23, 59)


def moment(value: Any) -> datetime:
    """`2024-05-06` or `2024-05-06T15:00`, with +08:00 where no zone is given. Raises ValueError."""
    if not isinstance(value, str):
        raise ValueError("a date is text like 2024-05-06, a time like 2024-05-06T15:00")
    if "T" not in value:
        return at_nine(date.fromisoformat(value))
    at = datetime.fromisoformat(value)
    return at.replace(tzinfo=BEIJING) if at.tzinfo is None else at.astimezone(BEIJING)


def at_nine(day: date) -> datetime:
    return datetime.combine(day, MORNING, BEIJING)


def start_of(day: date) -> datetime:
    return datetime.combine(day, time(), BEIJING)


def end_of(day: date) -> datetime:
    return datetime.combine(day, LAST_MINUTE, BEIJING)


Moment = Annotated[datetime, BeforeValidator(moment)]
