"""The bus in Postgres, for everything in one process: readers are woken in process, one look per second is the net.

One connection publishes and one reads, shared by all services of the process. Relays that publish at the same time
share one commit.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final
from uuid import UUID

import asyncpg
import orjson

from services.chassis.bus import BusFailed, Fell, Message, Positions, Topic
from services.chassis.bus_pgline import DEADLINE, Line
from services.chassis.bus_pgtail import Tail
from services.chassis.errors import Unavailable

CREATE: Final = """INSERT INTO topic_head (topic, part)
    SELECT t.name, p FROM unnest($1::text[], $2::int[]) t(name, lanes), generate_series(0, t.lanes - 1) p
    ON CONFLICT DO NOTHING"""
PUBLISH: Final = "SELECT * FROM publish($1, $2, $3, $4, $5, $6, $7, $8)"
FETCH: Final = """SELECT m.part, m.off, m.sequence, m.previous, m.household, m.type, m.data, m.headers
    FROM unnest($2::smallint[], $3::bigint[]) l(part, off) CROSS JOIN LATERAL (
      SELECT * FROM message WHERE topic = $1 AND part = l.part AND message.off >= l.off ORDER BY message.off LIMIT $4) m
    ORDER BY m.part, m.off"""
HEADS: Final = "SELECT topic, part, next_off FROM topic_head"

RETRY: Final = 0.2
AWAY: Final = (
    BusFailed,
    Unavailable,
    OSError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
"""What reading may meet while the bus or the database of the cursors is away."""

log = logging.getLogger(__name__)

Row = tuple[str, int, int, int, Any, str, str, bytes]
Lanes = Mapping[int, Sequence[Message]]


class PgBus:
    """`dsn` names the database `onedoor_bus`; its tables are those of `migrations/bus`."""

    def __init__(self, dsn: str, look_every: float = 1.0) -> None:
        self.look_every = look_every
        self.writer, self.reader = Line(dsn), Line(dsn)
        self.heads: dict[str, dict[int, int]] = defaultdict(dict)
        self.sources: dict[str, list[PgSource]] = defaultdict(list)
        self.tail = Tail()
        self.waiting: list[tuple[str, Lanes, asyncio.Future[None]]] = []
        self.looking: asyncio.Task[None] | None = None

    async def start(self) -> None:
        await self.look()
        self.looking = asyncio.create_task(self.keep_looking())

    async def stop(self) -> None:
        if self.looking:
            self.looking.cancel()
            with suppress(asyncio.CancelledError):
                await self.looking
        for line in (self.writer, self.reader):
            line.drop()

    async def create(self, topics: Sequence[Topic]) -> None:
        async with self.writer.turn:
            await self.writer.fetch(CREATE, [t.name for t in topics], [t.partitions for t in topics])
        await self.look()

    async def publish(self, topic: str, lanes: Mapping[int, Sequence[Message]]) -> dict[int, int]:
        if not any(lanes.values()):
            return {}
        mine = (topic, lanes, asyncio.get_running_loop().create_future())
        self.waiting.append(mine)
        try:
            async with asyncio.timeout(DEADLINE), self.writer.turn:
                if not mine[2].done():
                    await self.flush()
        except TimeoutError as error:
            raise BusFailed("publishing took too long") from error
        finally:
            if mine in self.waiting:  # given up before its turn came
                self.waiting.remove(mine)
        mine[2].result()
        return {part: len(messages) for part, messages in lanes.items()}

    async def flush(self) -> None:
        """Everything that has gathered goes in one statement; all who wait learn the same outcome."""
        batch, self.waiting = self.waiting, []
        try:
            rows = [_row(topic, m) for topic, lanes, _ in batch for messages in lanes.values() for m in messages]
            ends = await self.writer.fetch(PUBLISH, *map(list, zip(*rows, strict=True)))
            self.keep(batch, {(topic, part): end for topic, part, end in ends})
            self.learn(ends)
        except BaseException as error:
            for _, _, sent in batch:
                if not sent.done():
                    sent.set_exception(error if isinstance(error, BusFailed) else BusFailed("publishing was given up"))
                    sent.exception()  # whoever waited may be gone
            raise
        for _, _, sent in batch:
            if not sent.done():
                sent.set_result(None)

    def keep(self, batch: Sequence[tuple[str, Lanes, Any]], ends: Mapping[tuple[str, int], int]) -> None:
        """Readers of this process find in memory what was just committed."""
        sent: dict[tuple[str, int], list[Message]] = defaultdict(list)
        for topic, lanes, _ in batch:
            for part, messages in lanes.items():
                sent[topic, part] += messages
        for (topic, part), messages in sent.items():
            self.tail.published(topic, part, messages, self.heads[topic].get(part, -1), ends[topic, part])

    def learn(self, rows: Sequence[Any]) -> None:
        """Take note of where lanes end, and wake those who read there. A late answer never moves an end back."""
        for topic, part, end in rows:
            known = self.heads[topic]
            if end > known.get(part, -1):
                known[part] = end
                for source in self.sources[topic]:
                    source.ready.set()

    async def look(self) -> None:
        async with self.reader.turn:
            self.learn(await self.reader.fetch(HEADS))

    async def keep_looking(self) -> None:
        """Finds what another process published; without one it finds nothing, because publishing wakes at once."""
        while True:
            await asyncio.sleep(self.look_every)
            with suppress(BusFailed):
                await self.look()

    def subscribe(self, group: str, topic: str, positions: Positions) -> "PgSource":
        source = PgSource(self, topic, positions)
        self.sources[topic].append(source)
        return source

    async def ends(self, topic: str) -> dict[int, int]:
        await self.look()
        return dict(self.heads[topic])


class PgSource:
    """Every copy reads all lanes; the cursors' row locks decide who does the work."""

    def __init__(self, bus: PgBus, topic: str, positions: Positions) -> None:
        self.bus, self.topic, self.positions = bus, topic, positions
        self.ready, self.stopped, self.waits = asyncio.Event(), False, False
        self.at: dict[int, int] = {}
        self.kept_up: set[int] = set()  # lanes that were read to their end once: the tail may know what follows

    @property
    def parts(self) -> set[int]:
        return set(self.bus.heads[self.topic])

    async def start(self) -> None:
        self.ready.set()

    async def seek(self, parts: Collection[int]) -> None:
        for part in parts:
            self.at.pop(part, None)
            self.kept_up.discard(part)
        self.ready.set()

    async def take(
        self, limit: int = 2000, wait: float = 0.25, without: Collection[int] = ()
    ) -> dict[int, list[Message]]:
        deadline = asyncio.get_running_loop().time() + wait
        try:
            while not self.stopped:
                self.ready.clear()
                if got := await self.read(limit, self.parts.difference(without)):
                    return got
                async with asyncio.timeout_at(deadline):
                    await self.ready.wait()
        except Fell:
            raise
        except TimeoutError:
            pass
        except AWAY as error:
            if not self.waits:  # once per outage
                log.warning("bus.waits", extra={"topic": self.topic, "error": type(error).__name__})
            self.waits = True
            await asyncio.sleep(min(wait, RETRY))
        return {}

    async def read(self, limit: int, parts: set[int]) -> dict[int, list[Message]]:
        """What lies between our place and the known ends; no query where nothing does."""
        await self.place(parts)
        self.waits = False
        ends = self.bus.heads[self.topic]
        behind = {part: off for part in sorted(parts) if (off := self.at[part]) < ends[part]}
        self.kept_up |= parts - behind.keys()
        return await self.fetch(behind, limit) if behind else {}

    async def place(self, parts: set[int]) -> None:
        if not (lost := parts - self.at.keys()):
            return
        places = await self.positions(lost)
        ends = self.bus.heads[self.topic]
        if any(off > ends[part] for part, off in places.items()):
            await self.bus.look()
            if gone := [part for part, off in places.items() if off > ends[part]]:
                raise Fell(self.topic, gone)
        self.at.update(places)

    async def fetch(self, behind: dict[int, int], limit: int) -> dict[int, list[Message]]:
        share = max(1, limit // len(behind))
        lanes: dict[int, list[Message]] = defaultdict(list)
        for part, off in behind.items():
            if part in self.kept_up and (kept := self.bus.tail.since(self.topic, part, off, share)):
                lanes[part] = kept
                self.at[part] = kept[-1].off + 1
        if lanes:
            return lanes  # the rest comes with the next call, which is at once
        async with self.bus.reader.turn:
            rows = await self.bus.reader.fetch(FETCH, self.topic, list(behind), list(behind.values()), share)
        for row in rows:
            message = _message(row)
            if message.off != self.at[message.part]:
                raise Fell(self.topic, [message.part])
            lanes[message.part].append(message)
            self.at[message.part] = message.off + 1
        return dict(lanes)

    async def stop(self) -> None:
        self.stopped = True
        self.ready.set()
        with suppress(ValueError):
            self.bus.sources[self.topic].remove(self)


def _row(topic: str, m: Message) -> Row:
    headers = orjson.dumps(m.headers).decode()
    return topic, m.part, m.sequence, m.previous, m.household_id, m.type, headers, m.data


def _message(row: asyncpg.Record) -> Message:
    household = UUID(int=row["household"].int)  # the driver's own subclass cannot be serialized
    place = row["part"], row["off"], row["sequence"], row["previous"]
    return Message(*place, household, row["type"], row["data"], orjson.loads(row["headers"]))
