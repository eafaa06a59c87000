"""Calendar months as text (`2024-06`): the unit in which awards begin, run and end."""

from datetime import date, datetime, time, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))
RUN_AT = time(0, 5)  # the monthly run, shortly after the month has begun
RATES_AT = time(0, 0)  # new rates, before the run that pays by them


def first_day(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def last_day(month: str) -> date:
    return first_day(after(month)) - timedelta(days=1)


def after(month: str, months: int = 1) -> str:
    """The month that many months later; earlier where `months` is negative."""
    year, number = divmod(int(month[:4]) * 12 + int(month[5:]) - 1 + months, 12)
    return f"{year:04d}-{number + 1:02d}"


def up_to(first: str, last: str) -> list[str]:
    """Every month from first to last, both included; none where last lies before first."""
    months = []
    while first <= last:
        months.append(first)
        first = after(first)
    return months


def closed_by(due: datetime) -> int:
    """The year that a closing is about: planned for its last day, or for the day after."""
    return (due.date() - timedelta(days=1)).year


def moment(day: date, at: time = RUN_AT) -> datetime:
    """When something that is planned for a day is done."""
    return datetime.combine(day, at, BEIJING)
