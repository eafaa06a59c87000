"""A OneDoor in another process as player and office see it: it may die at any time, its clock is moved over HTTP."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx2

from services.casebook.moments import at_nine
from services.casebook.wire import Wire

MOVE = "/v1/ops/clock"
Sending = Callable[[str, str], None]


def unnoticed(method: str, path: str) -> None:
    """Nobody disturbs the request."""


class Client(httpx2.AsyncClient):
    """Sends again what died with the process, as every door does: the Idempotency-Key makes that safe.

    `sending` hears of every request before it goes. `repeated` counts what was sent again.
    """

    def __init__(self, base_url: str, sending: Sending = unnoticed) -> None:
        super().__init__(base_url=base_url, timeout=180)
        self.sending, self.repeated = sending, 0
        self.up, self.away = asyncio.Event(), asyncio.Event()
        self.up.set()

    async def request(self, method: str, url: Any, **arguments: Any) -> httpx2.Response:
        while True:
            await self.up.wait()
            self.sending(method, str(url))
            try:
                return await super().request(method, url, **arguments)
            except httpx2.TransportError:
                if not await self.down():
                    raise
                self.repeated += 1

    async def down(self) -> bool:
        """Whether the other side has died; a connection may break a moment before that is known."""
        try:
            async with asyncio.timeout(1):
                await self.away.wait()
        except TimeoutError:
            return False
        return True

    async def moved_to(self, restart: Callable[[], Awaitable[str]]) -> None:
        """Hold all requests until the other side is back, maybe elsewhere."""
        self.up.clear()
        self.away.set()
        self.base_url = httpx2.URL(await restart())
        self.away.clear()
        self.up.set()


@dataclass
class Clock:
    moment: datetime

    def now(self) -> datetime:
        return self.moment


class Remote:
    """What `casebook.system.System` asks for. Nobody outside knows what is due, so it stops every morning."""

    def __init__(self, wire: Wire, base_url: str, at: datetime) -> None:
        self.wire, self.base_url, self.clock = wire, base_url, Clock(at)

    async def settle(self) -> None:
        await self.advance(self.clock.now())

    async def next_due(self) -> datetime | None:
        return at_nine(self.clock.now().date() + timedelta(days=1))

    async def advance(self, to: datetime) -> None:
        """Returns when nothing is left to do at `to`."""
        await self.wire.post(MOVE, {"to": to.isoformat()}, actor="operator:test", key=f"clock/{to.isoformat()}")
        self.clock.moment = to
