"""One reader for all groups of a service: read once, each from its own place, and none waits for one that stands."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

from services.chassis.bus import Fell
from services.chassis.consumer import SequenceBreak
from services.chassis.ear import Ear
from services.chassis.engine import Engine
from services.chassis.testing_stage import Stage, on_lane
from services.chassis.testing_tally import Added, Counted, tally

TOPIC = "onedoor.tally"
FIRST, SECOND = f"tally:{TOPIC}", f"second:{TOPIC}"
PLACE = "SELECT off FROM cursor WHERE name = $1 AND part = $2"


async def two_groups(stage: Stage) -> Engine:
    """A service of two groups that hear the same topic; the view belongs to the first."""
    service = tally(stage.script)
    hear = stage.script.hear
    return await stage.copy(service=replace(service, groups={"tally": {Counted: hear}, "second": {Counted: hear}}))


@asynccontextmanager
async def running(ear: Ear) -> AsyncIterator[None]:
    loops = asyncio.gather(ear.run(), ear.hearing.run())
    try:
        yield
    finally:
        for consumer in ear.consumers:
            consumer.stop()
        ear.hearing.stop()
        await ear.source.stop()
        await loops


async def sent(stage: Stage, household: UUID, *amounts: int) -> None:
    await stage.happened(household, *(Added(amount=amount) for amount in amounts))
    await stage.engine.relay.step()


async def test_every_group_hears_every_message_though_the_topic_is_read_once(stage: Stage) -> None:
    engine = await two_groups(stage)
    (ear,) = engine.ears.values()
    (household,) = on_lane(3)
    async with running(ear):
        await sent(stage, household, 1, 2)
        for group in (FIRST, SECOND):
            await stage.until(2, PLACE, group, 3)
    assert sorted(await stage.heard(household)) == [1, 1, 2, 2]


async def test_a_group_that_is_further_back_gets_what_it_lacks_and_the_other_drops_the_copies(stage: Stage) -> None:
    engine = await two_groups(stage)
    (ear,) = engine.ears.values()
    first, second = ear.consumers
    (household,) = on_lane(3)
    await sent(stage, household, 1, 2)
    await ear.source.start()
    lanes = await ear.source.take(wait=1)
    await stage.hear(lanes, first)
    await ear.source.seek([3])
    async with running(ear):
        await stage.until(2, PLACE, SECOND, 3)
    assert sorted(await stage.heard(household)) == [1, 1, 2, 2]
    assert (first.seen["dropped"], second.seen["dropped"]) == (2, 0)


async def test_a_group_that_has_stopped_holds_up_no_other(stage: Stage) -> None:
    engine = await two_groups(stage)
    (ear,) = engine.ears.values()
    _, second = ear.consumers
    second.stop_for(SequenceBreak("by the test"))
    (household,) = on_lane(3)
    async with running(ear):
        await sent(stage, household, 1, 2)
        await stage.until(2, PLACE, FIRST, 3)
    assert await stage.heard(household) == [1, 2]
    assert await stage.rows(PLACE, SECOND, 3) == [(0,)] and not second.held
    assert engine.stopped() == {SECOND: "SequenceBreak"}


async def test_only_the_group_whose_messages_are_gone_stops(stage: Stage) -> None:
    engine = await two_groups(stage)
    (ear,) = engine.ears.values()
    first, second = ear.consumers
    await stage.admin.execute("UPDATE cursor SET off = 5 WHERE name = $1 AND part = 3", FIRST)
    await ear.fell(Fell(TOPIC, [3]))
    assert isinstance(second.stopped_by, Fell) and first.stopped_by is None
    await ear.fell(Fell(TOPIC, [3]))
    assert isinstance(first.stopped_by, Fell) and ear.open == []


async def test_a_fault_while_the_places_are_asked_stops_nobody(stage: Stage) -> None:
    engine = await two_groups(stage)
    (ear,) = engine.ears.values()

    async def away() -> Any:
        raise ConnectionRefusedError

    ear.hearing.worker.connect = away
    await ear.fell(Fell(TOPIC, [3]))
    assert engine.stopped() == {}
