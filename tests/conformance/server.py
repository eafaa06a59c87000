"""What the conformance suite needs beside a bus: its server, messages, a reader with cursors as consumers keep them."""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from uuid import UUID, uuid5

from services.chassis.bus import Bus, Message, Source, Topic

SPACE = UUID("5d6d5f2e-6a3c-4a0e-9f0e-0f4d4a1c6f10")


@dataclass(frozen=True)
class Server:
    bus: Callable[[], Bus]
    kill: Callable[[], None]
    start: Callable[[], object]


def message(part: int, sequence: int, previous: int = 0, data: bytes = b"{}") -> Message:
    headers = {"id": f"{part}-{sequence}", "source": f"/onedoor/test/p{part:02d}", "time": "2024-06-01T01:00:00Z"}
    household = uuid5(SPACE, f"{part} {sequence % 3}")
    return Message(part, 0, sequence, previous, household, "onedoor.test.happened.v1", data, headers)


def chain(part: int, *sequences: int) -> list[Message]:
    """Messages of one lane, each naming the one before."""
    return [message(part, now, before) for before, now in zip((0, *sequences), sequences, strict=False)]


@dataclass
class Reader:
    """Keeps cursors and applies the chain rule: at or below the watermark is dropped, a hole is an error."""

    bus: Bus
    topic: str
    group: str = "readers"
    cursors: dict[int, int] = field(default_factory=dict)
    marks: dict[int, int] = field(default_factory=dict)
    seen: dict[int, list[int]] = field(default_factory=dict)
    away: bool = False
    asked: int = 0

    async def positions(self, parts: Collection[int]) -> dict[int, int]:
        self.asked += 1
        if self.away:
            raise ConnectionError("the database of the cursors is away")
        return {part: self.cursors.get(part, 0) for part in parts}

    async def open(self) -> Source:
        self.source = self.bus.subscribe(f"{self.group}.{self.topic}", self.topic, self.positions)
        await self.source.start()
        return self.source

    def apply(self, lanes: dict[int, list[Message]]) -> None:
        for part, messages in lanes.items():
            for m in messages:
                assert m.part == part
                self.cursors[part] = m.off + 1
                if m.sequence <= self.marks.get(part, 0):
                    continue
                assert m.previous <= self.marks.get(part, 0), "a message is missing"
                self.marks[part] = m.sequence
                self.seen.setdefault(part, []).append(m.sequence)

    async def until(self, expected: dict[int, list[int]], seconds: float = 30) -> None:
        """Reads until exactly this was seen; anything else in any lane is an error."""
        async with asyncio.timeout(seconds):
            while self.seen != expected:
                self.apply(await self.source.take())
                assert all(self.seen[part] == expected.get(part, [])[: len(self.seen[part])] for part in self.seen)


async def topic_on(bus: Bus, name: str) -> str:
    await bus.create([Topic(f"onedoor.{name}")])
    return f"onedoor.{name}"
