"""A view built anew: equal to the live one at the same place whatever happens meanwhile; nothing else has changed."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import pytest

from conftest import Databases
from services.chassis import tape
from services.chassis.beside import Beside, NotNow, Progress, build, owner
from services.chassis.errors import Poison
from services.chassis.streams import Streams
from services.chassis.tape import Tape
from services.chassis.testing_stage import Stage, on_lane
from services.chassis.testing_tally import Added, Counted, Planned, Script, tally

LIVE, OTHER = "SELECT * FROM public.seen ORDER BY household_id", "SELECT * FROM beside.seen ORDER BY household_id"
LEFT_BEHIND = """SELECT (SELECT count(*) FROM timer), (SELECT count(*) FROM activity), (SELECT count(*) FROM event),
    (SELECT sum(next_off)::bigint FROM log_head)"""


TOPIC = "onedoor.tally"


@asynccontextmanager
async def builder(stage: Stage, databases: Databases, script: Script | None = None) -> AsyncIterator[Beside]:
    """As in a process of its own."""
    service = tally(script or Script())
    conn = await owner(databases.admin(stage.dsn))
    read = Tape(stage.bus, "beside", TOPIC, {Counted.type: Counted})
    await read.source.start()
    try:
        yield Beside(service, service.projections[0], conn, Streams(service.deciders, stage.keys), {TOPIC: read})
    finally:
        await read.source.stop()
        conn.terminate()


async def work(stage: Stage, households: Sequence[UUID]) -> None:
    """Each adds something and plans something; it is sent, heard, seen."""
    for household in households:
        await stage.happened(household, Added(amount=1), Added(amount=2), Planned(at=stage.clock.now()))
    await stage.engine.relay.step()
    held = stage.consumer.held
    for part, batch in (await stage.consumer.source.take(wait=1.0, without=held)).items():
        held.setdefault(part, []).extend(batch)
    await stage.engine.hearing.work([stage.consumer])
    await stage.engine.follower.step()
    await stage.engine.alarms.step(False)
    await stage.engine.follower.step()


@pytest.fixture(autouse=True)
async def _nothing_beside(stage: Stage) -> None:
    await stage.admin.execute("TRUNCATE view_version")


async def test_what_is_built_anew_equals_what_was_live_and_nothing_else_has_changed(
    stage: Stage, databases: Databases
) -> None:
    households = [uuid4() for _ in range(30)]
    await work(stage, households)
    await work(stage, households)
    before, left = await stage.rows(LIVE), await stage.rows(LEFT_BEHIND)
    sent = await stage.bus_admin.fetchval("SELECT count(*) FROM message")
    assert len(before) == 30
    told: list[Progress] = []
    async with builder(stage, databases) as beside:
        assert await build(beside, tell=told.append) == 2
    assert await stage.rows(LIVE) == await stage.rows(OTHER) == before
    assert await stage.rows(LEFT_BEHIND) == left, "no timer, no call, no event"
    assert await stage.bus_admin.fetchval("SELECT count(*) FROM message") == sent
    assert told and all(at.done <= at.of for at in told)
    await work(stage, households)
    assert await stage.seen() == {household: n * 3 // 2 for household, n in before}, "the service goes on writing it"


async def test_a_view_that_was_wrong_is_right_afterwards_and_back_brings_the_other_up_to_date(
    stage: Stage, databases: Databases
) -> None:
    households = [uuid4() for _ in range(8)]
    await work(stage, households)
    right = await stage.seen()
    await stage.admin.execute("UPDATE seen SET n = n + 100")
    async with builder(stage, databases) as beside:
        await build(beside)
    assert await stage.seen() == right
    await work(stage, households)
    async with builder(stage, databases) as beside:
        assert await build(beside, back=True) == 1
    assert await stage.seen() == {household: 2 * n + 100 for household, n in right.items()}


async def test_under_writes_with_the_builder_killed_five_times_readers_never_see_an_empty_view(
    stage: Stage, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tape, "AT_ONCE", 16)
    households = [uuid4() for _ in range(20)]
    await work(stage, households)
    done = asyncio.Event()
    fewest, rounds, between = [20], [0], asyncio.Semaphore(1)

    async def keep_working() -> None:
        while not done.is_set():
            await work(stage, households)
            rounds[0] += 1
            between.release()

    async def keep_reading() -> None:
        while not done.is_set():
            fewest.append(await stage.engine.door.pool.fetchval("SELECT count(*) FROM seen"))
            await asyncio.sleep(0)

    others = [asyncio.create_task(keep_working()), asyncio.create_task(keep_reading())]
    for _ in range(5):
        await between.acquire()
        script = Script()
        with pytest.raises(Exception, match=r"clos|terminat"):
            async with builder(stage, databases, script) as dying:
                script.viewing = killing(dying)
                await build(dying)
    async with builder(stage, databases) as beside:
        await build(beside)
    at_the_exchange = await stage.rows(OTHER)
    done.set()
    await asyncio.gather(*others)
    print(f"5 kills, {rounds[0]} rounds of writes, {len(fewest)} looks of readers")
    assert rounds[0] > 3 and min(fewest) == 20
    assert {household for household, _ in at_the_exchange} == set(households)
    live = await stage.seen()
    async with builder(stage, databases) as beside:
        await build(beside, back=True)
    assert await stage.seen() == live, "both versions counted everything once"


def killing(beside: Beside) -> Any:
    """In the third batch: two have been committed."""
    calls: list[int] = []

    async def kill() -> None:
        calls.append(1)
        if len(calls) == 3:
            beside.conn.terminate()

    return kill


async def test_while_households_are_parked_nothing_is_exchanged(stage: Stage, databases: Databases) -> None:
    (sick,) = on_lane(6)
    await work(stage, [uuid4()])
    live = await stage.seen()
    stage.script.poisoned[sick] = Poison("not-readable")
    await work(stage, [sick])
    async with builder(stage, databases) as beside:
        with pytest.raises(NotNow, match="parked"):
            await build(beside)
    assert live.items() <= (await stage.seen()).items()
    stage.script.poisoned.clear()
    await stage.engine.release(sick, None)
    await stage.retry()
    async with builder(stage, databases) as beside:
        assert await build(beside) == 2
    assert await stage.rows(LIVE) == await stage.rows(OTHER)


async def test_there_is_no_way_back_before_there_was_one_forward(stage: Stage, databases: Databases) -> None:
    async with builder(stage, databases) as beside:
        with pytest.raises(NotNow, match="no earlier version"):
            await build(beside, back=True)


async def test_an_erased_household_is_left_out_and_stops_nobody(stage: Stage, databases: Databases) -> None:
    erased, well = uuid4(), uuid4()
    await work(stage, [erased, well])
    await stage.keys.destroy(erased)
    script = Script(seals=True)
    async with builder(stage, databases, script) as beside:
        await build(beside)
    assert set(await stage.seen()) == {well}
