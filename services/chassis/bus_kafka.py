"""The bus on Apache Kafka: publishing in record batches, one per lane and call. Reading is `bus_kafka_source`."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, TopicAlreadyExistsError

from services.chassis.bus import BusFailed, Message, Positions, Topic
from services.chassis.bus_kafka_source import KafkaSource, let_go
from services.chassis.bus_record import to_record
from services.chassis.log import LANES

DEADLINE: Final = 4.0
"""Seconds for one publish: below the 5 s after which Postgres frees the lanes of a relay that hangs."""

logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # an outage fills the log; callers say it once

MAX_BATCH: Final = 1 << 20
"""Bytes of one record batch: what a broker takes by default."""


class KafkaBus:
    """One producer per topic, so that a doubt about one does not touch the others."""

    def __init__(self, bootstrap: str, replicas: int = 1) -> None:
        self.bootstrap, self.replicas = bootstrap, replicas
        self.producers: dict[str, AIOKafkaProducer] = {}
        self.looker: AIOKafkaConsumer | None = None
        self.look_turn = asyncio.Lock()
        self.closing: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Connects to nothing: a broker that is away delays messages, not the start."""

    async def stop(self) -> None:
        for topic in list(self.producers):
            await self.drop(topic)
        await self.forget_looker()
        if self.closing:
            await asyncio.wait(self.closing, timeout=1)

    async def create(self, topics: Sequence[Topic]) -> None:
        admin = AIOKafkaAdminClient(bootstrap_servers=self.bootstrap)
        wanted = [NewTopic(t.name, t.partitions, self.replicas, topic_configs=t.config) for t in topics]
        try:
            await admin.start()
            answer = await admin.create_topics(wanted)
        except (KafkaError, OSError) as error:
            raise BusFailed(f"Kafka: {type(error).__name__}") from error
        finally:
            await admin.close()
        fine = {0, TopicAlreadyExistsError.errno}
        if refused := {name: code for name, code, *_ in answer.topic_errors if code not in fine}:
            raise BusFailed(f"Kafka did not create topics: {refused}")

    async def publish(self, topic: str, lanes: Mapping[int, Sequence[Message]]) -> dict[int, int]:
        """A batch that is full ends early, so fewer messages may go than were given."""
        producer: AIOKafkaProducer | None = None
        try:
            async with asyncio.timeout(DEADLINE):
                producer = await self.producer(topic)
                sent, acks = {}, []
                for part, messages in lanes.items():
                    batch = producer.create_batch()
                    sent[part] = _fill(batch, messages)
                    if sent[part]:
                        acks.append(await producer.send_batch(batch, topic, partition=part))
                await asyncio.gather(*acks)
                return sent
        except (KafkaError, OSError) as error:
            await self.drop(topic, producer)
            raise BusFailed(f"Kafka: {type(error).__name__}") from error
        except BaseException:
            await self.drop(topic, producer)
            raise

    async def producer(self, topic: str) -> AIOKafkaProducer:
        if (known := self.producers.get(topic)) is not None:
            return known
        new = AIOKafkaProducer(
            bootstrap_servers=self.bootstrap,
            enable_idempotence=True,
            acks="all",
            linger_ms=0,
            max_batch_size=MAX_BATCH,
            request_timeout_ms=3000,
            retry_backoff_ms=50,
        )
        try:
            await new.start()
        except BaseException:
            await let_go(new)
            raise
        self.producers[topic] = new
        return new

    async def drop(self, topic: str, producer: AIOKafkaProducer | None = None) -> None:
        """Forget the producer without flushing: what it still holds is sent again from the relay's cursor."""
        known = self.producers.get(topic)
        if known is None or producer not in {None, known}:
            return
        del self.producers[topic]
        task = asyncio.create_task(_abandon(known))
        self.closing.add(task)
        task.add_done_callback(self.closing.discard)

    def subscribe(self, group: str, topic: str, positions: Positions) -> KafkaSource:
        """A group is to read one topic: so the rebalance of one does not pause the others."""
        return KafkaSource(self.bootstrap, group, topic, positions)

    async def ends(self, topic: str) -> dict[int, int]:
        async with self.look_turn:
            try:
                async with asyncio.timeout(DEADLINE):
                    looker = await self.look()
                    found = await looker.end_offsets([TopicPartition(topic, part) for part in range(LANES)])
            except (KafkaError, OSError) as error:
                await self.forget_looker()
                raise BusFailed(f"Kafka: {type(error).__name__}") from error
        return {tp.partition: off for tp, off in found.items()}

    async def look(self) -> AIOKafkaConsumer:
        if self.looker is None:
            self.looker = AIOKafkaConsumer(bootstrap_servers=self.bootstrap, enable_auto_commit=False)
            await self.looker.start()
        return self.looker

    async def forget_looker(self) -> None:
        old, self.looker = self.looker, None
        if old is not None:
            await let_go(old)


def _fill(batch: Any, messages: Sequence[Message]) -> int:
    for count, message in enumerate(messages):
        key, value, headers = to_record(message)
        if batch.append(key=key, value=value, timestamp=None, headers=headers) is None:
            if not count:
                raise BusFailed(f"message {message.sequence} of lane {message.part} is larger than a batch")
            return count
    return len(messages)


async def _abandon(producer: AIOKafkaProducer) -> None:
    """What `stop` does without its flush, which would go on trying for as long as the broker is away."""
    producer._closed = True
    with suppress(Exception):
        await producer._sender.close()
        await producer.client.close()
