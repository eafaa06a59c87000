"""The journey of a case as a picture: a lane per service, a column per event, days set apart. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

COLUMN: Final = 26
DAY: Final = 96  # room for the name of a day
LANE: Final = 34
LEFT: Final = 150
TOP: Final = 34


@dataclass(frozen=True)
class Dot:
    x: int
    y: int
    service: str
    type: str
    detail: str
    at: datetime
    trace_id: str | None


@dataclass(frozen=True)
class Day:
    x: int
    on: date
    after: int  # days since the one before


@dataclass(frozen=True)
class Lanes:
    width: int
    height: int
    services: tuple[tuple[str, int], ...]
    days: tuple[Day, ...]
    dots: tuple[Dot, ...]


def lanes(rows: Sequence[Any]) -> Lanes:
    """Rows of the journey in order of time; every day starts a new group of columns."""
    services = list(dict.fromkeys(row["service"] for row in rows))
    heights = {service: TOP + LANE // 2 + LANE * place for place, service in enumerate(services)}
    x, last = LEFT, None
    days: list[Day] = []
    dots: list[Dot] = []
    used = 0
    for row in rows:
        on = row["at"].date()
        if on != last:
            x = max(x, used) + 10 if last else x
            days.append(Day(x, on, (on - last).days if last else 0))
            used, last = x + DAY, on
        x += COLUMN
        dots.append(
            Dot(
                x - COLUMN // 2,
                heights[row["service"]],
                row["service"],
                row["type"],
                row["detail"],
                row["at"],
                row["trace_id"],
            )
        )
    return Lanes(
        width=max(x, used) + 20,
        height=TOP + LANE * len(services) + 10,
        services=tuple(heights.items()),
        days=tuple(days),
        dots=tuple(dots),
    )
