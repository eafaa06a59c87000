"""A whole copy of a service: its loops wake each other, stop in time, and forget what is old."""

import asyncio
import socket
from datetime import timedelta
from uuid import uuid4

from services.chassis import ops
from services.chassis.engine import ASKED_AGAIN, Engine
from services.chassis.log import Append, Meta, Receipt, append
from services.chassis.runtime import Runtime
from services.chassis.testing_stage import START, Stage, on_lane
from services.chassis.testing_tally import Added, Asked, Planned, tally

DUE = START + timedelta(days=2)


async def started(stage: Stage, dsn: str | None = None) -> Engine:
    engine = Engine(tally(stage.script), dsn or stage.dsn, stage.bus, stage.keys, stage.clock, {})
    await engine.start()
    return engine


async def test_what_happens_once_is_relayed_heard_seen_called_and_woken_without_waiting_for_the_look(
    stage: Stage,
) -> None:
    engine = await started(stage)
    runtime = Runtime([engine], stage.clock, "")
    households = [uuid4() for _ in range(20)]
    for household in households:
        await stage.happened(household, Added(amount=7), Planned(at=DUE), Asked(number=1))
    engine.committed()
    await runtime.settle(20)
    assert await stage.seen() == dict.fromkeys(households, 1)
    assert len(stage.script.calls) == 20 and await runtime.next_due() == DUE
    await runtime.advance(DUE - timedelta(seconds=1))
    assert await stage.seen() == dict.fromkeys(households, 1)
    await runtime.advance(DUE + timedelta(days=1))
    assert await stage.seen() == dict.fromkeys(households, 2)
    assert stage.clock.now() == DUE + timedelta(days=1) and await runtime.next_due() is None
    for household in households:
        kinds = [kind for kind, _ in await stage.state(household)]
        assert kinds[:3] == ["Added", "Planned", "Asked"] and sorted(kinds[3:]) == ["Answered", "Heard", "Reminded"]
    await engine.stop()


async def test_what_a_copy_knows_of_itself_is_what_the_database_says_after_every_commit(stage: Stage) -> None:
    engine = await started(stage)
    for number in range(1, 6):
        await stage.happened(uuid4(), Added(amount=number))
        engine.committed()
        assert (await engine.latest()).head == (await engine.status()).head
        await Runtime([engine], stage.clock, "").settle(20)
        assert (await engine.latest()).cursors == (await engine.status()).cursors
    await engine.stop()


async def test_advance_stops_at_everything_due_on_the_way_in_its_order(stage: Stage) -> None:
    engine = await started(stage)
    runtime = Runtime([engine], stage.clock, "")
    moments = [DUE + timedelta(hours=n) for n in (5, 1, 3)]
    for moment in moments:
        await stage.happened(uuid4(), Planned(at=moment))
    engine.committed()
    await runtime.advance(DUE + timedelta(days=1))
    acted = await stage.rows("SELECT recorded_at FROM event WHERE type = 'Reminded.v1' ORDER BY recorded_at")
    assert [moment for (moment,) in acted] == sorted(moments), "each at its own moment"
    await engine.stop()


async def test_settle_says_that_a_consumer_has_stopped_instead_of_waiting(stage: Stage) -> None:
    engine = await started(stage)
    (household,) = on_lane(5)
    engine.consumers[0].held = {5: [await stage.counted(household, 3, 2)]}
    await engine.hearing.work(engine.consumers)
    message = ""
    try:
        await Runtime([engine], stage.clock, "").settle(5)
    except RuntimeError as error:
        message = str(error)
    assert message.startswith("tally:onedoor.tally has stopped: lane 5")
    await engine.stop()


async def test_a_stop_wakes_every_loop_and_leaves_none_behind(stage: Stage) -> None:
    engine = await started(stage)
    async with asyncio.timeout(5):
        await engine.stop()
    assert all(task.done() and not task.cancelled() for task in engine.tasks)
    async with asyncio.timeout(5):
        await engine.stop()  # quiet when repeated


async def test_a_stop_while_the_database_accepts_and_never_answers_returns_in_time(stage: Stage) -> None:
    engine = await started(stage)
    silent = socket.create_server(("127.0.0.1", 0))
    engine.dsn = f"postgresql://u:p@127.0.0.1:{silent.getsockname()[1]}/x"
    await stage.cut()
    engine.committed()
    asking = asyncio.gather(*(engine.door.fetch("SELECT pg_sleep(30)") for _ in range(3)), return_exceptions=True)
    await asyncio.sleep(0.1)
    begun = asyncio.get_running_loop().time()
    await engine.stop()
    assert asyncio.get_running_loop().time() - begun < 20
    await asking
    silent.close()


async def test_a_loop_that_waits_through_an_outage_goes_on_by_itself(stage: Stage) -> None:
    engine = await started(stage)
    household = uuid4()
    for n in (1, 2, 3):
        await stage.cut()
        await stage.happened(household, Added(amount=n))  # as another copy would: nobody here is told
    await stage.until(3, "SELECT n FROM seen WHERE household_id = $1", household)
    assert await stage.heard(household) == [1, 2, 3]
    assert await ops.trouble_of(engine) is None
    await engine.stop()


async def test_receipts_are_forgotten_after_72_hours_of_the_clock_once_an_hour(stage: Stage) -> None:
    async def receipt(key: str) -> None:
        (old,) = on_lane(1)
        encoded = await stage.engine.streams.encode(old, [Added(amount=0)], meta)
        item = command._replace(household_id=old, stream_id=old, events=encoded, receipt=Receipt("a", key, b"", b""))
        await append(stage.admin, [item], stage.clock.now())

    meta, command = Meta(), Append(uuid4(), "tally", uuid4(), 0, [])
    await receipt("old")
    await stage.clock.set(START + timedelta(hours=1))
    await receipt("young")
    await stage.engine.look()
    assert await stage.rows("SELECT key FROM receipt ORDER BY 1") == [("old",), ("young",)]
    await stage.clock.set(START + ASKED_AGAIN + timedelta(minutes=1))
    await stage.engine.look()
    assert await stage.rows("SELECT key FROM receipt") == [("young",)]
    await stage.clock.set(START + ASKED_AGAIN + timedelta(minutes=60))
    await stage.engine.look()
    await stage.engine.look()
    assert await stage.rows("SELECT key FROM receipt") == [("young",)], "not looked for again within the hour"
