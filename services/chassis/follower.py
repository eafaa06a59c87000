"""The own log to what follows from it inside the service: views, timers, activities. Exactly once, by a cursor."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from services.chassis import codec, cursor, pace, telemetry
from services.chassis.cursor import Place
from services.chassis.keys import Erased
from services.chassis.log import Connection, Meta, read
from services.chassis.relay import envelope_of
from services.chassis.tables import Activities, ClearTimer, Envelope, Projection, Recorded, SetTimer, Timers, View
from services.chassis.views import Suspect
from services.chassis.worker import Worker

NAME = "follower"
AT_ONCE = 500  # events of one lane in one pass

SET = """INSERT INTO timer (name, stream_id, household_id, due, payload, meta)
    SELECT * FROM unnest($1::text[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::bytea[], $6::bytea[])
    ON CONFLICT (name, stream_id) DO UPDATE
    SET due = excluded.due, planned = NULL, payload = excluded.payload, meta = excluded.meta, attempts = 0"""
CLEAR = """DELETE FROM timer t USING unnest($1::text[], $2::uuid[]) c(name, stream_id)
    WHERE t.name = c.name AND t.stream_id = c.stream_id"""
CALL = """INSERT INTO activity (part, off, due) SELECT *, $3 FROM unnest($1::smallint[], $2::bigint[])
    ON CONFLICT DO NOTHING"""


async def projected(view: View, projection: Projection, batch: Sequence[Recorded]) -> None:
    try:
        await projection.apply(view, batch)
    except Erased as erased:
        raise Suspect from erased


class Follower:
    def __init__(
        self, worker: Worker, projections: Sequence[Projection], timers: Timers, activities: Activities
    ) -> None:
        self.worker = worker
        self.timers = {codec.type_name(t): act for t, act in timers.items()}
        self.activities = {codec.type_name(t) for t in activities}
        self.projections = [
            (projection, {codec.type_name(t) for t in projection.on if t in worker.streams.types.values()})
            for projection in projections
        ]
        self.wanted = set(self.timers).union(*(names for _, names in self.projections))
        self.ready = asyncio.Event()
        self.ending = False
        self.failing: str | None = None

    def wake(self) -> None:
        self.ready.set()

    def stop(self) -> None:
        self.ending = True
        self.ready.set()

    async def run(self) -> None:
        while not self.ending:
            self.ready.clear()
            began = pace.now()
            try:
                followed = await self.step()
                self.failing = None
                if followed:
                    await pace.rest(began)
                else:
                    await self.ready.wait()
            except Exception as error:
                self.failing = type(error).__name__
                telemetry.log(self.worker.service).warning("follower_failed", error=self.failing)
                await asyncio.sleep(0.2)

    async def step(self) -> int:
        try:
            return await self.pass_()
        except Suspect:
            return await self.pass_(careful=True)

    async def pass_(self, careful: bool = False) -> int:
        """`careful`: each view in a savepoint, because somebody may be erased."""
        async with self.worker.transaction() as conn:
            places = await cursor.take_lagging(conn, NAME)
            if not places:
                return 0
            rows = await read(conn, {part: place.off for part, place in places.items()}, AT_ONCE)
            await self.apply(conn, rows, careful)
            await cursor.move(conn, {NAME: {row["part"]: Place(row["off"], row["off"]) for row in rows}})
        return len(rows)

    async def apply(self, conn: Connection, rows: Sequence[asyncpg.Record], careful: bool) -> None:
        wanted = [row for row in rows if row["type"] in self.wanted]
        events = await self.worker.streams.decode(wanted)
        envelopes = [envelope_of(row, Meta.from_bytes(row["meta"])) for row in wanted]
        view = self.worker.view(conn)
        for projection, names in self.projections:
            batch = [
                Recorded(event, envelope)
                for row, event, envelope in zip(wanted, events, envelopes, strict=True)
                if row["type"] in names
            ]
            if batch:
                await (self.project(conn, view, projection, batch) if careful else projected(view, projection, batch))
        await self.set_timers(conn, wanted, events, envelopes)
        await self.call(conn, [row for row in rows if row["type"] in self.activities])

    async def project(self, conn: Connection, view: View, projection: Projection, batch: Sequence[Recorded]) -> None:
        """The whole batch at once; where somebody in it was erased, household by household without that one."""
        try:
            async with conn.transaction():
                await projection.apply(view, batch)
        except Erased:
            by_household: dict[UUID, list[Recorded]] = defaultdict(list)
            for item in batch:
                by_household[item.envelope.household_id].append(item)
            if len(by_household) > 1:
                for items in by_household.values():
                    await self.project(conn, view, projection, items)

    async def set_timers(
        self, conn: Connection, rows: Sequence[asyncpg.Record], events: Sequence[Any], envelopes: Sequence[Envelope]
    ) -> None:
        """The last word per timer counts, so a batch that sets and clears the same one does what single steps would."""
        last: dict[tuple[str, Any], tuple[SetTimer | ClearTimer, asyncpg.Record]] = {}
        for row, event, envelope in zip(rows, events, envelopes, strict=True):
            if row["type"] in self.timers:
                with suppress(Erased):  # nobody is left to wake
                    for change in self.timers[row["type"]](event, envelope):
                        last[change.name, change.stream_id] = (change, row)
        set_ = [(c, row) for c, row in last.values() if isinstance(c, SetTimer)]
        clear = [c for c, _ in last.values() if isinstance(c, ClearTimer)]
        if set_:
            await conn.execute(
                SET,
                [c.name for c, _ in set_],
                [c.stream_id for c, _ in set_],
                [row["household_id"] for _, row in set_],
                [c.at for c, _ in set_],
                [orjson.dumps(dict(c.payload)) for c, _ in set_],
                [row["meta"] for _, row in set_],
            )
        if clear:
            await conn.execute(CLEAR, [c.name for c in clear], [c.stream_id for c in clear])

    async def call(self, conn: Connection, rows: Sequence[asyncpg.Record]) -> None:
        if rows:
            now: datetime = self.worker.clock.now()
            await conn.execute(CALL, [row["part"] for row in rows], [row["off"] for row in rows], now)
