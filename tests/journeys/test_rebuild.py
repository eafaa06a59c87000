"""`onedoor rebuild` on the running system: every view of every service comes out of the log as it is."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import asyncpg

from services.assembly import all_services
from services.casebook.driver import Driver
from services.casebook.generate import generate
from services.casebook.office import Office
from services.casebook.wire import wire_to
from services.chassis.beside import build
from services.chassis.database import address
from services.chassis.runtime import Runtime
from services.chassis.settings import Settings
from services.commands.rebuild import builder
from services.commands.standing import standing
from tests.chaos import journey
from tests.chaos.process import MONDAY

PLAIN = """SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = $1 AND data_type <> 'bytea'"""
ONLY = {"kafka": {"tracker", "chain"}}  # a consumer group takes seconds to gather


async def rows(conn: Any, table: str) -> Sequence[str]:
    """Without what is sealed: the same content is never the same bytes."""
    name = table.partition(".")[2]
    found = await conn.fetch(f"SELECT {await conn.fetchval(PLAIN, name)} FROM {table}")
    return sorted(str(tuple(row)) for row in found)


async def test_every_view_built_anew_equals_the_live_one(tmp_path: Path, bus: Literal["pglog", "kafka"]) -> None:
    async with (
        Runtime.start(all_services, bus=bus, clock="simulated", at=MONDAY, state_dir=tmp_path) as system,
        wire_to(system.base_url) as wire,
        standing(Settings(kafka=system.broker), tmp_path, bus) as (admin_dsn, _, port),
    ):
        await system.settle()  # every program has announced itself
        await journey.submit(wire, generate(12, on=MONDAY.date(), seed=3))
        await Driver(system, Office(wire, {})).finish(before=MONDAY)
        (keys, *_) = (engine.streams.keys for engine in system.engines if engine.streams.keys)
        for engine in system.engines:
            dsn = address(admin_dsn, f"onedoor_{engine.service.name}")
            conn = await asyncpg.connect(dsn)
            for projection in engine.service.projections:
                if projection.name in ONLY.get(bus, {projection.name}):
                    async with builder(engine.service, projection, dsn, port, keys) as beside:
                        assert await build(beside) == 2
                    for table in projection.tables or (projection.name,):
                        live, before = await rows(conn, f"public.{table}"), await rows(conn, f"beside.{table}")
                        print(f"{engine.service.name} {projection.name}: {len(live)} rows of {table}")
                        assert live == before
            await conn.close()
        await journey.submit(wire, generate(13, on=MONDAY.date(), seed=3)[12:])
        await Driver(system, Office(wire, {})).finish(before=MONDAY)
        await journey.nobody_is_parked(wire)
