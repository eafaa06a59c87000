"""Moves the simulated clock from event to event, letting the system and the office finish at each of them."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from services.casebook.office import Office
from services.casebook.system import System

Looks = Callable[[], Awaitable[None]]


async def nobody_looks() -> None:
    """The default: nobody watches the system between two events."""


class Driver:
    """`looks` is called after each stop, when nothing is left to do at that moment."""

    def __init__(self, system: System, office: Office, looks: Looks = nobody_looks) -> None:
        self.system, self.office, self.looks = system, office, looks

    async def until(self, at: datetime) -> None:
        """Let the system and the office work up to, not including, `at`; then it is `at`."""
        while (stop := await self.finish(before=at)) is not None:
            await self.system.advance(to=stop)
        if at > self.system.clock.now():
            await self.system.advance(to=at)

    async def finish(self, before: datetime) -> datetime | None:
        """Do all that can be done now; the next moment before `before` at which there is something to do."""
        while True:
            await self.system.settle()
            now = self.system.clock.now()
            done, opens = await self.office.work(now)
            if not done:
                break
        await self.looks()
        due = await self.system.next_due()
        return min((stop for stop in (due, opens) if stop is not None and now < stop < before), default=None)
