"""Group commit: what arrives while a call is under way goes together in the next one."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

from services.chassis.clock import Clock
from services.chassis.errors import Busy, Unavailable
from services.chassis.log import LOCK_HEADS, Append, Connection, append, lane

Waiting = tuple[Append, asyncio.Future[None]]
WRITTEN = """SELECT s.place FROM unnest($1::int[], $2::text[], $3::uuid[], $4::bigint[], $5::uuid[])
    s(place, type, stream, version, id) JOIN event e
    ON e.stream_type = s.type AND e.stream_id = s.stream AND e.version = s.version AND e.id = s.id"""


class Conflict(Exception):
    """The stream is not at the version expected; args[0] is the version it has."""


class Writer:
    """One connection per process and service. `put` returns when the events are durable."""

    def __init__(
        self,
        connect: Callable[[], Awaitable[Connection]],
        clock: Clock,
        committed: Callable[[], None],
        limit: int = 512,
        bound: int = 4096,
    ) -> None:
        self.connect, self.clock, self.committed, self.limit, self.bound = connect, clock, committed, limit, bound
        self.waiting: deque[Waiting] = deque()
        self.ready = asyncio.Event()
        self.conn: Connection = None
        self.ending = False
        self.changes = 0  # calls that have ended here, however

    async def put(self, item: Append) -> None:
        """Append one command's events. Raises Conflict, Busy (queue full) or Unavailable (Postgres is away)."""
        if len(self.waiting) >= self.bound or self.ending:
            raise Busy
        answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.waiting.append((item, answer))
        self.ready.set()
        await answer

    def take(self) -> list[Waiting]:
        """One command per stream: the second one of a stream waits for the first one's answer and keeps its place."""
        batch: list[Waiting] = []
        later: list[Waiting] = []
        seen = set()
        while self.waiting and len(batch) < self.limit:
            item = self.waiting.popleft()
            stream = (item[0].stream_type, item[0].stream_id)
            (later if stream in seen else batch).append(item)
            seen.add(stream)
        self.waiting.extendleft(reversed(later))
        return batch

    async def run(self) -> None:
        while not (self.ending and not self.waiting):
            await self.ready.wait()
            self.ready.clear()
            while batch := self.take():
                await self.write(batch)

    def stop(self) -> None:
        self.ending = True
        self.ready.set()

    async def write(self, batch: list[Waiting]) -> None:
        try:
            if self.conn is None or self.conn.is_closed():
                self.conn = await self.connect()
            rows = await append(self.conn, [item for item, _ in batch], self.clock.now())
            answers: Sequence[Exception | None] = [
                None if row["accepted"] else Conflict(row["version"]) for row in rows
            ]
        except Exception:  # whatever it is, nobody may wait for ever
            answers = await self.resolve([item for item, _ in batch])
        self.changes += 1
        self.committed()
        for (_, answer), outcome in zip(batch, answers, strict=True):
            if not answer.done():
                answer.set_result(None) if outcome is None else answer.set_exception(outcome)

    async def resolve(self, batch: list[Append]) -> list[Exception | None]:
        """The connection broke: was it written? The stream knows, by the ids of our events.

        The backend that we lost may still be at it and holds the heads as long, so they are waited for.
        """
        if self.conn is not None:
            self.conn.terminate()
        try:
            self.conn = await self.connect()
            first = [item.events[0].id for item in batch]
            await self.conn.execute(LOCK_HEADS, sorted({lane(item.household_id) for item in batch}))
            rows = await self.conn.fetch(
                WRITTEN,
                list(range(len(batch))),
                [item.stream_type for item in batch],
                [item.stream_id for item in batch],
                [item.expected + 1 for item in batch],
                first,
            )
        except Exception:
            return [Unavailable("the database is away")] * len(batch)
        written = {row["place"] for row in rows}
        return [None if place in written else Unavailable("the database was away") for place in range(len(batch))]
