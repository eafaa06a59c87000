"""Messages of one topic for one group: held until a pass has handled them, put aside, tried again."""

import asyncio
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from services.chassis import cursor, parking, telemetry
from services.chassis.bus import Message, Source
from services.chassis.cursor import Place
from services.chassis.handling import Handling
from services.chassis.hearing import Hearing, Known, Lanes
from services.chassis.log import Connection
from services.chassis.unit import Unit

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

    def __init__(self, topic: str, hearing: Hearing, source: Source, handling: Handling) -> None:
        self.name, self.topic, self.handling, self.hearing = handling.name, topic, handling, hearing
        self.worker, self.source = hearing.worker, source
        self.held: dict[int, list[Message]] = {}
        self.seen: Counter[str] = Counter()
        self.stopped_by: Exception | None = None
        self.ending = False
        self.retry = asyncio.Event()

    def hold(self, lanes: Lanes) -> None:
        """What the next pass is to handle."""
        if not self.ending:
            for part, batch in lanes.items():
                self.held.setdefault(part, []).extend(batch)

    async def run_retries(self) -> None:
        """Parked households whose time has come; the cursor's lock keeps this and the passes apart."""
        while not self.ending:
            await self.retry.wait()
            self.retry.clear()
            if not self.ending:
                try:
                    await self.hearing.attempt(self.retry_parked, [self])
                except Exception as error:
                    telemetry.log(self.worker.service).warning(
                        "retry_failed", consumer=self.name, error=type(error).__name__
                    )
                    await asyncio.sleep(0.1)

    def stop(self) -> None:
        self.ending = True
        self.retry.set()

    def stop_for(self, error: Exception) -> None:
        """An alarm, not a crash: the lane stands still until somebody has looked."""
        self.stopped_by = error
        self.stop()
        telemetry.log(self.worker.service).error("consumer_stopped", consumer=self.name, error=type(error).__name__)

    def batch(self) -> dict[int, list[Message]]:
        return {part: batch[:AT_ONCE] for part, batch in self.held.items()}

    def fresh(self, lanes: Lanes, places: Mapping[int, Place]) -> list[Message] | None:
        """What has no effect yet, of the lanes whose cursor we have; None where it stops because something is lost."""
        try:
            return [m for part, place in places.items() for m in fresh(lanes[part], place.sequence)]
        except SequenceBreak as broken:
            self.stop_for(broken)
            return None

    def ends(self, lanes: Lanes, fresh: Sequence[Message], places: Mapping[int, Place]) -> dict[int, Place]:
        """Where the cursors stand after a pass."""
        last = {message.part: message.sequence for message in fresh}
        delivered = [message for part in places for message in lanes[part]]
        self.seen["dropped"] += len(delivered) - len(fresh)
        if foreign := sum(not message.sequence for message in delivered):
            telemetry.IGNORED.labels(self.name).inc(foreign)  # no service of ours sends without a sequence
        return {
            part: Place(max(place.off, lanes[part][-1].off + 1), last.get(part, place.sequence))
            for part, place in places.items()
        }

    def committed(self, count: int) -> None:
        self.handling.committed()
        self.seen["messages"] += count
        telemetry.consumed(self.worker.service, self.topic, count)

    def done(self, lanes: Lanes, parts: Collection[int]) -> None:
        """What was handled is not held any more, nor what is not ours any more."""
        for part in parts:
            self.held[part] = self.held[part][len(lanes[part]) :]
        self.held = {part: batch for part, batch in self.held.items() if batch and part in self.source.parts}

    async def failed(self) -> None:
        """Forget what is held and begin again at the cursors."""
        self.seen["failed passes"] += 1
        lanes, self.held = list(self.held), {}
        if not self.ending:
            await self.source.seek(lanes)

    async def retry_parked(self, known: Known) -> None:
        """Households whose time has come: their messages in order, freed in the transaction of their effects."""
        async with self.worker.transaction() as conn:
            self.handling.begin(known.unfit)
            now = self.worker.clock.now()
            lanes = set((await parking.due(conn, self.name, now)).values())
            places = (await cursor.take(conn, {self.name: lanes}))[self.name]
            unit = Unit(self.worker.streams, conn, self.worker.clock)
            if known.heads_first:
                await unit.lock_heads(places)
            due = await parking.due(conn, self.name, now)  # under the lock: another copy may have been faster
            for household_id in [h for h, part in due.items() if part in places]:
                await self.try_again(conn, unit, household_id)
            await unit.save()
        self.committed(0)
        self.hearing.committed(unit)

    async def try_again(self, conn: Connection, unit: Unit, household_id: UUID) -> None:
        rows = await parking.messages(conn, self.name, household_id)
        batch = [parking.from_row(row) for row in rows]
        done, parked = await self.handling.households(unit, {household_id: batch}, rows[0]["attempts"] + 1)
        await self.hearing.views.apply(conn, done)
        await parking.free(conn, self.name, [item.message for item in done])
        if parked:
            await parking.again(conn, self.name, parked[0])
