"""Calls to the outside world: after the commit, at least once, with a deadline; the answer comes back as a command."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import asyncpg

from services.chassis import codec, telemetry
from services.chassis.errors import RuleBroken, TryLater
from services.chassis.keys import Erased
from services.chassis.log import Meta
from services.chassis.parking import back_off
from services.chassis.relay import envelope_of
from services.chassis.tables import Activities, Execute
from services.chassis.unit import Outdated, PassFailed, Unit, UnitContext
from services.chassis.worker import Worker

AT_ONCE = 32
DEADLINE = 20.0  # seconds for one call
CLAIM = """WITH mine AS (
      SELECT part, off FROM activity WHERE due <= $1 AND (claimed_until IS NULL OR claimed_until < clock_timestamp()
        OR NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = claimed_pid AND backend_start = claimed_since))
      ORDER BY due LIMIT $2 FOR UPDATE SKIP LOCKED),
    claimed AS (
      UPDATE activity a SET claimed_until = clock_timestamp() + $3, attempts = attempts + 1,
        claimed_pid = me.pid, claimed_since = me.backend_start
      FROM mine, pg_stat_activity me WHERE me.pid = pg_backend_pid() AND a.part = mine.part AND a.off = mine.off
      RETURNING a.part, a.off, a.attempts)
    SELECT e.*, c.attempts FROM claimed c JOIN event e USING (part, off)"""
DONE = """DELETE FROM activity a USING unnest($1::smallint[], $2::bigint[]) d(part, off)
    WHERE a.part = d.part AND a.off = d.off"""
LATER = """UPDATE activity a SET due = l.due, reason = l.reason, claimed_until = NULL
    FROM unnest($1::smallint[], $2::bigint[], $3::timestamptz[], $4::text[]) l(part, off, due, reason)
    WHERE a.part = l.part AND a.off = l.off"""


class Outcome(NamedTuple):
    """What one call brought: commands, or the moment of the next try and why."""

    row: asyncpg.Record
    meta: Meta
    commands: Sequence[Execute] = ()
    later: datetime | None = None
    reason: str | None = None


class Calls:
    def __init__(self, worker: Worker, activities: Activities) -> None:
        self.worker = worker
        self.activities = {codec.type_name(t): act for t, act in activities.items()}
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
                while not self.ending and await self.step():
                    pass
            except Exception as error:
                telemetry.log(self.worker.service).warning("activities_failed", error=type(error).__name__)
                await asyncio.sleep(0.2)
                self.ready.set()

    async def step(self) -> int:
        """Claim, call outside of any transaction, bring back what came."""
        async with self.worker.transaction() as conn:
            rows = await conn.fetch(CLAIM, self.worker.clock.now(), AT_ONCE, timedelta(seconds=2 * DEADLINE))
        if not rows:
            return 0
        events = await self.worker.streams.decode(rows)
        outcomes = await asyncio.gather(*(self.call(row, event) for row, event in zip(rows, events, strict=True)))
        try:
            await self.bring_back(outcomes, heads_first=False)
        except Outdated:
            await self.bring_back(outcomes, heads_first=True)
        self.worker.committed()
        return len(rows)

    async def call(self, row: asyncpg.Record, event: object) -> Outcome:
        meta = Meta.from_bytes(row["meta"])
        now = self.worker.clock.now()
        with telemetry.calling(self.worker.service, row["type"], meta.traceparent, meta.correlation) as span:
            inside = meta._replace(traceparent=span.traceparent, causation=str(row["id"]))
            try:
                async with asyncio.timeout(DEADLINE):
                    commands = await self.activities[row["type"]](event, envelope_of(row, inside))
                return Outcome(row, inside, commands)
            except TryLater as later:
                at = later.at or back_off(now, row["attempts"])
                return Outcome(row, inside, (), max(at, now), str(later))
            except Exception as error:
                span.failed(error)
                return Outcome(row, inside, (), back_off(now, row["attempts"]), type(error).__name__)

    async def bring_back(self, outcomes: Sequence[Outcome], heads_first: bool) -> None:
        async with self.worker.transaction() as conn:
            unit = Unit(self.worker.streams, conn, self.worker.clock)
            if heads_first:
                await unit.lock_heads(outcome.row["part"] for outcome in outcomes)
            settled = [await self.execute(unit, outcome) for outcome in outcomes]
            done = [outcome for outcome in settled if outcome.later is None]
            later = [outcome for outcome in settled if outcome.later is not None]
            await conn.execute(DONE, [o.row["part"] for o in done], [o.row["off"] for o in done])
            await conn.execute(
                LATER,
                [o.row["part"] for o in later],
                [o.row["off"] for o in later],
                [o.later for o in later],
                [o.reason for o in later],
            )
            await unit.save()
        self.worker.streams.remember(unit.now)

    async def execute(self, unit: Unit, outcome: Outcome) -> Outcome:
        """All commands of one call, or none: refused where the stream has moved on, put off where they fail."""

        async def all_of_them(context: UnitContext) -> None:
            for item in outcome.commands:
                await context.execute(item.decider, item.stream_id, item.command, item.household_id)

        try:
            await unit.act(outcome.row["household_id"], outcome.meta, all_of_them)
        except PassFailed:
            raise
        except (RuleBroken, Erased) as refused:
            code = refused.code if isinstance(refused, RuleBroken) else "erased"
            telemetry.log(self.worker.service).warning("activity_refused", type=outcome.row["type"], code=code)
        except Exception as error:
            at = back_off(self.worker.clock.now(), outcome.row["attempts"])
            return Outcome(outcome.row, outcome.meta, (), at, type(error).__name__)
        return outcome
