"""The stage of the chassis' own tests: databases made once, emptied for each test."""

from collections.abc import AsyncIterator
from typing import NamedTuple

import asyncpg
import pytest

from conftest import Databases
from services.chassis import database
from services.chassis.bus import Topic
from services.chassis.bus_pglog import PgBus
from services.chassis.clock import SimulatedClock
from services.chassis.keys import KeyStore
from services.chassis.testing_stage import START, Stage

CHASSIS = "services.chassis.migrations"
EMPTY = """TRUNCATE event, seal, cursor, parked, timer, activity, receipt, seen; UPDATE log_head SET next_off = 1"""


class Place(NamedTuple):
    service: str
    bus: str
    admin: asyncpg.Pool
    bus_admin: asyncpg.Pool
    keys: asyncpg.Pool


@pytest.fixture(scope="session")
async def place(databases: Databases) -> AsyncIterator[Place]:
    service = await databases.fresh(f"{CHASSIS}.service", "tests.component.seen_migrations")
    bus, keys = await databases.fresh(f"{CHASSIS}.bus"), await databases.fresh(f"{CHASSIS}.keys")
    admin = await database.pool(databases.admin(service))
    bus_admin = await database.pool(databases.admin(bus))
    pool = await database.pool(keys)
    yield Place(service, bus, admin, bus_admin, pool)
    for each in (pool, admin, bus_admin):
        await each.close()


@pytest.fixture
async def stage(place: Place) -> AsyncIterator[Stage]:
    await place.admin.execute(EMPTY)
    await place.bus_admin.execute("TRUNCATE message, topic_head")
    bus = PgBus(place.bus)
    await bus.create([Topic("onedoor.tally")])
    keys, clock = KeyStore(place.keys, b"master key of the tests"), SimulatedClock(place.keys, START)
    made = Stage(place.service, place.admin, place.bus_admin, bus, keys, clock)
    await made.copy()
    yield made
    await made.close()
