"""A reader on Kafka: the group only assigns lanes, our cursors say where to read; a stalled client is made anew."""

import asyncio
import logging
from collections.abc import Collection, Iterable
from contextlib import suppress
from typing import Final

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import (
    ConsumerStoppedError,
    KafkaError,
    NoOffsetForPartitionError,
    OffsetOutOfRangeError,
)
from asyncpg import InterfaceError, InternalClientError, PostgresError

from services.chassis.bus import BusFailed, Fell, Message, Positions
from services.chassis.bus_record import from_record
from services.chassis.errors import Unavailable

RETRY: Final = 0.2
COMMIT_EVERY: Final = 5.0
"""Seconds between commits to Kafka, which nobody reads but its tools."""

WATCH_EVERY: Final = 30.0
"""A lane that is behind and has not moved between two looks makes a new client: aiokafka may stall silently."""

LET_IT_GATHER: Final = 1.0
"""Seconds for which nothing is fetched while records wait here. aiokafka would fetch other lanes after 0.1 s; a lane
that is emptied meanwhile would have to wait until that request returns, and each fetch would bring little."""

AWAY: Final = (BusFailed, Unavailable, KafkaError, OSError, PostgresError, InterfaceError, InternalClientError)
"""What reading may meet while Kafka or the database of the cursors is away."""

log = logging.getLogger(__name__)


