"""A handler's context in memory: it really decides and folds, so that a test of a handler is a test of its rules."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from services.chassis.decider import Decider

S = TypeVar("S")
C = TypeVar("C")
E = TypeVar("E")


@dataclass
class FoldingContext:
    """The streams of one service as lists of events; `moment` is moved by the test."""

    household_id: UUID
    moment: datetime
    streams: dict[tuple[str, UUID], list[Any]] = field(default_factory=dict)

    def now(self) -> datetime:
        return self.moment

    def today(self) -> date:
        return self.moment.date()

    async def state(self, decider: Decider[S, C, E], stream_id: UUID) -> S:
        return decider.fold(decider.initial(), self.events(decider, stream_id))

    async def execute(self, decider: Decider[S, C, E], stream_id: UUID, command: C) -> list[E]:
        events = decider.decide(await self.state(decider, stream_id), command)
        self.streams.setdefault((decider.name, stream_id), []).extend(events)
        return events

    def events(self, decider: Decider[Any, Any, Any], stream_id: UUID) -> list[Any]:
        return list(self.streams.get((decider.name, stream_id), ()))
