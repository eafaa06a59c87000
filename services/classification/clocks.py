"""The dates that follow from a step of the determination. Pure; the day of the event never counts (民法典 Art. 201)."""

from datetime import date, datetime, time, timedelta
from typing import Final

from services.policy.calendar import (
    BEIJING,
    OFFICE_OPENS,
    add_days_rolling,
    add_months,
    add_months_rolling,
    add_working_days,
    month_of,
    next_working_day,
)

DECISION_WORKING_DAYS: Final = 30  # 民发〔2022〕83号
NOTICE_DAYS: Final = 7  # 民发〔2021〕57号 Art. 19, calendar days
COUNTY_WORKING_DAYS: Final = 10  # Art. 20
REFUSAL_NOTICE_WORKING_DAYS: Final = 3  # Art. 21
REVIEW_FILING_DAYS: Final = 60  # 行政复议法 Art. 20
VALID_MONTHS: Final = 12
RECHECK_MONTHS_UNSTABLE: Final = 6  # rural class 3 and 4


def start_of(day: date) -> datetime:
    return datetime.combine(day, time(), BEIJING)


def day_of(moment: datetime) -> date:
    return moment.astimezone(BEIJING).date()


def opinion_at(tested_on: date) -> datetime:
    """When the township's opinion on a complete test is written, unless staff act before: as the office next opens."""
    return datetime.combine(next_working_day(tested_on), OFFICE_OPENS, BEIJING)


def decision_due(accepted_on: date) -> date:
    return add_working_days(accepted_on, DECISION_WORKING_DAYS)


def notice_end(posted_on: date) -> date:
    return posted_on + timedelta(days=NOTICE_DAYS)


def reaches_county(end_of_notice: date) -> date:
    """The first working day after the notice. Brief 12.15."""
    return next_working_day(end_of_notice)


def county_due(reached_on: date, days: int | None = None) -> date:
    """`days`: 15 where only 特困 or children are decided. Brief 12.22."""
    return add_working_days(reached_on, days or COUNTY_WORKING_DAYS)


def month_after(decided_on: date) -> str:
    """Pay begins in the month after the decision, `2024-06`. Art. 21."""
    return month_of(decided_on, 1)


def months_from(month: str, count: int) -> str:
    """The last of so many months that begin with this one, `2025-05`."""
    return month_of(date.fromisoformat(f"{month}-01"), count - 1)


def grace_ends_at(last_month: str) -> datetime:
    """The last day of grace: what is decided on it counts from the next month."""
    return start_of(add_months(date.fromisoformat(f"{last_month}-01"), 1) - timedelta(days=1))


def valid_until(decided_on: date) -> date:
    """The corresponding day a year later, working day or not. Brief 12.14."""
    return add_months(decided_on, VALID_MONTHS)


def recheck(decided_on: date, pay_class: int | None) -> date:
    """Half-yearly for rural class 3 and 4, else yearly; work for an office, so on a working day. Brief 12.14."""
    months = RECHECK_MONTHS_UNSTABLE if pay_class in (3, 4) else VALID_MONTHS
    return add_months_rolling(decided_on, months)


def refusal_notice(decided_on: date) -> date:
    return add_working_days(decided_on, REFUSAL_NOTICE_WORKING_DAYS)


def review_filing(served_on: date) -> date:
    """Last day to ask for administrative review (复议), moved to a working day."""
    return add_days_rolling(served_on, REVIEW_FILING_DAYS)