class KafkaSource:
    """Kafka's committed offsets are never read. `at` holds the next offset of each lane that was positioned by us."""

    def __init__(self, bootstrap: str, group: str, topic: str, positions: Positions) -> None:
        self.bootstrap, self.group, self.topic, self.positions = bootstrap, group, topic, positions
        self.consumer: AIOKafkaConsumer | None = None
        self.listener: _Listener | None = None
        self.mine: set[int] = set()
        self.at: dict[int, int] = {}
        self.stopped, self.waits, self.changed = False, False, asyncio.Event()
        self.committed: dict[int, int] = {}
        self.commit_at = self.watch_at = 0.0
        self.committing: asyncio.Task[None] | None = None
        self.behind: dict[int, int] = {}

    @property
    def parts(self) -> set[int]:
        return set(self.mine)

    async def start(self) -> None:
        """The first `take` connects, so that a broker that is away delays nobody's start."""

    async def stop(self) -> None:
        self.stopped = True
        self.changed.set()
        await self.drop()

    async def seek(self, parts: Collection[int]) -> None:
        for part in parts:
            self.at.pop(part, None)
        self.changed.set()

    async def take(
        self, limit: int = 2000, wait: float = 0.25, without: Collection[int] = ()
    ) -> dict[int, list[Message]]:
        try:
            if self.stopped:
                return {}
            self.changed.clear()
            consumer = self.consumer or await self.connect()
            self.tell_kafka(without)
            await self.place(self.mine.difference(without))
            self.waits = False
            wanted = self.mine.difference(without).intersection(self.at)
            if wanted:
                return await self.read(consumer, wanted, limit, wait)
        except ConsumerStoppedError:
            return {}
        except Fell:
            raise
        except AWAY as error:
            await self.recover(error)
            wait = min(wait, RETRY)
        with suppress(TimeoutError):
            await asyncio.wait_for(self.changed.wait(), wait)
        return {}

    async def connect(self) -> AIOKafkaConsumer:
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self.bootstrap,
            group_id=self.group,
            enable_auto_commit=False,
            auto_offset_reset="none",
            session_timeout_ms=6000,
            heartbeat_interval_ms=1500,
            max_poll_interval_ms=60_000,
            metadata_max_age_ms=30_000,
            retry_backoff_ms=250,
            fetch_max_wait_ms=1000,
        )
        try:
            await consumer.start()
            consumer._fetcher._prefetch_backoff = LET_IT_GATHER
        except BaseException:
            await let_go(consumer)
            raise
        self.listener = _Listener(self)
        consumer.subscribe([self.topic], listener=self.listener)
        self.watch_at = _now() + WATCH_EVERY
        self.consumer = consumer
        return consumer

    async def drop(self) -> None:
        old, self.consumer, self.listener = self.consumer, None, None
        self.mine, self.at, self.behind = set(), {}, {}
        if old is not None:
            await let_go(old)

    async def recover(self, error: Exception) -> None:
        """A lane that aiokafka could not place is placed again; any other doubt about Kafka makes a new client."""
        if isinstance(error, NoOffsetForPartitionError):  # it looked for a committed offset while we were still seeking
            self.at.clear()
            return
        if not self.waits:  # once per outage
            log.warning("bus.waits", extra={"topic": self.topic, "error": type(error).__name__})
        self.waits = True
        if isinstance(error, KafkaError):
            await self.drop()

    async def place(self, parts: set[int]) -> None:
        """Ask the cursors for lanes without a place. Nothing is delivered of a lane before this."""
        if not (lost := parts - self.at.keys()) or (consumer := self.consumer) is None:
            return
        for part, off in (await self.positions(lost)).items():
            tp = TopicPartition(self.topic, part)
            if part in self.mine and tp in consumer.assignment():
                consumer.seek(tp, off)
                self.at[part] = off

    async def read(
        self, consumer: AIOKafkaConsumer, parts: set[int], limit: int, wait: float
    ) -> dict[int, list[Message]]:
        wanted = [TopicPartition(self.topic, part) for part in parts]
        try:
            async with asyncio.timeout(wait + 1):  # a rebalance that hangs must not hold up a stop
                got = await consumer.getmany(*wanted, timeout_ms=int(wait * 1000), max_records=limit)
        except OffsetOutOfRangeError as error:
            gone = [tp.partition for tp, off in error.args[0].items() if self.at.get(tp.partition) == off]
            await self.seek([tp.partition for tp in error.args[0]])
            if gone:
                raise Fell(self.topic, gone) from error
            return {}
        except TimeoutError:
            return {}
        lanes: dict[int, list[Message]] = {}
        for tp, records in got.items():
            if tp.partition in self.at:  # else it was taken from us meanwhile
                lanes[tp.partition] = [from_record(r.partition, r.offset, r.key, r.value, r.headers) for r in records]
                self.at[tp.partition] = records[-1].offset + 1
        if not lanes:
            await self.watch(consumer, parts)
        return lanes

    async def watch(self, consumer: AIOKafkaConsumer, parts: set[int]) -> None:
        if _now() < self.watch_at:
            return
        self.watch_at = _now() + WATCH_EVERY
        try:
            async with asyncio.timeout(5):
                ends = await consumer.end_offsets([TopicPartition(self.topic, part) for part in parts])
        except TimeoutError as error:
            raise KafkaError(f"{self.topic}: no answer") from error
        behind = {
            tp.partition: self.at[tp.partition] for tp, end in ends.items() if end > self.at.get(tp.partition, end)
        }
        stalled = behind.items() & self.behind.items()
        self.behind = behind
        if stalled:
            raise KafkaError(f"{self.topic}: stalled")

    def tell_kafka(self, without: Collection[int]) -> None:
        """Commit, beside the work, what was delivered before and is not being worked on: for Kafka's tools alone."""
        if _now() < self.commit_at or (self.committing and not self.committing.done()):
            return
        self.commit_at = _now() + COMMIT_EVERY
        done = {part: off for part, off in self.at.items() if part not in without and self.committed.get(part) != off}
        if done:
            self.committing = asyncio.create_task(self.commit(done))

    async def commit(self, done: dict[int, int]) -> None:
        with suppress(KafkaError, TimeoutError):
            if self.consumer is not None:
                async with asyncio.timeout(3):
                    await self.consumer.commit({TopicPartition(self.topic, part): off for part, off in done.items()})
                self.committed.update(done)


class _Listener(ConsumerRebalanceListener):  # type: ignore[misc]
    """Hears about the lanes of one client; what a client that was dropped still says does not count."""

    def __init__(self, source: KafkaSource) -> None:
        self.source = source

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        if self.source.listener is self:
            self.source.mine, self.source.at = set(), {}

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        if self.source.listener is self:
            self.source.mine, self.source.at = {tp.partition for tp in assigned}, {}
            with suppress(*AWAY):  # what fails here is tried again by `take`
                await self.source.place(self.source.mine)
            self.source.changed.set()


_closing: set[asyncio.Task[None]] = set()


async def let_go(client: AIOKafkaProducer | AIOKafkaConsumer, patience: float = 2.0) -> None:
    """Stop a client; one that cannot finish is left to itself, because a stop that is cancelled leaks its tasks."""

    async def stop() -> None:
        with suppress(Exception):
            await client.stop()

    _closing.add(task := asyncio.create_task(stop()))
    task.add_done_callback(_closing.discard)
    await asyncio.wait({task}, timeout=patience)


def _now() -> float:
    return asyncio.get_running_loop().time()
