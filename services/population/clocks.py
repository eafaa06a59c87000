"""The dates that follow from a warning and from a class on record. Pure. Brief 5, 12.11, 12.14."""

from datetime import date, datetime, time, timedelta
from typing import Final

from services.policy.calendar import BEIJING, add_months, add_months_rolling, add_working_days
from services.policy.parameter_schema import Parameters
from services.population.domain.events import Level, PayClass

LEVELS: Final[tuple[Level, ...]] = ("county", "city")  # the township is told as the warning is raised


def start_of(day: date) -> datetime:
    return datetime.combine(day, time(), BEIJING)


def overdue_at(due: date | datetime) -> datetime:
    """The moment after the last one of handling."""
    return due if isinstance(due, datetime) else start_of(due + timedelta(days=1))


def next_level_at(level: Level, now: datetime, p: Parameters) -> datetime | None:
    """When the level above is shown a warning that nobody handles; None: there is none above."""
    if level == LEVELS[-1]:
        return None
    return start_of(add_working_days(now.date(), p.warnings.escalate_days))


def recheck_after(decided_on: date, pay_class: PayClass | None, p: Parameters) -> date:
    """Half-yearly for rural class 3 and 4, else yearly, on a working day."""
    months = p.dibao.recheck_months[pay_class] if pay_class else p.dibao.valid_months
    return add_months_rolling(decided_on, months)


def valid_after(decided_on: date, p: Parameters) -> date:
    return add_months(decided_on, p.dibao.valid_months)
