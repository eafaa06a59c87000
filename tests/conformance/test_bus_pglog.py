"""What is the embedded bus's alone: commits that are shared, and other processes on the same database."""

import asyncio
from uuid import uuid4

from services.chassis.bus_pglog import PgBus
from tests.conformance.server import Reader, chain, topic_on


async def test_another_process_finds_what_was_published_within_a_look(bus_database: str) -> None:
    here, there = PgBus(bus_database), PgBus(bus_database, look_every=0.05)
    await here.start()
    await there.start()
    reader = Reader(there, await topic_on(here, f"test-{uuid4()}"))
    source = await reader.open()
    await here.publish(reader.topic, {3: chain(3, 1, 2)})
    await reader.until({3: [1, 2]})
    await source.stop()
    await here.stop()
    await there.stop()


async def test_publishers_at_the_same_time_share_a_commit(bus_database: str) -> None:
    bus = PgBus(bus_database)
    await bus.start()
    topics = [await topic_on(bus, f"test-{uuid4()}") for _ in range(8)]
    fetched = 0
    fetch = bus.writer.fetch

    async def counting(sql: str, *args: object) -> list[object]:
        nonlocal fetched
        fetched += 1
        return list(await fetch(sql, *args))

    bus.writer.fetch = counting  # type: ignore[method-assign, assignment]
    await asyncio.gather(*(bus.publish(topic, {0: chain(0, 1, 2), 5: chain(5, 1)}) for topic in topics))
    assert fetched <= 2
    for topic in topics:
        ends = await bus.ends(topic)
        assert (ends[0], ends[5]) == (2, 1)
    await bus.stop()


async def test_a_publisher_that_gives_up_leaves_the_others_alone(bus_database: str) -> None:
    bus = PgBus(bus_database)
    await bus.start()
    topic = await topic_on(bus, f"test-{uuid4()}")
    await bus.writer.turn.acquire()
    given_up = asyncio.create_task(bus.publish(topic, {0: chain(0, 1)}))
    patient = asyncio.create_task(bus.publish(topic, {1: chain(1, 1)}))
    await asyncio.sleep(0)
    given_up.cancel()
    await asyncio.wait({given_up})
    bus.writer.turn.release()
    await patient
    ends = await bus.ends(topic)
    assert (ends[0], ends[1]) == (0, 1)
    await bus.stop()
