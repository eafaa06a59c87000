"""When nothing is left to do: every log relayed, heard, followed, nothing due. The databases tell, on either bus."""

import asyncio
from collections.abc import Sequence

from services.chassis import relay
from services.chassis.database import is_away
from services.chassis.engine import Engine, Status

SHORTEST, LONGEST = 0.002, 0.04  # seconds between two looks


class Settling:
    def __init__(self, engines: Sequence[Engine]) -> None:
        self.engines = list(engines)

    async def wait(self, timeout: float) -> None:
        """Return when all is quiet; while Postgres is away it waits. Raises TimeoutError, and RuntimeError where a
        consumer stands still."""
        nap = SHORTEST
        async with asyncio.timeout(timeout):
            while not await self.quiet_or_away():
                await asyncio.sleep(nap)
                nap = min(1.5 * nap, LONGEST)

    async def quiet_or_away(self) -> bool:
        try:
            return await self.quiet()
        except Exception as error:
            if not is_away(error):
                raise
            return False

    async def quiet(self) -> bool:
        """All logs looked at twice with nothing to do in between, so nothing can have been under way."""
        if any(engine.busy for engine in self.engines):
            return False
        first = await self.idle()
        if first is None or self.behind(first):
            return False
        again = await asyncio.gather(*(engine.latest() for engine in first))
        return [status.head for status in first.values()] == [status.head for status in again]

    async def idle(self) -> dict[Engine, Status] | None:
        """How far each service is; None as soon as one has work. The one that had is asked first the next time."""
        found: dict[Engine, Status] = {}
        for engine in self.engines:
            for consumer in engine.consumers:
                if consumer.stopped_by:
                    raise RuntimeError(f"{consumer.name} has stopped: {consumer.stopped_by}")
            status = await engine.latest()
            if status.lags or status.due:
                engine.wake(status)
                self.engines.remove(engine)
                self.engines.insert(0, engine)
                return None
            found[engine] = status
        return found

    def behind(self, found: dict[Engine, Status]) -> bool:
        """Whether something was published that a consumer of this process has not applied."""
        sent = {f"onedoor.{engine.service.name}": status.cursors[relay.NAME] for engine, status in found.items()}
        return any(
            heard[1] < published[1]
            for engine, status in found.items()
            for consumer in engine.consumers
            for heard, published in zip(status.cursors[consumer.name], sent.get(consumer.topic, ()), strict=False)
        )
