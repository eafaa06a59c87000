"""The relay: every published event, in order, chained; what it sends twice is a copy that consumers know."""

import asyncio
from collections.abc import Mapping, Sequence
from uuid import uuid4

import asyncpg
import pytest

from services.chassis.bus import BusFailed, Message
from services.chassis.bus_pglog import PgBus
from services.chassis.engine import Engine
from services.chassis.testing_stage import Stage, on_lane
from services.chassis.testing_tally import Added, Heard, Told

SENT = "SELECT sequence, previous FROM message WHERE part = $1 ORDER BY off"


class Forgetful(PgBus):
    """As Kafka after a restart of the producer: it does not know copies."""

    failing = False

    async def publish(self, topic: str, lanes: Mapping[int, Sequence[Message]]) -> dict[int, int]:
        async with self.writer.turn:
            await self.writer.fetch("UPDATE topic_head SET sequence = 0")
        sent = await super().publish(topic, lanes)
        if self.failing:
            raise BusFailed("the acknowledgements were lost")
        return sent


async def forgetful(stage: Stage) -> tuple[Engine, Forgetful]:
    bus = Forgetful(stage.bus.writer.dsn)
    await bus.look()
    return await stage.copy(bus), bus


async def sent(stage: Stage, part: int) -> list[tuple[int, int]]:
    return [tuple(row) for row in await stage.bus_admin.fetch(SENT, part)]


async def test_every_published_event_is_sent_in_order_and_names_the_one_sent_before_it(stage: Stage) -> None:
    first, second = on_lane(5, 2)
    for household in (first, second, first):
        await stage.happened(household, Added(amount=1), Added(amount=2))
    assert await stage.engine.relay.step() == 6
    assert await sent(stage, 5) == [(1, 0), (2, 1), (3, 2), (4, 3), (5, 4), (6, 5)]
    assert await stage.engine.relay.step() == 0, "quiet when there is nothing new"


async def test_an_event_that_is_not_published_leaves_a_gap_in_sequence_but_not_in_the_chain(stage: Stage) -> None:
    (household,) = on_lane(5)
    await stage.happened(household, Added(amount=1), Heard(amount=1), Added(amount=0), Added(amount=2))
    await stage.engine.relay.step()
    await stage.happened(household, Heard(amount=2))
    await stage.engine.relay.step()
    await stage.happened(household, Added(amount=3))
    await stage.engine.relay.step()
    assert await sent(stage, 5) == [(1, 0), (4, 1), (6, 4)]


async def test_a_crash_between_acknowledgement_and_cursor_makes_copies_that_the_consumer_drops(stage: Stage) -> None:
    (household,) = on_lane(5)
    engine, bus = await forgetful(stage)
    await stage.happened(household, Added(amount=1), Added(amount=2))
    bus.failing = True
    with pytest.raises(BusFailed):
        await engine.relay.step()
    bus.failing = False
    await stage.happened(household, Added(amount=3))
    await engine.relay.step()
    assert await sent(stage, 5) == [(1, 0), (2, 1), (1, 0), (2, 1), (3, 2)]
    await stage.consumer.source.start()
    await stage.bus.look()
    lanes = await stage.consumer.source.take(wait=1)
    await stage.hear(lanes)
    assert await stage.heard(household) == [1, 2, 3] and stage.consumer.seen["dropped"] == 2


async def test_a_connection_that_dies_while_the_bus_answers_leaves_the_cursor_where_it_was(stage: Stage) -> None:
    (household,) = on_lane(5)
    await stage.happened(household, Added(amount=1))
    publish = stage.engine.relay.publish

    async def and_dies(out: dict[int, list[Message]]) -> dict[int, int]:
        answer = await publish(out)
        await stage.cut()
        return answer

    stage.engine.relay.publish = and_dies  # type: ignore[method-assign]
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError)):
        await stage.engine.relay.step()
    stage.engine.relay.publish = publish  # type: ignore[method-assign]
    assert await stage.engine.relay.step() == 1
    assert await sent(stage, 5) == [(1, 0)], "this bus knows what it has"


async def test_two_relays_at_once_send_each_event_once_and_in_order(stage: Stage) -> None:
    other, _ = await forgetful(stage)
    households = on_lane(5, 3) + on_lane(6, 3)
    for household in households * 5:
        await stage.happened(household, Added(amount=1))
        await asyncio.gather(stage.engine.relay.step(), other.relay.step())
    await stage.engine.relay.step()
    for part in (5, 6):
        assert await sent(stage, part) == [(n, n - 1) for n in range(1, 16)]


async def test_an_erased_household_is_passed_by_and_stops_nobody_of_its_lane(stage: Stage) -> None:
    erased, well = on_lane(5, 2)
    for household in (erased, well, erased, well):
        await stage.happened(household, Added(amount=1, note="赵六"))
    await stage.keys.destroy(erased)
    await stage.engine.relay.step()
    assert await sent(stage, 5) == [(2, 0), (4, 2)]


async def test_a_service_that_may_not_open_what_it_publishes_stops_instead_of_leaving_it_out(stage: Stage) -> None:
    await stage.happened(uuid4(), Added(amount=1, note="赵六"))
    stage.engine.streams.keys = None
    with pytest.raises(Exception, match="may not be opened"):
        await stage.engine.relay.step()


async def test_the_loop_sends_what_is_committed_and_lives_through_an_outage(stage: Stage) -> None:
    (household,) = on_lane(5)
    running = asyncio.create_task(stage.engine.relay.run())
    offs = "SELECT off FROM cursor WHERE name = 'relay' AND part = 5"
    for n in (1, 2, 3):
        await stage.happened(household, Added(amount=n), Told(note="-"))
        stage.engine.relay.wake()
        await stage.until(2 * n, offs)
        await stage.cut()
    stage.engine.relay.stop()
    async with asyncio.timeout(5):
        await running
    assert await sent(stage, 5) == [(1, 0), (3, 1), (5, 3)]
