"""The shapes of the tables with which a service says who reacts to what. No behavior."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

from contracts.base import Contract
from services.chassis.decider import Decider

S = TypeVar("S")
C = TypeVar("C")
E = TypeVar("E")


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """What the log or the bus knows about one event or message; no personal value."""

    household_id: UUID
    stream_id: UUID
    event_id: UUID
    version: int  # place in the stream; 0 for a message of another service
    recorded_at: datetime
    application_id: UUID | None = None  # correlation
    actor: str = "system"
    traceparent: str | None = None


class Context(Protocol):
    """What a handler sees: a clock, its household, and streams of its own service. Never a connection or a topic."""

    household_id: UUID

    def now(self) -> datetime:
        """The moment, with zone +08:00."""

    def today(self) -> date: ...

    async def state(self, decider: Decider[S, C, E], stream_id: UUID) -> S:
        """The folded state of one stream, with what this pass has already decided."""

    async def execute(self, decider: Decider[S, C, E], stream_id: UUID, command: C) -> list[E]:
        """Load, decide, append in the transaction of the pass. The events belong to `household_id`."""


@dataclass(frozen=True, kw_only=True)
class SetTimer:
    """Wake this stream at `at`; setting the same name again moves it. `payload` holds plain values only."""

    name: str
    at: datetime
    stream_id: UUID
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ClearTimer:
    name: str
    stream_id: UUID


@dataclass(frozen=True, kw_only=True)
class Timer:
    """A timer that is due."""

    name: str
    due: datetime
    stream_id: UUID
    household_id: UUID
    application_id: UUID | None
    payload: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Execute:
    """What an activity brings back: a command for one stream. `household_id`: of a new stream of another household."""

    decider: Decider[Any, Any, Any]
    stream_id: UUID
    command: Any
    household_id: UUID | None = None


@dataclass(frozen=True)
class Recorded:
    """One own event or heard contract as a projection sees it."""

    message: Any
    envelope: Envelope


class View(Protocol):
    """The database of a service as projections and queries see it; personal values go in and out only sealed."""

    async def execute(self, sql: str, *args: Any) -> str: ...

    async def fetch(self, sql: str, *args: Any) -> list[Any]: ...

    async def seal(self, household_id: UUID, document: Any) -> bytes:
        """A pydantic model or JSON value as a sealed blob under the household's key."""

    async def unseal(self, household_id: UUID, sealed: bytes) -> Any:
        """The JSON value again; None where the household was erased."""


@dataclass(frozen=True, kw_only=True)
class Projection:
    """Events or contracts to tables: a whole batch at a time, in order per household, in the cursor's transaction.

    `tables`: those that it alone writes, where they are not called as the view is.
    """

    name: str
    on: tuple[type, ...]
    apply: Callable[[View, Sequence[Recorded]], Awaitable[None]]
    tables: tuple[str, ...] = ()


Handlers = Mapping[type[Contract], Callable[[Any, Context], Awaitable[None]]]
Publishes = Mapping[type, Callable[[Any, Envelope], Contract | None]]
Timers = Mapping[type, Callable[[Any, Envelope], Sequence[SetTimer | ClearTimer]]]
Due = Mapping[str, Callable[[Timer, Context], Awaitable[None]]]
Activities = Mapping[type, Callable[[Any, Envelope], Awaitable[Sequence[Execute]]]]
