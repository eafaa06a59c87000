"""What the player needs of a running OneDoor: its address, its simulated clock, and word when nothing is left to do."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime: ...


class System(Protocol):
    base_url: str

    @property
    def clock(self) -> Clock: ...

    async def settle(self) -> None:
        """Return when no message, timer or call is left that is due now."""

    async def next_due(self) -> datetime | None:
        """The next moment at which the system does something by itself."""

    async def advance(self, to: datetime) -> None:
        """Move the simulated clock; never backwards."""
