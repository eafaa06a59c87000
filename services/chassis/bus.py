"""The port of the bus: what a message is, and what both adapters (`bus_pglog`, `bus_kafka`) promise."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol
from uuid import UUID

from services.chassis.log import LANES

HOP: Final = "hop-traceparent"
"""Key in `Message.headers` of the last hop's trace context; `traceparent` is that of the creation and never changes."""


@dataclass(frozen=True, slots=True)
class Message:
    """One CloudEvent on its way. `off` is its place on the bus; the publisher leaves it 0.

    `sequence` is its offset in the log of the producing service, `previous` the one sent to this lane before it (0 on
    the first). Both are 0 where a foreign producer gave none. `headers` are the other CloudEvents attributes by name
    (`id`, `source`, `subject`, `time`, `correlationid`, ...). Nothing here is personal but what is sealed in `data`.
    """

    part: int
    off: int
    sequence: int
    previous: int
    household_id: UUID
    type: str
    data: bytes
    headers: dict[str, str] = field(default_factory=dict)


Positions = Callable[[Collection[int]], Awaitable[Mapping[int, int]]]
"""Asks the reader's own cursors: lane to the offset on the bus that is to be read next (0: from the beginning)."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as `contracts/asyncapi.yaml` describes it; `config` are Kafka's own names and values."""

    name: str
    partitions: int = LANES
    config: dict[str, str] = field(default_factory=dict)


class BusFailed(Exception):
    """The bus is away or its answer is in doubt: what was handed over may be there or not; hand it over again."""


class Fell(BusFailed):
    """A cursor points at what the bus no longer (or never) holds. Messages are missing: alarm, never skip."""

    def __init__(self, topic: str, parts: Collection[int]) -> None:
        super().__init__(f"{topic}: cursor outside of what is kept, lanes {sorted(parts)}")
        self.topic = topic
        self.parts = frozenset(parts)


class Source(Protocol):
    """One reader of one topic within one group. It delivers each lane in order, from where the cursors are.

    It never moves the cursors and may deliver again what was delivered before. Use it from one task. While the bus or
    the cursors' database is away it delivers nothing and goes on by itself.
    """

    @property
    def parts(self) -> set[int]:
        """The lanes that are ours now. Other copies may work on the same lane: only the cursor's row lock decides."""

    async def start(self) -> None: ...

    async def seek(self, parts: Collection[int]) -> None:
        """Forget what was delivered: the next `take` asks the cursors again. After every pass that failed."""

    async def take(
        self, limit: int = 2000, wait: float = 0.25, without: Collection[int] = ()
    ) -> dict[int, list[Message]]:
        """What is at hand, at most about `limit` messages, as soon as there is something; `{}` after `wait` seconds.

        Nothing of the lanes in `without` is read; of all others, what was delivered before counts as done. Raises Fell
        when messages are gone, and again each time until the cursors are right.
        """

    async def stop(self) -> None:
        """Leave; a `take` that waits returns at once."""


class Bus(Protocol):
    """Publishing is at least once and in order per lane; a suffix that is sent again is recognized by its sequence."""

    async def start(self) -> None: ...

    async def create(self, topics: Sequence[Topic]) -> None:
        """Make the topics that are not there yet; those that are there stay as they are."""

    async def publish(self, topic: str, lanes: Mapping[int, Sequence[Message]]) -> dict[int, int]:
        """Send, wait until all is durable, wake the readers; answers how many of each lane went (a prefix, at least 1).

        Bounded to 4 seconds. On any doubt it raises and forgets its connection: read the cursors and send again.
        Never two calls for one lane at a time, but from different processes.
        """

    def subscribe(self, group: str, topic: str, positions: Positions) -> Source:
        """`group` is one reader's name on this topic; copies of it share the lanes."""

    async def ends(self, topic: str) -> dict[int, int]:
        """Lane to the offset that the next message will get; lag is this minus the cursor."""

    async def stop(self) -> None: ...
