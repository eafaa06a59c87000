"""Timers: once, never early, never after they were cleared; a failing one is put back and keeps its day."""

import asyncio
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest

from services.chassis.keys import Erased
from services.chassis.testing_stage import START, Stage
from services.chassis.testing_tally import Heard, Planned, nothing

DUE = START + timedelta(days=3)
NOT_YET = DUE - timedelta(seconds=1)


async def planned(stage: Stage, *households: UUID, at: datetime | None = DUE) -> None:
    for household in households:
        await stage.happened(household, Planned(at=at))
    await stage.engine.follower.step()


async def reminded(stage: Stage, household: UUID) -> list[datetime]:
    return [value for kind, value in await stage.state(household) if kind == "Reminded"]


async def test_a_timer_acts_at_its_moment_once_and_not_before(stage: Stage) -> None:
    household = uuid4()
    await planned(stage, household)
    await stage.clock.set(NOT_YET)
    assert await stage.engine.alarms.pass_() == 0
    await stage.clock.set(DUE)
    assert [await stage.engine.alarms.pass_() for _ in range(2)] == [1, 0]
    assert await reminded(stage, household) == [DUE]


async def test_a_cleared_timer_never_acts_and_a_moved_one_only_at_its_new_moment(stage: Stage) -> None:
    cleared, moved = uuid4(), uuid4()
    await planned(stage, cleared, moved)
    await planned(stage, cleared, at=None)
    await planned(stage, moved, at=DUE + timedelta(days=1))
    await stage.clock.set(DUE)
    await stage.engine.alarms.pass_()
    assert await reminded(stage, moved) == []
    await stage.clock.set(DUE + timedelta(days=9))
    await stage.engine.alarms.pass_()
    assert (await reminded(stage, cleared), await reminded(stage, moved)) == ([], [DUE + timedelta(days=1)])


async def test_two_owners_at_once_fire_each_timer_once(stage: Stage) -> None:
    other = await stage.copy()
    households = [uuid4() for _ in range(40)]
    await planned(stage, *households)
    await stage.clock.set(DUE)
    fired = await asyncio.gather(stage.engine.alarms.pass_(), other.alarms.pass_())
    assert sum(fired) == 40
    assert [await reminded(stage, household) for household in households] == [[DUE]] * 40


async def test_a_crash_between_firing_and_commit_fires_again_and_acts_once(stage: Stage) -> None:
    household = uuid4()
    await planned(stage, household)
    await stage.clock.set(DUE)
    stage.script.waking = stage.cut
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError)):
        await stage.engine.alarms.pass_()
    stage.script.waking = nothing
    assert await stage.engine.alarms.pass_() == 1
    assert await reminded(stage, household) == [DUE]


async def test_a_handler_that_fails_is_put_back_visibly_and_later_acts_for_the_day_it_was_set_for(stage: Stage) -> None:
    sick, well = uuid4(), uuid4()
    await planned(stage, sick, well)
    await stage.clock.set(DUE)
    stage.script.sleepy[sick] = KeyError()
    await stage.engine.alarms.pass_()
    assert await reminded(stage, well) == [DUE]
    later = DUE + timedelta(seconds=5)
    assert await stage.rows("SELECT stream_id, due, attempts FROM timer") == [(sick, later, 1)]
    assert (await stage.engine.status()).next_due == later
    stage.script.sleepy.clear()
    assert await stage.engine.alarms.pass_() == 0
    await stage.clock.set(later)
    await stage.engine.alarms.pass_()
    assert await reminded(stage, sick) == [DUE]


async def test_an_erased_household_does_not_keep_others_from_their_timers(stage: Stage) -> None:
    erased, well = uuid4(), uuid4()
    await planned(stage, erased, well)
    await stage.keys.destroy(erased)
    stage.script.sleepy[erased] = Erased()
    await stage.clock.set(DUE)
    await stage.engine.alarms.pass_()
    assert await reminded(stage, well) == [DUE]


async def test_a_pass_that_was_outrun_decides_on_the_newer_state(stage: Stage) -> None:
    household = uuid4()
    await planned(stage, household)
    await stage.clock.set(DUE)
    times = [0]

    async def outran() -> None:
        times[0] += 1
        if times[0] == 1:
            await stage.happened(household, Heard(amount=9))

    stage.script.waking = outran
    await stage.engine.alarms.pass_()
    assert (await stage.state(household))[1:] == (("Heard", 9), ("Reminded", DUE)) and times == [2]


async def test_the_loop_wakes_when_the_clock_moves_and_stops_at_once(stage: Stage) -> None:
    household = uuid4()
    await planned(stage, household)
    loops = [asyncio.create_task(stage.engine.alarms.run()), asyncio.create_task(stage.engine.safety())]
    await stage.clock.set(DUE)
    await stage.until(0, "SELECT count(*) FROM timer")
    stage.engine.ending.set()
    stage.engine.alarms.stop()
    async with asyncio.timeout(3):
        await asyncio.gather(*loops)
    assert await reminded(stage, household) == [DUE]
