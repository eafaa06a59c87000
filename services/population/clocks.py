"""The dates that follow from a warning and from a class on record. Pure. Brief 5, 12.11, 12.14."""

from datetime import date, datetime, time
from typing import Final

from services.policy.calendar import BEIJING, add_months, add_months_rolling
from services.policy.lateness import Level, above, next_at
from services.policy.parameter_schema import Parameters
from services.population.domain.events import PayClass

FIRST_LEVEL: Final[Level] = "county"  # the township is told as the warning is raised


def start_of(day: date) -> datetime:
    return datetime.combine(day, time(), BEIJING)


def next_level_at(level: Level, now: datetime, p: Parameters) -> datetime | None:
    """When the level above is shown a warning that nobody handles; None: there is none above."""
    return next_at(now.date(), p.warnings.escalate_days) if above(level) else None


def recheck_after(decided_on: date, pay_class: PayClass | None, p: Parameters) -> date:
    """Half-yearly for rural class 3 and 4, else yearly, on a working day."""
    months = p.dibao.recheck_months[pay_class] if pay_class else p.dibao.valid_months
    return add_months_rolling(decided_on, months)


def valid_after(decided_on: date, p: Parameters) -> date:
    return add_months(decided_on, p.dibao.valid_months)
