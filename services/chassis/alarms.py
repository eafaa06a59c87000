"""Timers that are due: each deleted, decided and appended in one transaction, so it acts once and never early."""

import asyncio
from datetime import datetime
from functools import partial
from uuid import UUID

import asyncpg
import orjson

from services.chassis import telemetry
from services.chassis.log import Connection, Meta, lane
from services.chassis.parking import back_off
from services.chassis.tables import Due, Timer
from services.chassis.unit import Outdated, PassFailed, Unit
from services.chassis.worker import Worker

AT_ONCE = 500
TAKE = """DELETE FROM timer WHERE (name, stream_id) IN
    (SELECT name, stream_id FROM timer WHERE due <= $1 ORDER BY due LIMIT $2 FOR UPDATE SKIP LOCKED)
    RETURNING name, stream_id, household_id, due, coalesce(planned, due) AS planned, payload, meta, attempts"""
PUT_BACK = """INSERT INTO timer (name, stream_id, household_id, due, planned, payload, meta, attempts)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING"""


class Alarms:
    def __init__(self, worker: Worker, due: Due) -> None:
        self.worker, self.due = worker, due
        self.ready = asyncio.Event()
        self.ending = False

    def wake(self) -> None:
        self.ready.set()

    def stop(self) -> None:
        self.ending = True
        self.ready.set()

    async def run(self) -> None:
        while not self.ending:
            await self.ready.wait()
            self.ready.clear()
            try:
                while not self.ending and await self.pass_() == AT_ONCE:
                    pass
            except Exception as error:
                telemetry.log(self.worker.service).warning("timers_failed", error=type(error).__name__)
                await asyncio.sleep(0.2)
                self.ready.set()

    async def pass_(self) -> int:
        try:
            return await self.step(heads_first=False)
        except Outdated:
            return await self.step(heads_first=True)

    async def step(self, heads_first: bool) -> int:
        async with self.worker.transaction() as conn:
            rows = await conn.fetch(TAKE, self.worker.clock.now(), AT_ONCE)
            unit = Unit(self.worker.streams, conn, self.worker.clock)
            if heads_first:
                await unit.lock_heads({lane(row["household_id"]) for row in rows})
            by_household: dict[UUID, list[asyncpg.Record]] = {}
            for row in sorted(rows, key=lambda row: row["due"]):
                by_household.setdefault(row["household_id"], []).append(row)
            results = await asyncio.gather(*(self.in_order(unit, batch) for batch in by_household.values()))
            for row in (row for failed in results for row in failed):
                await self.put_back(conn, row)
            await unit.save()
        if rows:
            self.worker.streams.remember(unit.now)
            self.worker.committed()
        return len(rows)

    async def in_order(self, unit: Unit, rows: list[asyncpg.Record]) -> list[asyncpg.Record]:
        """Fire the timers of one household in order of time; answers those that could not act."""
        failed = []
        for row in rows:
            meta = Meta.from_bytes(row["meta"])
            with telemetry.firing(self.worker.service, row["name"], meta.traceparent, meta.correlation) as span:
                mine = meta._replace(traceparent=span.traceparent, actor="clock")
                try:
                    await unit.act(row["household_id"], mine, partial(self.due[row["name"]], timer_of(row, meta)))
                except PassFailed:
                    raise
                except Exception as error:
                    span.failed(error)
                    failed.append(row)
        return failed

    async def put_back(self, conn: Connection, row: asyncpg.Record) -> None:
        """A handler's fault delays the timer; it stays visible by its attempts."""
        later: datetime = back_off(self.worker.clock.now(), row["attempts"])
        telemetry.log(self.worker.service).warning("timer_put_back", timer=row["name"], attempts=row["attempts"] + 1)
        await conn.execute(
            PUT_BACK,
            row["name"],
            row["stream_id"],
            row["household_id"],
            later,
            row["planned"],
            row["payload"],
            row["meta"],
            row["attempts"] + 1,
        )


def timer_of(row: asyncpg.Record, meta: Meta) -> Timer:
    return Timer(
        name=row["name"],
        due=row["planned"].astimezone(telemetry.BEIJING),
        stream_id=row["stream_id"],
        household_id=row["household_id"],
        application_id=meta.correlation,
        payload=orjson.loads(row["payload"]),
    )
