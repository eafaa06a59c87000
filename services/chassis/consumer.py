"""Messages of the bus to decisions and views: one transaction per pass, exactly once by the cursors' row locks."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from functools import partial
from typing import TypeVar
from uuid import UUID

from services.chassis import cursor, parking, telemetry
from services.chassis.bus import Bus, BusFailed, Fell, Message
from services.chassis.cursor import Place
from services.chassis.handling import FaultIsOurs, Handling, Unfit
from services.chassis.log import Connection
from services.chassis.pace import Pace
from services.chassis.unit import Outdated, Unit
from services.chassis.worker import Worker

T = TypeVar("T")
Unfits = Mapping[UUID, Exception]
AT_ONCE = 2000  # messages of one pass


class SequenceBreak(Exception):
    """The bus lost something between our watermark and this message: stop the lane and raise an alarm."""


def fresh(batch: Sequence[Message], watermark: int) -> list[Message]:
    """The chain rule: below the watermark is a copy, drop it; above it, nothing may lie between."""
    out = []
    for message in batch:
        if message.sequence <= watermark:
            continue
        if message.previous > watermark:
            raise SequenceBreak(
                f"lane {message.part}: {message.sequence} follows {message.previous}, we are at {watermark}"
            )
        out.append(message)
        watermark = message.sequence
    return out


class Consumer:
    """One group on one topic. Messages of one household in order; households of a pass side by side."""

    def __init__(self, group: str, topic: str, worker: Worker, bus: Bus, handling: Handling) -> None:
        self.name, self.topic, self.worker, self.handling = handling.name, topic, worker, handling
        self.source = bus.subscribe(f"{group}.{topic}", topic, self.positions)
        self.held: dict[int, list[Message]] = {}
        self.seen: Counter[str] = Counter()
        self.stopped_by: Exception | None = None
        self.ending = False
        self.pace = Pace()
        self.retry = asyncio.Event()

    async def positions(self, parts: Collection[int]) -> dict[int, int]:
        async with self.worker.transaction() as conn:
            await cursor.create(conn, self.name)
            rows = await conn.fetch(
                "SELECT part, off FROM cursor WHERE name = $1 AND part = ANY ($2)", self.name, list(parts)
            )
        return {row["part"]: row["off"] for row in rows}

    async def run(self) -> None:
        await self.source.start()
        while not self.ending:
            try:
                lanes = await self.source.take(AT_ONCE, wait=0.02 if self.held else 1.0, without=self.held)
            except Fell as fell:
                self.stop_for(fell)
                return
            except BusFailed:
                await asyncio.sleep(0.2)
                continue
            for part, batch in lanes.items():
                self.held.setdefault(part, []).extend(batch)
            if self.held:
                await self.work()
                await self.pace.rest()

    async def run_retries(self) -> None:
        """Parked households whose time has come; the cursor's lock keeps this and `run` out of each other's way."""
        while not self.ending:
            await self.retry.wait()
            self.retry.clear()
            if not self.ending:
                await self.guarded(partial(self.attempt, self.retry_parked))

    def stop(self) -> None:
        self.ending = True
        self.retry.set()

    def stop_for(self, error: Exception) -> None:
        """An alarm, not a crash: the lane stands still until somebody has looked."""
        self.stopped_by = error
        self.stop()
        telemetry.log(self.worker.service).error("consumer_stopped", consumer=self.name, error=type(error).__name__)

    async def work(self) -> None:
        trying = {part: batch[:AT_ONCE] for part, batch in self.held.items()}
        done = await self.guarded(partial(self.attempt, partial(self.step, trying)))
        if done is None:
            self.held = {}
            if not self.ending:
                await self.source.seek(list(trying))
            return
        for part in done:
            rest = self.held[part][len(trying[part]) :]
            self.held[part] = rest
        self.held = {part: batch for part, batch in self.held.items() if batch and part in self.source.parts}

    async def attempt(self, step: Callable[[bool, Unfits], Awaitable[T]]) -> T:
        """Run the pass again with what it found out: that we were outrun (then heads are locked), whose views fail."""
        heads_first, unfit = False, dict[UUID, Exception]()
        while True:
            try:
                return await step(heads_first, unfit)
            except Outdated:
                if heads_first:
                    raise
                self.seen["outdated"] += 1
                heads_first = True
            except Unfit as found:
                unfit |= found.errors

    async def guarded(self, act: Callable[[], Awaitable[T]]) -> T | None:
        """Every fault of a pass alike: drop the connection, look at the cursors again. Ours: stop and alarm."""
        try:
            return await act()
        except (SequenceBreak, FaultIsOurs) as error:
            self.stop_for(error)
        except Exception as error:
            self.seen["failed passes"] += 1
            telemetry.log(self.worker.service).warning(
                "pass_failed", consumer=self.name, error=type(error).__name__, cause=type(error.__cause__).__name__
            )
            await asyncio.sleep(0.1)
        return None

    async def step(self, lanes: dict[int, list[Message]], heads_first: bool, unfit: Unfits) -> set[int]:
        """One transaction over all lanes at hand; answers the lanes whose cursor it had."""
        async with self.worker.transaction() as conn:
            self.handling.begin(unfit)
            places = await cursor.take(conn, self.name, lanes)
            unit = Unit(self.worker.streams, conn, self.worker.clock)
            if heads_first:
                await unit.lock_heads(places)
            ends: dict[int, Place] = {}
            messages: list[Message] = []
            for part, place in places.items():
                new = fresh(lanes[part], place.sequence)
                self.seen["dropped"] += len(lanes[part]) - len(new)
                if foreign := sum(not message.sequence for message in lanes[part]):
                    telemetry.IGNORED.labels(self.name).inc(foreign)  # no service of ours sends without a sequence
                messages += new
                sequence = new[-1].sequence if new else place.sequence
                ends[part] = Place(max(place.off, lanes[part][-1].off + 1), sequence)
            parked = await self.handling.all(conn, unit, messages)
            await parking.park(conn, self.name, parked, self.worker.clock.now())
            await unit.save()
            if ends:
                await cursor.move(conn, self.name, ends)
        self.finished(unit, len(messages))
        return set(places)

    def finished(self, unit: Unit, count: int) -> None:
        self.handling.committed()
        self.worker.streams.remember(unit.now)
        self.seen["messages"] += count
        telemetry.consumed(self.worker.service, self.topic, count)
        if unit.decided:
            self.worker.committed()

    async def retry_parked(self, heads_first: bool, unfit: Unfits) -> None:
        """Households whose time has come: their messages in order, freed in the transaction of their effects."""
        async with self.worker.transaction() as conn:
            self.handling.begin(unfit)
            now = self.worker.clock.now()
            lanes = set((await parking.due(conn, self.name, now)).values())
            places = await cursor.take(conn, self.name, lanes)
            unit = Unit(self.worker.streams, conn, self.worker.clock)
            if heads_first:
                await unit.lock_heads(places)
            due = await parking.due(conn, self.name, now)  # under the lock: another copy may have been faster
            for household_id in [h for h, part in due.items() if part in places]:
                await self.try_again(conn, unit, household_id)
            await unit.save()
        self.finished(unit, 0)

    async def try_again(self, conn: Connection, unit: Unit, household_id: UUID) -> None:
        rows = await parking.messages(conn, self.name, household_id)
        batch = [parking.from_row(row) for row in rows]
        done, parked = await self.handling.households(conn, unit, {household_id: batch}, rows[0]["attempts"] + 1)
        await parking.free(conn, self.name, done)
        if parked:
            await parking.again(conn, self.name, parked[0])
