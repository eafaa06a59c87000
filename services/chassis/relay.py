"""The relay: own log to the bus, in order, under the row locks of its cursors. Any number of copies may run."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import asyncpg

from contracts.base import Contract
from services.chassis import codec, cursor, pace, telemetry
from services.chassis.bus import Bus, Message
from services.chassis.cursor import Place
from services.chassis.keys import Erased
from services.chassis.log import Connection, Meta, read
from services.chassis.streams import Streams
from services.chassis.tables import Envelope, Publishes

NAME = "relay"
AT_ONCE = 500  # events of one lane in one pass


def envelope_of(row: asyncpg.Record, meta: Meta) -> Envelope:
    return Envelope(
        household_id=row["household_id"],
        stream_id=row["stream_id"],
        event_id=row["id"],
        version=row["version"],
        recorded_at=row["recorded_at"].astimezone(telemetry.BEIJING),
        application_id=meta.correlation,
        actor=meta.actor,
        traceparent=meta.traceparent,
    )


class Relay:
    def __init__(
        self,
        service: str,
        connect: Callable[[], Awaitable[Connection]],
        streams: Streams,
        bus: Bus,
        publishes: Publishes,
    ) -> None:
        self.service, self.connect, self.streams, self.bus = service, connect, streams, bus
        self.topic = f"onedoor.{service}"
        self.publishes = {codec.type_name(t): act for t, act in publishes.items()}
        self.ready = asyncio.Event()
        self.conn: Connection = None
        self.changes = 0  # passes that have ended here, however
        self.ending = False

    def wake(self) -> None:
        """After a commit of this process; the one who wrote also relays, so nobody else has to know."""
        self.ready.set()

    def stop(self) -> None:
        self.ending = True
        self.ready.set()

    async def run(self) -> None:
        nap = 0.005
        while not self.ending:
            self.ready.clear()  # before the look: a commit during the pass makes another pass
            began = pace.now()
            try:
                if await self.step():
                    nap = 0.005
                    await pace.rest(began)
                # another copy may have the lane, and have read before our commit
                elif await cursor.lags(self.conn, NAME):
                    await asyncio.sleep(nap)
                    nap = min(nap * 2, 0.2)
                else:
                    await self.ready.wait()
            except Exception as error:
                telemetry.log(self.service).warning("relay_failed", error=type(error).__name__)
                if self.conn is not None:
                    self.conn.terminate()
                await asyncio.sleep(0.2)

    async def step(self) -> int:
        """One pass over the lanes that lag: read, send, await the acknowledgements, move the cursors."""
        if self.conn is None or self.conn.is_closed():
            self.conn = await self.connect()
            await cursor.create(self.conn, NAME)
        try:
            async with self.conn.transaction():
                places = await cursor.take_lagging(self.conn, NAME)
                if not places:
                    return 0
                rows = await read(self.conn, {part: place.off for part, place in places.items()}, AT_ONCE)
                ends = await self.send(rows, places)
                await cursor.move(self.conn, {NAME: ends})
            return len(rows)
        finally:
            self.changes += 1

    async def send(self, rows: list[asyncpg.Record], places: dict[int, Place]) -> dict[int, Place]:
        ends = dict(places)
        out: dict[int, list[Message]] = {}
        published = [row for row in rows if row["type"] in self.publishes]
        contracts = iter(await self.streams.decode(published))
        for row in rows:
            part, last = row["part"], ends[row["part"]].sequence
            message = await self.message(row, next(contracts), last) if row["type"] in self.publishes else None
            if message:
                out.setdefault(part, []).append(message)
                last = row["off"]
            ends[part] = Place(row["off"], last)
        sent = await self.publish(out) if out else {}
        for part, count in sent.items():
            if count < len(out[part]):  # the batch was full: the cursor stops at what went
                ends[part] = Place(out[part][count - 1].sequence, out[part][count - 1].sequence)
        return ends

    async def publish(self, out: dict[int, list[Message]]) -> dict[int, int]:
        with telemetry.publishing(self.service, self.topic, out):
            return await self.bus.publish(self.topic, out)

    async def message(self, row: asyncpg.Record, event: Any, previous: int) -> Message | None:
        """None where nothing is to be sent: an erased household stops nobody, its event leaves no gap in the chain."""
        meta = Meta.from_bytes(row["meta"])
        envelope = envelope_of(row, meta)
        try:
            contract = self.publishes[row["type"]](event, envelope)
            return await self.sealed(row, meta, contract, previous) if contract else None
        except Erased:
            if self.streams.keys is None:
                raise  # not erased: this service was never allowed to open what it publishes
            telemetry.log(self.service).info("not_published", type=row["type"], reason="erased")
            return None

    async def sealed(self, row: asyncpg.Record, meta: Meta, contract: Contract, previous: int) -> Message:
        household_id = contract.household_id
        keys = await self.streams.keys.ensure({household_id}) if self.streams.keys else {}
        return Message(
            part=row["part"],
            off=0,
            sequence=row["off"],
            previous=previous,
            household_id=household_id,
            type=contract.type,
            data=codec.encode(contract, household_id, keys),
            headers=self.headers(row, meta, contract),
        )

    def headers(self, row: asyncpg.Record, meta: Meta, contract: Contract) -> dict[str, str]:
        headers = {
            "specversion": "1.0",
            "id": str(row["id"]),
            "source": f"/onedoor/{self.service}/p{row['part']:02d}",
            "subject": str(row["stream_id"]),
            "time": row["recorded_at"].isoformat(),
            "datacontenttype": "application/json",
            "dataschema": f"https://onedoor.example/schemas/{contract.type}.json",
            "dataclass": "sensitive" if codec.is_personal(type(contract)) else "internal",
            "partitionkey": str(contract.household_id),
        }
        if contract.addressed_by:
            headers["audience"] = str(getattr(contract, contract.addressed_by))
        application_id = meta.correlation or getattr(contract, "application_id", None)
        optional: dict[str, str | UUID | None] = {
            "causationid": meta.causation,
            "correlationid": application_id,
            "traceparent": meta.traceparent,
        }
        return headers | {name: str(value) for name, value in optional.items() if value}
