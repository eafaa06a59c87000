"""What is Kafka's alone: groups that its tools see, clients that stall, records for others, topics as described."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest_asyncio
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from contracts.topics import topics_from_asyncapi
from infra.kafka.broker import KafkaBroker
from services.chassis.bus import Topic
from services.chassis.bus_kafka import KafkaBus
from services.chassis.bus_kafka_source import KafkaSource
from tests.conformance.server import Reader, chain, message, topic_on


@pytest_asyncio.fixture
async def kafka(broker: KafkaBroker) -> AsyncIterator[KafkaBus]:
    bus = KafkaBus(broker.bootstrap)
    await bus.start()
    yield bus
    await bus.stop()


@pytest_asyncio.fixture
async def on_kafka(kafka: KafkaBus) -> AsyncIterator[Reader]:
    opened = Reader(kafka, await topic_on(kafka, f"test-{uuid4()}"))
    await opened.open()
    yield opened
    await opened.source.stop()


def source(reader: Reader) -> KafkaSource:
    assert isinstance(reader.source, KafkaSource)
    return reader.source


async def test_kafkas_tools_see_how_far_a_reader_is(kafka: KafkaBus, on_kafka: Reader) -> None:
    await kafka.publish(on_kafka.topic, {0: chain(0, 1, 2)})
    await on_kafka.until({0: [1, 2]})
    reading = source(on_kafka)
    async with asyncio.timeout(10):
        while reading.committed.get(0) != 2:
            reading.commit_at = 0
            await reading.take()
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka.bootstrap)
    await admin.start()
    told = await admin.list_consumer_group_offsets(f"readers.{on_kafka.topic}")
    await admin.close()
    assert told[TopicPartition(on_kafka.topic, 0)].offset == 2


async def test_a_client_that_stalls_is_made_anew(kafka: KafkaBus, on_kafka: Reader) -> None:
    await kafka.publish(on_kafka.topic, {0: chain(0, 1)})
    await on_kafka.until({0: [1]})
    reading = source(on_kafka)
    stalled = reading.consumer
    assert stalled is not None
    stalled.pause(TopicPartition(on_kafka.topic, 0))
    await kafka.publish(on_kafka.topic, {0: [message(0, 2, 1)]})
    async with asyncio.timeout(30):
        while reading.consumer is stalled:
            reading.watch_at = 0
            on_kafka.apply(await reading.take(wait=0.05))
    await on_kafka.until({0: [1, 2]})


async def test_an_outside_client_sees_cloudevents_and_a_readable_key(kafka: KafkaBus, on_kafka: Reader) -> None:
    sent = message(2, 41, 7)
    await kafka.publish(on_kafka.topic, {2: [sent]})
    outside = AIOKafkaConsumer(bootstrap_servers=kafka.bootstrap)
    await outside.start()
    outside.assign([TopicPartition(on_kafka.topic, 2)])
    await outside.seek_to_beginning()
    record: Any = await asyncio.wait_for(outside.getone(), 10)
    await outside.stop()
    assert record.key == str(sent.household_id).encode()
    headers = dict(record.headers)
    assert headers["content-type"] == b"application/json"
    assert headers["ce_sequence"] == b"00000000000000000041"
    assert headers["ce_prevsequence"] == b"00000000000000000007"
    assert headers["ce_type"] == b"onedoor.test.happened.v1"


async def test_a_batch_that_is_full_ends_early_and_nothing_is_lost(kafka: KafkaBus, on_kafka: Reader) -> None:
    big = [message(0, n, n - 1, b"x" * 300_000) for n in range(1, 8)]
    while big:
        sent = await kafka.publish(on_kafka.topic, {0: big})
        assert 0 < sent[0] < 5
        big = big[sent[0] :]
    await on_kafka.until({0: [1, 2, 3, 4, 5, 6, 7]})


async def test_topics_are_made_as_asyncapi_describes_them(kafka: KafkaBus) -> None:
    described = topics_from_asyncapi()
    await kafka.create([Topic(t.name, t.partitions, t.config) for t in described])
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka.bootstrap)
    await admin.start()
    asked = [ConfigResource(ConfigResourceType.TOPIC, t.name) for t in described]
    answers = await admin.describe_configs(asked)
    made = {
        topic["topic"]: len(topic["partitions"]) for topic in await admin.describe_topics([t.name for t in described])
    }
    await admin.close()
    assert made == {t.name: t.partitions for t in described}
    found = {name: {c[0]: c[1] for c in entries} for a in answers for *_, name, entries in a.resources}
    for topic in described:
        assert topic.config.items() <= found[topic.name].items()


async def test_a_broker_with_a_folder_keeps_its_messages_and_its_port(tmp_path: Path) -> None:
    with KafkaBroker(tmp_path) as first:
        bus = KafkaBus(first.bootstrap)
        topic = await topic_on(bus, "kept")
        await bus.publish(topic, {3: chain(3, 1, 2)})
        await bus.stop()
    with KafkaBroker(tmp_path) as second:
        assert second.bootstrap == first.bootstrap
        bus = KafkaBus(second.bootstrap)
        assert (await bus.ends(topic))[3] == 2
        await bus.stop()
