"""What both buses promise, on a real Postgres and a real Kafka."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from time import monotonic

import pytest

from services.chassis.bus import HOP, Bus, BusFailed, Fell, Topic
from services.chassis.log import LANES
from tests.conformance.server import Reader, Server, chain, message


async def test_a_message_comes_back_as_it_was_sent(bus: Bus, topic: str, reader: Reader) -> None:
    trace = {"traceparent": f"00-{'a' * 32}-{'b' * 16}-01", HOP: f"00-{'a' * 32}-{'c' * 16}-01"}
    sent = message(7, 12, 5, '{"name":"䶮"}'.encode())
    sent = replace(sent, headers=sent.headers | trace | {"subject": "申请", "dataclass": "internal"})
    await bus.publish(topic, {7: [sent]})
    got: Sequence[object] = []
    while not got:
        got = (await reader.source.take()).get(7, [])
    assert got == [sent]


async def test_each_lane_is_delivered_in_order_and_lanes_do_not_mix(bus: Bus, topic: str, reader: Reader) -> None:
    for start in range(1, 300, 100):
        numbers = range(start, start + 100)
        lanes = {part: [message(part, n, n - 1) for n in numbers] for part in range(LANES)}
        assert await bus.publish(topic, lanes) == dict.fromkeys(range(LANES), 100)
    await reader.until({part: list(range(1, 301)) for part in range(LANES)})


async def test_publishing_again_has_no_effect_for_a_reader(bus: Bus, topic: str, reader: Reader) -> None:
    await bus.publish(topic, {3: chain(3, 1, 4, 9)})
    await bus.publish(topic, {3: chain(3, 1, 4, 9)})
    await bus.publish(topic, {3: chain(3, 4, 9, 11)[1:], 5: chain(5, 2)})
    await bus.publish(topic, {3: [message(3, 20, 11)]})
    await reader.until({3: [1, 4, 9, 11, 20], 5: [2]})


async def test_seeking_delivers_again_from_the_cursor(bus: Bus, topic: str, reader: Reader) -> None:
    await bus.publish(topic, {0: chain(0, 1, 2, 3), 1: chain(1, 8)})
    await reader.until({0: [1, 2, 3], 1: [8]})
    reader.cursors[0], reader.marks[0], reader.seen[0] = 1, 1, [1]
    await reader.source.seek([0])
    await reader.until({0: [1, 2, 3], 1: [8]})


async def test_a_reader_begins_where_its_cursors_are(bus: Bus, topic: str) -> None:
    await bus.publish(topic, {2: chain(2, 1, 2, 3)})
    late = Reader(bus, topic, cursors={2: 2}, marks={2: 2})
    source = await late.open()
    await late.until({2: [3]})
    await source.stop()


async def test_two_groups_read_everything_without_each_other(bus: Bus, topic: str, reader: Reader) -> None:
    other = Reader(bus, topic, group="others")
    source = await other.open()
    await bus.publish(topic, {0: chain(0, 1, 2), 9: chain(9, 1)})
    await reader.until({0: [1, 2], 9: [1]})
    await other.until({0: [1, 2], 9: [1]})
    await source.stop()


async def test_lanes_that_are_kept_back_are_not_read(bus: Bus, topic: str, reader: Reader) -> None:
    await bus.publish(topic, {0: chain(0, 1), 1: chain(1, 1)})
    while 1 not in reader.seen:
        reader.apply(await reader.source.take(without={0}))
    assert 0 not in reader.seen
    await reader.until({0: [1], 1: [1]})


async def test_a_limit_is_kept_roughly_and_the_rest_comes_later(bus: Bus, topic: str, reader: Reader) -> None:
    await bus.publish(topic, {0: [message(0, n, n - 1) for n in range(1, 201)]})
    lanes = await reader.source.take(limit=50, wait=10)
    while not lanes:
        lanes = await reader.source.take(limit=50, wait=10)
    assert len(lanes[0]) <= 50
    reader.apply(lanes)
    await reader.until({0: list(range(1, 201))})


async def test_a_waiting_reader_wakes_at_once(bus: Bus, topic: str, reader: Reader) -> None:
    await bus.publish(topic, {0: chain(0, 1)})
    await reader.until({0: [1]})
    delays = []
    for n in range(2, 22):
        waiting = asyncio.create_task(reader.source.take(wait=10))
        await asyncio.sleep(0)
        before = monotonic()
        await bus.publish(topic, {0: [message(0, n, n - 1)]})
        reader.apply(await waiting)
        delays.append(monotonic() - before)
    assert reader.seen[0] == list(range(1, 22))
    assert sorted(delays)[len(delays) // 2] < 0.1, delays


async def test_stopping_ends_a_wait(bus: Bus, topic: str, reader: Reader) -> None:
    await bus.publish(topic, {0: chain(0, 1)})
    await reader.until({0: [1]})
    waiting = asyncio.create_task(reader.source.take(wait=60))
    await asyncio.sleep(0)
    async with asyncio.timeout(5):
        await reader.source.stop()
        assert await waiting == {}


async def test_reading_waits_for_the_database_of_the_cursors(bus: Bus, topic: str) -> None:
    late = Reader(bus, topic, away=True)
    source = await late.open()
    await bus.publish(topic, {0: chain(0, 1)})
    while late.asked < 2:
        assert await source.take() == {}
    late.away = False
    await late.until({0: [1]})
    await source.stop()


async def test_a_cursor_beyond_the_end_is_told_and_not_skipped(bus: Bus, topic: str) -> None:
    await bus.publish(topic, {4: chain(4, 1)})
    lost = Reader(bus, topic, cursors={4: 7})
    source = await lost.open()
    with pytest.raises(Fell) as fell:
        async with asyncio.timeout(30):
            while True:
                assert await source.take() == {}
    assert fell.value.parts == {4}
    lost.cursors[4] = 0
    await lost.until({4: [1]})
    await source.stop()


async def test_two_copies_of_a_group_leave_nothing_out(bus: Bus, server: Server, topic: str, reader: Reader) -> None:
    """Kafka divides the lanes, Postgres shows all to both; that only one acts is the cursor's row lock."""
    second_bus = server.bus()
    await second_bus.start()
    second = Reader(second_bus, topic)
    source = await second.open()
    await bus.publish(topic, {part: chain(part, 1) for part in range(LANES)})
    async with asyncio.timeout(30):
        while {*reader.seen, *second.seen} != set(range(LANES)):
            reader.apply(await reader.source.take(wait=0.05))
            second.apply(await source.take(wait=0.05))
    await source.stop()
    await second_bus.stop()


