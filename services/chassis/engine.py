"""One running service: its loops, how they start, wake each other and stop, and how far they are."""

import asyncio
from collections.abc import Awaitable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from contracts.base import Contract
from services.chassis import cursor, database, follower, parking, relay, seals, telemetry
from services.chassis.activities import Calls
from services.chassis.alarms import Alarms
from services.chassis.bus import Bus
from services.chassis.clock import Clock
from services.chassis.consumer import Consumer
from services.chassis.door import Door
from services.chassis.ear import Ear
from services.chassis.follower import Follower
from services.chassis.handling import Handling
from services.chassis.hearing import Hearing
from services.chassis.keys import KeyStore
from services.chassis.relay import Relay
from services.chassis.seals import Sealer
from services.chassis.service import Service
from services.chassis.streams import Streams
from services.chassis.worker import Worker
from services.chassis.writer import Writer

LOOK = 2.0  # seconds between two looks for what nobody told us; also how late a timer may be in real time
STOP = 12.0  # seconds for what is under way
FRESH = 0.25  # seconds that a status counts where nothing has ended here since
CLOSE = 3.0  # seconds for queries of requests
ASKED_AGAIN = timedelta(hours=72)  # so long the answer to an Idempotency-Key is kept
FORGET = "DELETE FROM receipt WHERE created_at < $1"
STATUS = """SELECT
    (SELECT sum(next_off)::bigint FROM log_head) AS head,
    EXISTS (SELECT FROM timer WHERE due <= $1) AS timers,
    EXISTS (SELECT FROM activity WHERE due <= $1) AS activities,
    EXISTS (SELECT FROM parked WHERE next_try <= $1) AS parked,
    least((SELECT min(due) FROM timer), (SELECT min(due) FROM activity),
      (SELECT min(next_try) FROM parked)) AS next_due,
    (SELECT array_agg(next_off - 1 ORDER BY part) FROM log_head) AS ends,
    (SELECT json_object_agg(name, places) FROM (
      SELECT name, json_agg(json_build_array(off, sequence) ORDER BY part) AS places FROM cursor GROUP BY name
    ) c)::text AS cursors"""


