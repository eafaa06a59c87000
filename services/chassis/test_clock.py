"""The simulated clock: kept, still, never back."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import pytest

from conftest import Databases
from services.chassis import database
from services.chassis.clock import RealClock, SimulatedClock

NEW_YEAR = datetime(2024, 12, 31, 20, 0, tzinfo=UTC)


@pytest.fixture
async def pool(databases: Databases) -> AsyncIterator[database.Pool]:
    pool = await database.pool(await databases.fresh("services.chassis.migrations.keys"))
    yield pool
    await pool.close()


async def test_a_day_is_beijings(pool: database.Pool) -> None:
    clock = await SimulatedClock.start(pool, NEW_YEAR)
    assert clock.today() == date(2025, 1, 1)
    assert clock.now().utcoffset() == RealClock().now().utcoffset() == timedelta(hours=8)


async def test_a_moment_without_a_zone_is_refused(pool: database.Pool) -> None:
    with pytest.raises(ValueError, match="zone"):
        await SimulatedClock.start(pool, NEW_YEAR.replace(tzinfo=None))


async def test_the_simulated_moment_survives_a_restart(pool: database.Pool) -> None:
    clock = await SimulatedClock.start(pool, NEW_YEAR)
    await clock.set(NEW_YEAR + timedelta(days=3))
    again = await SimulatedClock.start(pool, NEW_YEAR)
    assert again.now() == NEW_YEAR + timedelta(days=3)


async def test_the_clock_stands_still_and_never_goes_back(pool: database.Pool) -> None:
    clock = await SimulatedClock.start(pool, NEW_YEAR)
    await clock.set(NEW_YEAR + timedelta(hours=1))
    await clock.set(NEW_YEAR + timedelta(hours=1))
    with pytest.raises(ValueError, match="does not go back"):
        await clock.set(NEW_YEAR)
    assert clock.now() == NEW_YEAR + timedelta(hours=1)


async def test_all_who_wait_are_woken_by_a_move_and_may_wait_for_the_next(pool: database.Pool) -> None:
    clock = await SimulatedClock.start(pool, NEW_YEAR)
    for hours in (1, 2):
        waiting = [asyncio.create_task(clock.moved()) for _ in range(3)]
        await asyncio.sleep(0)
        assert not any(task.done() for task in waiting)
        await clock.set(NEW_YEAR + timedelta(hours=hours))
        await asyncio.gather(*waiting)
