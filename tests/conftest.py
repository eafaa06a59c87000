"""The whole of OneDoor in a process of its own, one per bus, shared by the journeys that do not disturb it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

import pytest

from services.casebook.wire import Wire
from tests.chaos.process import Process
from tests.chaos.remote import Client, Remote
from tests.kafka_broker import WITHOUT_KAFKA

BUSES = ["pglog"] if WITHOUT_KAFKA else ["pglog", "kafka"]


@dataclass(frozen=True)
class Whole:
    """A running system: its process with log and databases, and doors to it."""

    process: Process
    client: Client
    wire: Wire

    @property
    def url(self) -> str:
        return str(self.client.base_url)

    async def remote(self) -> Remote:
        now = (await self.wire.get("/v1/ops/clock"))["now"]
        return Remote(self.wire, self.url, datetime.fromisoformat(now))

    async def settle(self) -> None:
        """Return when nothing is left to do at this moment."""
        await (await self.remote()).settle()


@pytest.fixture(scope="session", params=BUSES)
async def whole(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Whole]:
    """Simulated time, every line logged."""
    process = Process(tmp_path_factory.mktemp(f"whole-{request.param}"), request.param, level="debug")
    try:
        async with Client(await process.start()) as client:
            yield Whole(process, client, Wire(client, "whole"))
    finally:
        process.stop()
