"""One copy of the tally service on real Postgres, standing still: a test runs its loops step by step."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from services.chassis import codec, cursor, database, follower, relay, seals
from services.chassis.bus import Bus, Message
from services.chassis.bus_pglog import PgBus
from services.chassis.clock import SimulatedClock
from services.chassis.consumer import Consumer
from services.chassis.door import Door
from services.chassis.engine import Engine
from services.chassis.keys import KeyStore
from services.chassis.log import Append, Meta, append, lane
from services.chassis.service import Service
from services.chassis.telemetry import BEIJING
from services.chassis.testing_tally import TALLY, Counted, Script, tally

START = datetime(2024, 5, 6, 9, tzinfo=BEIJING)
TERMINATE = """SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity
    WHERE datname = current_database() AND usename = 'onedoor_test'"""


@dataclass
class Stage:
    """`script` says what goes wrong in the service; `admin` belongs to the owner of its database."""

    dsn: str
    admin: asyncpg.Pool
    bus_admin: asyncpg.Pool
    bus: PgBus
    keys: KeyStore
    clock: SimulatedClock
    script: Script = field(default_factory=Script)
    copies: list[Engine] = field(default_factory=list)
    households: dict[int, UUID] = field(default_factory=dict)  # by a number of the test's own

    @property
    def engine(self) -> Engine:
        return self.copies[0]

    @property
    def consumer(self) -> Consumer:
        return self.engine.consumers[0]

    async def copy(self, bus: Bus | None = None, service: Service | None = None) -> Engine:
        """A copy of the service, as in a process of its own."""
        engine = Engine(service or tally(self.script), self.dsn, bus or self.bus, self.keys, self.clock, {})
        engine.pool = await database.pool(self.dsn)
        engine.door = Door("tally", engine.pool, engine.streams, engine.writer, self.clock)
        async with self.admin.acquire() as conn:
            for name in (relay.NAME, follower.NAME, seals.NAME, *(c.name for c in engine.consumers)):
                await cursor.create(conn, name)
        self.copies.append(engine)
        return engine

    async def happened(self, household_id: UUID, *events: Any) -> None:
        """Events in the stream of this household, as commands would leave them."""
        encoded = await self.engine.streams.encode(household_id, events, Meta("clerk:test"))
        await append(self.admin, [Append(household_id, TALLY.name, household_id, -1, encoded)], self.clock.now())

    async def state(self, household_id: UUID) -> tuple[tuple[str, Any], ...]:
        return await self.engine.door.state(TALLY, household_id)

    async def heard(self, household_id: UUID) -> list[int]:
        """What the handler made of the messages: no two tries of one leave the same trace as one."""
        return [value for kind, value in await self.state(household_id) if kind == "Heard"]

    async def seen(self) -> dict[UUID, int]:
        return {row["household_id"]: row["n"] for row in await self.admin.fetch("SELECT household_id, n FROM seen")}

    async def counted(self, household_id: UUID, sequence: int, previous: int, name: str = Counted.type) -> Message:
        """A message as the bus would bring it."""
        data = codec.encode(
            Counted(household_id=household_id, amount=sequence), household_id, await self.keys.ensure({household_id})
        )
        headers = {"id": str(uuid4()), "time": self.clock.now().isoformat()}
        return Message(lane(household_id), sequence - 1, sequence, previous, household_id, name, data, headers)

    async def messages(self, *households: UUID) -> dict[int, list[Message]]:
        """One message for each, in this order; sequence and chain of every lane begin at 1."""
        lanes: dict[int, list[Message]] = {}
        for household_id in households:
            batch = lanes.setdefault(lane(household_id), [])
            batch.append(await self.counted(household_id, len(batch) + 1, len(batch)))
        return lanes

    async def hear(self, lanes: dict[int, list[Message]], consumer: Consumer | None = None) -> set[int]:
        """One pass of the consumer; it raises what makes it fail."""
        each = consumer or self.consumer
        done = await each.hearing.attempt(lambda known: each.hearing.step({each: lanes}, known), [each])
        return done.get(each, set())

    async def retry(self) -> None:
        await self.consumer.hearing.attempt(self.consumer.retry_parked, [self.consumer])

    async def cut(self) -> None:
        """The server closes every connection of the service."""
        await self.admin.fetch(TERMINATE)

    async def rows(self, sql: str, *args: Any) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in await self.admin.fetch(sql, *args)]

    async def until(self, expected: Any, sql: str, *args: Any) -> None:
        """Wait for loops that run by themselves."""
        async with asyncio.timeout(10):
            while True:
                if await self.admin.fetchval(sql, *args) == expected:
                    return
                await asyncio.sleep(0.01)

    async def close(self) -> None:
        for engine in self.copies:
            await engine.stop()
        await self.bus.stop()


def on_lane(part: int, count: int = 1) -> list[UUID]:
    """New households of one lane."""
    return [UUID(int=uuid4().int >> 4 << 4 | part) for _ in range(count)]