async def test_the_ends_are_the_next_offsets(bus: Bus, topic: str) -> None:
    assert await bus.ends(topic) == dict.fromkeys(range(LANES), 0)
    await bus.publish(topic, {6: chain(6, 1, 2)})
    assert (await bus.ends(topic))[6] == 2


async def test_creating_again_changes_nothing(bus: Bus, topic: str) -> None:
    await bus.publish(topic, {6: chain(6, 1, 2)})
    await bus.create([Topic(topic), Topic(f"{topic}-b", config={"retention.ms": "-1"})])
    assert (await bus.ends(topic))[6] == 2


async def test_a_topic_that_is_not_there_is_refused(bus: Bus) -> None:
    with pytest.raises(BusFailed):
        await bus.publish("onedoor.nowhere", {0: chain(0, 1)})


async def test_everything_catches_up_after_the_server_was_killed(
    bus: Bus, server: Server, topic: str, reader: Reader
) -> None:
    await bus.publish(topic, {0: chain(0, 1, 2), 1: chain(1, 1)})
    await reader.until({0: [1, 2], 1: [1]})
    server.kill()
    try:
        with pytest.raises(BusFailed):
            await bus.publish(topic, {0: chain(0, 2, 3)[1:]})
        assert await reader.source.take() == {}
        second = Reader(bus, topic, group="opened while it was away")
        assert await (await second.open()).take() == {}
    finally:
        server.start()
    async with asyncio.timeout(30):
        while True:
            try:
                await bus.publish(topic, {0: [message(0, 3, 2), message(0, 4, 3)], 1: [message(1, 2, 1)]})
                break
            except BusFailed:
                assert await reader.source.take() == {}
    await reader.until({0: [1, 2, 3, 4], 1: [1, 2]}, seconds=60)
    await second.until({0: [1, 2, 3, 4], 1: [1, 2]}, seconds=60)
    await second.source.stop()
