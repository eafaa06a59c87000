"""`onedoor verify` after a day's work: all is whole on either bus; what was changed behind its back is named."""

from pathlib import Path
from typing import Literal

import asyncpg

from services.assembly import all_services
from services.casebook.driver import Driver
from services.casebook.generate import generate
from services.casebook.office import Office
from services.casebook.wire import wire_to
from services.chassis.database import address
from services.chassis.engine import LOOK
from services.chassis.runtime import Runtime
from services.chassis.settings import Settings
from services.commands.standing import standing
from services.commands.verify import examine, line
from tests.chaos import journey
from tests.chaos.process import MONDAY

EDIT = """UPDATE event SET meta = meta || ' ' WHERE (part, off) = (
    SELECT e.part, e.off FROM event e JOIN cursor c USING (part) WHERE c.name = 'sealer' AND e.off <= c.off
    ORDER BY e.off DESC LIMIT 1) RETURNING part, off"""


async def test_a_days_work_is_whole_and_one_edited_event_of_it_is_named(
    tmp_path: Path, bus: Literal["pglog", "kafka"]
) -> None:
    async with (
        Runtime.start(all_services, bus=bus, clock="simulated", at=MONDAY, state_dir=tmp_path) as system,
        wire_to(system.base_url) as wire,
    ):
        await journey.submit(wire, generate(5, on=MONDAY.date(), seed=3))
        await Driver(system, Office(wire, {})).finish(before=MONDAY)
        for engine in system.engines:
            engine.sealed = -LOOK
            await engine.look()
    async with standing(Settings(), tmp_path, bus) as (admin_dsn, master, bus_port):
        found = await examine(admin_dsn, master, bus_port)
        for service, one in found.items():
            print(line(service, one))
        assert {name: one.broken for name, one in found.items() if one.broken} == {}
        assert sum(one.events for one in found.values()) == sum(one.sealed for one in found.values()) > 50
        assert found["classification"].messages > 5 and found["portal"].messages == 0
        conn = await asyncpg.connect(address(admin_dsn, "onedoor_classification"))
        (place,) = await conn.fetch(EDIT)
        await conn.close()
        again = await examine(admin_dsn, master, bus_port)
        assert {name: [(b.lane, b.off) for b in one.broken] for name, one in again.items() if one.broken} == {
            "classification": [tuple(place)]
        }
