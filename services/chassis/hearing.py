"""What a service hears, of all its topics, in one transaction per pass; exactly once by the cursors' row locks."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from services.chassis import cursor, pace, parking, telemetry
from services.chassis.bus import Message
from services.chassis.handling import FaultIsOurs, Handled
from services.chassis.log import Connection
from services.chassis.parking import Parked
from services.chassis.tables import Projection
from services.chassis.unit import Outdated, RunAgain, Unit
from services.chassis.views import Suspect, Unfit, Views
from services.chassis.worker import Worker

if TYPE_CHECKING:
    from services.chassis.consumer import Consumer

T = TypeVar("T")
Lanes = Mapping[int, Sequence[Message]]


@dataclass
class Known:
    """What the runs of a pass before this one have found out."""

    heads_first: bool = False  # we were outrun: nobody may come between load and append
    careful: bool = False  # a view failed: whose?
    unfit: dict[tuple[str, UUID], Exception] = field(default_factory=dict)


class Without(RunAgain):
    """One consumer has stopped: what it decided may not stay, what the others did may."""


class Hearing:
    """The passes of one service. Each takes along what all of its consumers hold: ten round trips it costs anyway."""

    def __init__(self, worker: Worker, projections: Sequence[Projection]) -> None:
        self.worker, self.views = worker, Views(worker, projections)
        self.waiting: dict[Consumer, asyncio.Future[None]] = {}
        self.ready = asyncio.Event()
        self.ending = False

    async def handle(self, consumer: "Consumer") -> None:
        """Return when a pass was made over what the consumer holds."""
        if not self.ending:
            self.waiting[consumer] = asyncio.get_running_loop().create_future()
            self.ready.set()
            await self.waiting[consumer]

    def stop(self) -> None:
        self.ending = True
        self.ready.set()

    async def run(self) -> None:
        while self.waiting or not self.ending:
            await self.ready.wait()
            self.ready.clear()
            waiting, self.waiting = self.waiting, {}
            began = pace.now()
            if waiting and not self.ending:
                await self.work(list(waiting))
            for over in waiting.values():
                over.set_result(None)
            await pace.rest(began)

    async def work(self, consumers: Sequence["Consumer"]) -> None:
        """One pass. Every fault of it alike: the connection is dropped and each consumer looks at its cursors again."""
        trying: dict[Consumer, Lanes] = {consumer: consumer.batch() for consumer in consumers}
        try:
            done = await self.attempt(lambda known: self.step(trying, known), consumers)
        except Exception as error:
            telemetry.log(self.worker.service).warning(
                "pass_failed",
                consumers=[consumer.name for consumer in consumers],
                error=type(error).__name__,
                cause=type(error.__cause__).__name__,
            )
            for consumer in consumers:
                await consumer.failed()
            await asyncio.sleep(0.1)
            return
        for consumer, parts in done.items():
            consumer.done(trying[consumer], parts)

    async def attempt(self, step: Callable[[Known], Awaitable[T]], consumers: Sequence["Consumer"]) -> T:
        """Run the pass again with what it found out."""
        known = Known()
        while True:
            try:
                return await step(known)
            except Outdated:
                if known.heads_first:
                    raise
                for consumer in consumers:
                    consumer.seen["outdated"] += 1
                known.heads_first = True
            except Suspect:
                known.careful = True
            except Unfit as found:
                known.unfit |= found.errors
            except Without:
                continue

    async def step(self, trying: Mapping["Consumer", Lanes], known: Known) -> dict["Consumer", set[int]]:
        """One transaction over all lanes at hand; answers the lanes whose cursor it had."""
        trying = {consumer: lanes for consumer, lanes in trying.items() if not consumer.stopped_by}
        async with self.worker.transaction() as conn:
            places = await cursor.take(conn, {consumer.name: lanes for consumer, lanes in trying.items()})
            unit = Unit(self.worker.streams, conn, self.worker.clock)
            if known.heads_first:
                await unit.lock_heads(part for lanes in places.values() for part in lanes)
            fresh = {c: new for c, lanes in trying.items() if (new := c.fresh(lanes, places[c.name])) is not None}
            done, parked = await self.handled(conn, unit, fresh, known)
            await self.views.apply(conn, done, known.careful)
            for consumer, items in parked.items():
                await parking.park(conn, consumer.name, items, self.worker.clock.now())
            await unit.save()
            await cursor.move(conn, {c.name: c.ends(trying[c], new, places[c.name]) for c, new in fresh.items()})
        for consumer, new in fresh.items():
            consumer.committed(len(new))
        self.committed(unit)
        return {consumer: set(places[consumer.name]) for consumer in fresh}

    async def handled(
        self, conn: Connection, unit: Unit, fresh: Mapping["Consumer", Sequence[Message]], known: Known
    ) -> tuple[list[Handled], dict["Consumer", list[Parked]]]:
        """Consumer after consumer, since all ask one connection. One whose fault it is stops, the others go on."""
        wanted: dict[Consumer, list[Message]] = {}
        for consumer, messages in fresh.items():
            consumer.handling.begin(known.unfit)
            if mine := consumer.handling.wanted(messages):
                wanted[consumer] = mine
        if not wanted:
            return [], {}
        households = {message.household_id for mine in wanted.values() for message in mine}
        waiting = await parking.held(conn, [consumer.name for consumer in wanted], households)
        done: list[Handled] = []
        parked: dict[Consumer, list[Parked]] = {}
        for consumer, mine in wanted.items():
            try:
                good, parked[consumer] = await consumer.handling.all(unit, mine, waiting)
            except FaultIsOurs as fault:
                consumer.stop_for(fault)
                raise Without from fault
            done += good
        return done, parked

    def committed(self, unit: Unit) -> None:
        self.worker.streams.remember(unit.now)
        if unit.decided:
            self.worker.committed()