@dataclass(frozen=True)
class Status:
    """How far a service is: what is left to do now, its cursors as lanes of (offset, sequence), when it wakes."""

    head: int
    lags: bool
    due: bool
    next_due: datetime | None
    unsealed: bool = False
    cursors: Mapping[str, Sequence[tuple[int, int]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """A status, when it was asked for (the loop's time), and how much had ended here by then."""

    changes: int
    at: float
    status: Status


class Engine:
    def __init__(
        self,
        service: Service,
        dsn: str,
        bus: Bus,
        keys: KeyStore | None,
        clock: Clock,
        contracts: Mapping[str, type[Contract]],
    ) -> None:
        self.service, self.dsn, self.clock = service, dsn, clock
        self.streams = Streams(service.deciders, keys if service.opens else None)
        self.worker = Worker(service.name, self.connect, self.streams, clock, self.committed)
        self.writer = Writer(self.connect, clock, self.committed)
        self.relay = Relay(service.name, self.connect, self.streams, bus, service.publishes)
        self.follower = Follower(self.worker, service.projections, service.timers, service.activities)
        self.alarms = Alarms(self.worker, service.due)
        self.calls = Calls(self.worker, service.activities)
        self.sealer = Sealer(self.worker, keys.secret(seals.NAME, service.name)) if keys else None
        self.hearing = Hearing(self.worker, service.projections)
        self.ears: dict[str, Ear] = {}
        self.consumers = list(self.make_consumers(bus, contracts))
        self.tasks: list[asyncio.Task[None]] = []
        self.pool: asyncpg.Pool | None = None
        self.ending = asyncio.Event()
        self.known: Known | None = None
        self.told = 0
        self.forgot = clock.now() - timedelta(hours=1)
        self.sealed = 0.0  # when the log was, in the loop's time

    def connect(self) -> Awaitable[asyncpg.Connection]:
        return database.connect(self.dsn)

    def make_consumers(self, bus: Bus, contracts: Mapping[str, type[Contract]]) -> Sequence[Consumer]:
        """One consumer per group and topic; what is only projected is heard by the group of the service's name."""
        own = set(self.streams.types.values())
        projected = {t for p in self.service.projections for t in p.on if t not in own}
        groups = {name: dict(handlers) for name, handlers in self.service.groups.items()}
        if projected:
            groups.setdefault(self.service.name, {})
        consumers: list[Consumer] = []
        for group, handlers in groups.items():
            address = self.service.audience.get(group)
            viewed = projected if group == self.service.name else set()
            heard: set[type[Contract]] = set(handlers) | viewed
            for topic in sorted({topic_of(contract) for contract in heard}):
                known = {**contracts, **{contract.type: contract for contract in heard}}
                handling = Handling(f"{group}:{topic}", self.worker, known, handlers, viewed, address)
                if topic not in self.ears:
                    self.ears[topic] = Ear(self.service.name, topic, self.hearing, bus)
                consumers.append(Consumer(topic, self.hearing, self.ears[topic].source, handling))
                self.ears[topic].consumers.append(consumers[-1])
        return consumers

    def committed(self) -> None:
        """Events are durable: whoever reads our log has work."""
        self.told += 1
        self.relay.wake()
        self.follower.wake()

    async def start(self) -> Door:
        self.pool = await database.pool(self.dsn)
        self.door = Door(self.service.name, self.pool, self.streams, self.writer, self.clock)
        async with self.pool.acquire() as conn:
            for name in (relay.NAME, follower.NAME, seals.NAME, *(c.name for c in self.consumers)):
                await cursor.create(conn, name)
        loops: list[Coroutine[Any, Any, None]] = [self.writer.run(), self.follower.run(), self.safety()]
        if self.consumers:
            loops.append(self.hearing.run())
        if self.service.publishes:
            loops.append(self.relay.run())
        if self.service.due:
            loops.append(self.alarms.run())
        if self.service.activities:
            loops.append(self.calls.run())
        loops += [ear.run() for ear in self.ears.values()]
        loops += [consumer.run_retries() for consumer in self.consumers]
        self.tasks = [asyncio.create_task(loop) for loop in loops]
        return self.door

    async def stop(self) -> None:
        """Hear nothing more, finish what is under way, write what is decided, close: within 20 s even in an outage.

        What is written and not yet sent is found by the cursors of whoever runs next.
        """
        self.ending.set()
        for consumer in self.consumers:
            consumer.stop()
        for part in (self.hearing, self.alarms, self.calls, self.writer, self.follower, self.relay):
            part.stop()
        leaving = [asyncio.create_task(ear.source.stop()) for ear in self.ears.values()]
        if running := [*self.tasks, *leaving]:
            _, pending = await asyncio.wait(running, timeout=STOP)
            for task in pending:
                task.cancel()
            await asyncio.gather(*pending, return_exceptions=True)
        for conn in (self.worker.conn, self.writer.conn, self.relay.conn):
            if conn is not None:
                conn.terminate()  # nothing is under way on it, and a farewell could wait for a server that hangs
        if self.pool:
            await closed(self.pool)

    async def safety(self) -> None:
        """One slow look for what nobody told us: due timers, another copy's commits, a wake that was lost."""
        while not self.ending.is_set():
            try:
                await self.look()
            except Exception as error:
                telemetry.log(self.service.name).warning("look_failed", error=type(error).__name__)
            try:
                async with asyncio.timeout(LOOK):
                    await self.clock.moved()
            except TimeoutError:
                pass

    async def look(self) -> None:
        await self.forget()
        status = await self.latest()
        self.wake(status)
        now = asyncio.get_running_loop().time()
        if status.unsealed and self.sealer and now >= self.sealed + LOOK:
            await self.sealer.step()
            self.sealed = now

    def wake(self, status: Status) -> None:
        """Whoever has work is told."""
        if status.lags:
            self.relay.wake()
            self.follower.wake()
        if status.due:
            self.alarms.wake()
            self.calls.wake()
            for consumer in self.consumers:
                consumer.retry.set()

    async def forget(self) -> None:
        """Once an hour of the clock: receipts that nobody will ask for any more."""
        now = self.clock.now()
        if self.pool and now >= self.forgot + timedelta(hours=1):
            await self.pool.execute(FORGET, now - ASKED_AGAIN)
            self.forgot = now

    @property
    def busy(self) -> bool:
        """Whether something is under way here, as far as can be told without asking the database."""
        return bool(self.writer.waiting or self.hearing.waiting or self.worker.turn.locked())

    async def latest(self) -> Status:
        """The status, asked for anew only where something has ended here since, or another copy may have been at it."""
        changes = self.told + self.worker.changes + self.writer.changes + self.relay.changes
        now = asyncio.get_running_loop().time()
        if self.known is None or self.known.changes != changes or now > self.known.at + FRESH:
            self.known = Known(changes, now, await self.status())
        status = self.known.status
        return replace(status, due=status.next_due is not None and status.next_due <= self.clock.now())

    async def status(self) -> Status:
        assert self.pool is not None
        row = await self.pool.fetchrow(STATUS, self.clock.now())
        assert row is not None
        cursors = orjson.loads(row["cursors"])
        follows = [follower.NAME, relay.NAME] if self.service.publishes else [follower.NAME]
        behind = {
            name: any(off < end for (off, _), end in zip(cursors[name], row["ends"], strict=True))
            for name in (*follows, seals.NAME)
        }
        lags = any(behind[name] for name in follows)
        due = row["timers"] or row["activities"] or row["parked"]
        return Status(row["head"], lags, due, row["next_due"], behind[seals.NAME], cursors)

    def stopped(self) -> dict[str, str]:
        """Consumers that stopped with an alarm, and why."""
        return {c.name: type(c.stopped_by).__name__ for c in self.consumers if c.stopped_by}

    async def parked(self) -> list[asyncpg.Record]:
        assert self.pool is not None
        async with self.pool.acquire() as conn:
            return await parking.listing(conn)

    async def release(self, household_id: UUID | None, consumer: str | None) -> int:
        assert self.pool is not None
        async with self.pool.acquire() as conn:
            released = await parking.release(conn, self.clock.now(), household_id, consumer)
        self.told += 1
        for each in self.consumers:
            each.retry.set()
        return released


async def closed(pool: asyncpg.Pool) -> None:
    try:
        async with asyncio.timeout(CLOSE):
            await pool.close()
    except TimeoutError:
        pool.terminate()


def topic_of(contract: type[Contract]) -> str:
    """`onedoor.intake.application_submitted.v1` is published on `onedoor.intake`."""
    return ".".join(contract.type.split(".")[:2])
