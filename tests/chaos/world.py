"""A running system whose Postgres and broker can be taken away and given back."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import httpx2
import pytest

from infra.kafka.broker import KafkaBroker
from infra.postgres.launcher import EmbeddedPostgres
from services import assembly
from services.casebook.driver import Driver
from services.casebook.generate import Generated, generate
from services.casebook.office import Office
from services.casebook.wire import Json, Wire, wire_to
from services.chassis.runtime import Runtime
from tests.chaos import journey
from tests.chaos.process import MONDAY


@dataclass
class World:
    """A running system, and what it stands on."""

    system: Runtime
    wire: Wire
    client: httpx2.AsyncClient
    postgres: EmbeddedPostgres
    broker: KafkaBroker | None
    households: Iterator[Generated]

    def driver(self) -> Driver:
        return Driver(self.system, Office(self.wire, {}, width=8))

    def families(self, count: int, *needs: str) -> list[Generated]:
        """Generated households that have not applied yet and ask for all of these."""
        fitting = (one for one in self.households if set(needs) <= set(one.household.needs))
        return [next(fitting) for _ in range(count)]

    async def to_the_end(self, households: list[Generated], receipts: list[Json]) -> None:
        await journey.to_the_end(self.driver(), self.wire, receipts)
        await journey.each_was_asked_for_what_it_needs(self.wire, households, receipts)
        await journey.nobody_is_parked(self.wire)


@asynccontextmanager
async def world_on(bus: Literal["pglog", "kafka"], folder: Path, seed: int) -> AsyncIterator[World]:
    """Everything in `folder`; the servers are started here, so that they can be killed here."""
    postgres = EmbeddedPostgres(folder / "postgres")
    postgres.start()
    with pytest.MonkeyPatch.context() as environment, ExitStack() as stack:
        stack.callback(postgres.stop)
        environment.setenv("ONEDOOR_DATABASE_URL", postgres.dsn())
        broker = stack.enter_context(KafkaBroker(folder / "kafka")) if bus == "kafka" else None
        if broker:
            environment.setenv("ONEDOOR_KAFKA", broker.bootstrap)
        started = Runtime.start(assembly.all_services, bus=bus, clock="simulated", state_dir=folder, at=MONDAY)
        async with started as system, wire_to(system.base_url, "outages") as wire:
            households = iter(generate(300, on=MONDAY.date(), seed=seed))
            async with httpx2.AsyncClient(base_url=system.base_url, timeout=60) as client:
                yield World(system, wire, client, postgres, broker, households)


@contextmanager
def without(server: KafkaBroker | EmbeddedPostgres) -> Iterator[None]:
    """It is killed, and started again at the same place."""
    server.kill()
    try:
        yield
    finally:
        server.start()


async def onedoor(world: World, *words: str) -> str:
    """The command as an operator types it."""
    command = [sys.executable, "-c", "from services.cli import main; main()", *words, "--url", world.system.base_url]
    process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
    return said.decode()
