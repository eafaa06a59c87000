"""B1, ours: callers append 400 bytes to random streams at the version they expect; group commit makes them durable."""

import asyncio
import random
import time
from uuid import UUID

import asyncpg

from services.chassis import database
from services.chassis.clock import RealClock
from services.chassis.ids import uuid7
from services.chassis.log import Append, Meta, NewEvent
from services.chassis.writer import Conflict, Writer
from tests.benchmarks.measure import Sample, hold
from tests.benchmarks.place import BODY, Place

STREAMS = 100_000
META = Meta().to_bytes()
BROKEN = """SELECT count(*) FROM (SELECT off - lag(off, 1, 0::bigint) OVER (PARTITION BY part ORDER BY off) AS step,
    version - lag(version, 1, 0::bigint) OVER (PARTITION BY stream_type, stream_id ORDER BY off) AS rise
    FROM event) x WHERE step <> 1 OR rise <> 1"""


class Callers:
    """What the callers of one run share: streams, the versions they have heard of, and how long they waited."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.streams = [UUID(int=random.getrandbits(128)) for _ in range(STREAMS)]
        self.known: dict[UUID, int] = {}
        self.waits: list[float] = []
        self.outrun = 0

    async def call_until(self, end: float) -> None:
        while (began := time.perf_counter()) < end:
            stream = random.choice(self.streams)
            expected = self.known.get(stream, 0)
            event = NewEvent(uuid7(), "Counted.v1", BODY, META)
            try:
                await self.writer.put(Append(stream, "bench", stream, expected, [event]))
            except Conflict:
                self.outrun += 1  # another caller had the same stream under way
                continue
            self.known[stream] = expected + 1
            self.waits.append(time.perf_counter() - began)


async def ours(place: Place, callers: int, seconds: float) -> Sample:
    dsn = await place.fresh()
    writer = Writer(lambda: database.connect(dsn), RealClock(), lambda: None)
    running = asyncio.create_task(writer.run())
    shared = Callers(writer)
    began = time.perf_counter()
    await asyncio.gather(*(shared.call_until(began + seconds) for _ in range(callers)))
    took = time.perf_counter() - began
    writer.stop()
    await running
    await writer.conn.close()
    await verify(dsn, len(shared.waits))
    return Sample(len(shared.waits) / took, shared.waits, f"outrun {shared.outrun}")


async def verify(dsn: str, acknowledged: int) -> None:
    """Every acknowledged event is there once; no lane and no stream has a gap."""
    conn = await asyncpg.connect(dsn)
    found, broken = await conn.fetchval("SELECT count(*) FROM event"), await conn.fetchval(BROKEN)
    await conn.close()
    hold(found == acknowledged, f"{acknowledged} acknowledged, {found} there")
    hold(broken == 0, f"{broken} gaps in lanes or streams")
