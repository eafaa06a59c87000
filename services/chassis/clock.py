"""What time it is: a port, because cases and demo live through months in seconds."""

import asyncio
from datetime import date, datetime
from typing import Any, Protocol

from services.chassis.telemetry import BEIJING


class Clock(Protocol):
    def now(self) -> datetime:
        """The moment in Beijing time."""

    def today(self) -> date: ...

    async def moved(self) -> None:
        """Return when the clock was set; a real one never is."""


class RealClock:
    def now(self) -> datetime:
        return datetime.now(BEIJING)

    def today(self) -> date:
        return self.now().date()

    async def moved(self) -> None:
        await asyncio.Event().wait()


class SimulatedClock:
    """Stands still until it is set, and never goes back. Kept in the database, so that a restart goes on from there."""

    KEEP = """INSERT INTO clock (now) VALUES ($1)
        ON CONFLICT (only_one) DO UPDATE SET now = greatest(clock.now, excluded.now)"""

    def __init__(self, pool: Any, moment: datetime) -> None:
        self.pool, self.moment = pool, in_beijing(moment)
        self.moves = asyncio.Event()

    @classmethod
    async def start(cls, pool: Any, at: datetime) -> "SimulatedClock":
        """At the moment where the clock of this database was left, or at `at` where there is none."""
        kept = await pool.fetchval("SELECT now FROM clock")
        clock = cls(pool, kept or at)
        await clock.set(clock.moment)
        return clock

    def now(self) -> datetime:
        return self.moment

    def today(self) -> date:
        return self.moment.date()

    async def set(self, moment: datetime) -> None:
        """Move and wake who waits. Raises ValueError for an earlier moment: timers that fired cannot be taken back."""
        moment = in_beijing(moment)
        if moment < self.moment:
            raise ValueError("time does not go back")
        await self.pool.execute(self.KEEP, moment)
        self.moment = moment
        self.moves.set()
        self.moves = asyncio.Event()

    async def moved(self) -> None:
        await self.moves.wait()


def in_beijing(moment: datetime) -> datetime:
    """Raises ValueError for a moment without a zone, which would be taken for that of the computer."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a zone")
    return moment.astimezone(BEIJING)
