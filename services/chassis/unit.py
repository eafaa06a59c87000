"""One pass over streams: loaded together, decided in memory, each decision seen by the next, appended at the end."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from services.chassis.clock import Clock
from services.chassis.database import is_away
from services.chassis.decider import Decider
from services.chassis.log import LOCK_HEADS, Append, Connection, Meta, NewEvent, append
from services.chassis.streams import Folded, StreamKey, Streams

S = TypeVar("S")
C = TypeVar("C")
E = TypeVar("E")


class RunAgain(Exception):
    """The pass was rolled back on purpose, on a sound connection: run it again, knowing what it has found out."""


class Outdated(RunAgain):
    """Somebody appended to a stream between our load and our append: lock the heads first."""


class PassFailed(Exception):
    """The database failed under a handler; this is nobody's poison."""


@dataclass
class Decision:
    """What one pass decided for one stream."""

    household_id: UUID
    expected: int
    events: list[NewEvent] = field(default_factory=list)


class Unit:
    """One pass. Its decisions are in memory until `save` appends them."""

    def __init__(self, streams: Streams, conn: Connection, clock: Clock) -> None:
        self.streams, self.conn, self.clock = streams, conn, clock
        self.now: dict[StreamKey, Folded] = {}
        self.decided: dict[StreamKey, Decision] = {}
        self.asked: dict[StreamKey, asyncio.Future[None]] = {}
        self.turn = asyncio.Lock()

    async def act(self, household_id: UUID, meta: Meta, handler: Callable[["UnitContext"], Awaitable[None]]) -> None:
        """All that one handler decides, or nothing and its error."""
        while True:
            context = UnitContext(self, household_id, meta)
            await handler(context)
            if await context.keep():
                return

    async def folded(self, key: StreamKey) -> Folded:
        """Raises PassFailed, or whatever this stream's own events raise when they are folded."""
        if key not in self.now:
            if key not in self.asked:
                self.asked[key] = asyncio.get_running_loop().create_future()
            waiting = self.asked[key]
            await asyncio.sleep(0)  # every household's task gets to ask before the first one queries
            async with self.turn:
                await self.query()
            await waiting
        return self.now[key]

    async def query(self) -> None:
        asked, self.asked = self.asked, {}
        if not asked:
            return
        try:
            found, broken = await self.streams.fold_each(self.conn, list(asked))
        except Exception as error:
            failed = PassFailed(str(error))
            failed.__cause__ = error
            found, broken = {}, dict.fromkeys(asked, failed)
        self.now.update(found)
        for key, answer in asked.items():
            if key in broken:
                answer.set_exception(broken[key])
                answer.exception()  # whoever asked may be gone
            else:
                answer.set_result(None)

    async def save(self) -> None:
        """Append all that was kept; the last statement of the pass. Raises Outdated."""
        batch = [
            Append(decision.household_id, name, stream_id, decision.expected, decision.events)
            for (name, stream_id), decision in self.decided.items()
        ]
        if batch and not all(row["accepted"] for row in await append(self.conn, batch, self.clock.now())):
            raise Outdated

    async def lock_heads(self, lanes: Iterable[int]) -> None:
        """After a refused version: nobody can come between load and append any more."""
        await self.conn.execute(LOCK_HEADS, sorted(set(lanes)))


class UnitContext:
    """What one message's handler sees. Its decisions count only once `keep` is called."""

    def __init__(self, unit: Unit, household_id: UUID, meta: Meta) -> None:
        self.unit, self.household_id, self.meta = unit, household_id, meta
        self.seen: dict[StreamKey, Folded] = {}
        self.mine: dict[StreamKey, Folded] = {}
        self.events: list[tuple[StreamKey, Any]] = []

    def now(self) -> datetime:
        return self.unit.clock.now()

    def today(self) -> date:
        return self.now().date()

    async def state(self, decider: Decider[S, C, E], stream_id: UUID) -> S:
        state: S = (await self.folded((decider.name, stream_id))).state
        return state

    async def folded(self, key: StreamKey) -> Folded:
        if key not in self.seen:
            self.seen[key] = await self.unit.folded(key)
        return self.mine.get(key) or self.seen[key]

    async def execute(
        self, decider: Decider[S, C, E], stream_id: UUID, command: C, owner: UUID | None = None
    ) -> list[E]:
        """`owner`: whose a new stream is, where it is not this household's."""
        key = (decider.name, stream_id)
        before = await self.folded(key)
        events = decider.decide(before.state, command)
        if events:
            whose = before.household_id or owner or self.household_id
            self.mine[key] = Folded(before.version + len(events), decider.fold(before.state, events), whose)
            self.events += [(key, event) for event in events]
        return events

    async def keep(self) -> bool:
        """False: another household's handler has changed a stream that this one looked at, so it must look again.

        Sealed here and not at the end, so that an erased household (Erased) fails alone.
        """
        sealed = [(key, await self.sealed(key, event)) for key, event in self.events]
        if self.events and any(self.unit.now[key] is not folded for key, folded in self.seen.items()):
            return False
        for key, event in sealed:
            decision = Decision(self.owner(key), self.seen[key].version)
            self.unit.decided.setdefault(key, decision).events.append(event)
        self.unit.now.update(self.mine)
        return True

    async def sealed(self, key: StreamKey, event: Any) -> NewEvent:
        try:
            return (await self.unit.streams.encode(self.owner(key), [event], self.meta))[0]
        except Exception as error:
            if is_away(error):
                raise PassFailed("the keys are away") from error
            raise

    def owner(self, key: StreamKey) -> UUID:
        owner = self.mine[key].household_id
        assert owner is not None
        return owner
