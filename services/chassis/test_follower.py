"""What follows from an event inside the service: views, timers and calls, once each, with the cursor."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest

from services.chassis import ops
from services.chassis.testing_stage import START, Stage, on_lane
from services.chassis.testing_tally import Asked, Planned, Reminded, nothing

TIMERS = "SELECT stream_id, due FROM timer"
LATER = START + timedelta(days=2)


async def test_views_timers_and_calls_follow_once_and_again_nothing(stage: Stage) -> None:
    household = uuid4()
    await stage.happened(household, Reminded(planned=START), Planned(at=LATER), Asked(number=1))
    assert await stage.engine.follower.step() == 3
    assert await stage.engine.follower.step() == 0
    assert await stage.seen() == {household: 1}
    assert await stage.rows(TIMERS) == [(household, LATER)]
    assert await stage.rows("SELECT due FROM activity") == [(START,)]


async def test_the_last_word_on_a_timer_counts_within_a_batch_and_across_batches(stage: Stage) -> None:
    first, second = uuid4(), uuid4()
    await stage.happened(first, Planned(at=LATER), Planned(at=None))
    await stage.happened(second, Planned(at=None), Planned(at=LATER), Planned(at=LATER + timedelta(days=1)))
    await stage.engine.follower.step()
    assert await stage.rows(TIMERS) == [(second, LATER + timedelta(days=1))]
    await stage.happened(second, Planned(at=None))
    await stage.engine.follower.step()
    assert await stage.rows(TIMERS) == []


async def test_a_crash_between_effect_and_cursor_leaves_neither(stage: Stage) -> None:
    household = uuid4()
    await stage.happened(household, Reminded(planned=START), Planned(at=LATER))
    stage.script.viewing = stage.cut
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError)):
        await stage.engine.follower.step()
    assert (await stage.seen(), await stage.rows(TIMERS)) == ({}, [])
    stage.script.viewing = nothing
    await stage.engine.follower.step()
    assert (await stage.seen(), await stage.rows(TIMERS)) == ({household: 1}, [(household, LATER)])


async def test_two_copies_at_once_have_the_effect_of_one(stage: Stage) -> None:
    other = await stage.copy()
    households = [uuid4() for _ in range(30)]
    for household in households:
        await stage.happened(household, Reminded(planned=START))
    await asyncio.gather(stage.engine.follower.step(), other.follower.step())
    await stage.engine.follower.step()
    assert await stage.seen() == dict.fromkeys(households, 1)


async def test_a_view_that_fails_stands_still_visibly_and_recovers_without_a_new_event(stage: Stage) -> None:
    household = uuid4()
    stage.script.unfit[household] = 0
    await stage.happened(household, Reminded(planned=START))
    running = asyncio.create_task(stage.engine.follower.run())
    await in_trouble(stage, "follower: DivisionByZeroError")
    stage.script.unfit.clear()
    await in_trouble(stage, None)
    stage.engine.follower.stop()
    await running
    assert await stage.seen() == {household: 1}


async def in_trouble(stage: Stage, expected: str | None) -> None:
    for _ in range(300):
        if await ops.trouble_of(stage.engine) == expected:
            return
        await asyncio.sleep(0.01)
    raise AssertionError(f"readyz never said {expected}")


async def test_an_erased_household_is_left_out_of_views_and_stops_nobody(stage: Stage) -> None:
    erased, well = on_lane(3, 2)
    stage.script.seals = True
    for household in (erased, well):
        await stage.happened(household, Reminded(planned=START), Planned(at=LATER))
    await stage.keys.destroy(erased)
    await stage.engine.follower.step()
    assert await stage.seen() == {well: 1}
