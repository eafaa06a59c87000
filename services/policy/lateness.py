"""Who is shown a clock that nobody has met: the level that has it, then each one above, once. Brief 4 and 5. Pure."""

from datetime import date, datetime, time, timedelta
from typing import Final, Literal, get_args

from services.policy.calendar import BEIJING, add_working_days

Level = Literal["township", "county", "city"]
LEVELS: Final[tuple[Level, ...]] = get_args(Level)
BETWEEN_LEVELS: Final = 5  # working days [A]


def late_at(due: date | datetime) -> datetime:
    """When it is late: a day once it is over (民法典 Art. 203), a moment once it has passed."""
    return due if isinstance(due, datetime) else datetime.combine(due + timedelta(days=1), time(), BEIJING)


def above(level: Level) -> Level | None:
    """None above the city."""
    return next(iter(LEVELS[LEVELS.index(level) + 1 :]), None)


def next_at(told_on: date, days: int = BETWEEN_LEVELS) -> datetime:
    """When the level above is told, `days` working days after the one below was."""
    return datetime.combine(add_working_days(told_on, days), time(), BEIJING)
