"""A view built anew beside the live one, from the first event and message on, and exchanged with it in one transaction.

The builder only writes the tables of that one view: nothing is sent, no timer set, no call made. It never goes past
the live view's cursors, so at the moment in which it holds them both versions stand at the same place.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg

from services.chassis import codec, cursor, follower
from services.chassis.cursor import Place, Places
from services.chassis.keys import Erased
from services.chassis.log import Connection, Meta, read
from services.chassis.relay import envelope_of
from services.chassis.service import Service
from services.chassis.streams import Streams
from services.chassis.tables import Projection, Recorded, View
from services.chassis.tape import Tape
from services.chassis.worker import SealedView

AT_ONCE = 500  # events of one lane in one pass
PATIENCE = 4.0  # seconds for which the live view stands still at most
NEAR = 2_000  # so little is left that it can be done while the live view stands still
SEARCH = "beside, public"

PLACES = "SELECT name, part, off, sequence FROM cursor WHERE name = ANY ($1) ORDER BY name, part"
STATE = "SELECT version, beside FROM view_version WHERE view = $1 FOR UPDATE"
KEEP = """INSERT INTO view_version (view, version, beside) VALUES ($1, $2, $3)
    ON CONFLICT (view) DO UPDATE SET version = excluded.version, beside = excluded.beside"""
ZERO = "UPDATE cursor SET off = 0, sequence = 0 WHERE name = ANY ($1)"
WAITING = "SELECT count(*) FROM parked WHERE consumer = ANY ($1)"
GRANTS = """SELECT grantee, string_agg(privilege_type, ', ') AS rights FROM information_schema.role_table_grants
    WHERE table_schema = 'public' AND table_name = $1 AND grantee <> grantor GROUP BY grantee"""


class NotNow(Exception):
    """The view cannot be built or exchanged as things are; the text says why."""


@dataclass(frozen=True)
class Progress:
    """Events and messages: read by the version beside, and by the live one."""

    done: int
    of: int


class Beside:
    """One view of one service. `conn` belongs to the owner of its tables and finds those in `beside` first."""

    def __init__(
        self, service: Service, projection: Projection, conn: Connection, streams: Streams, tapes: Mapping[str, Tape]
    ) -> None:
        self.view, self.projection, self.conn, self.streams, self.tapes = (
            projection.name,
            projection,
            conn,
            streams,
            tapes,
        )
        self.own = {codec.type_name(t) for t in projection.on if t in streams.types.values()}
        self.consumers = {topic: f"{service.name}:{topic}" for topic in tapes}
        self.mine = {name: f"beside:{self.view}:{name}" for name in (follower.NAME, *self.consumers.values())}

    async def begin(self, back: bool) -> None:
        """Go on with a version that was begun, or begin one; `back`: with the one that was live before."""
        async with self.conn.transaction():
            kept = await self.conn.fetchrow(STATE, self.view)
            if back and (kept is None or kept["beside"] != "before"):
                raise NotNow("there is no earlier version of this view beside the live one")
            if not back and (kept is None or kept["beside"] != "next"):
                await self.anew(kept["version"] if kept else 1)
        for topic, consumer in self.consumers.items():
            name = self.mine[consumer]
            await self.tapes[topic].rewind((await self.places([name]))[name])

    async def anew(self, version: int) -> None:
        for table in self.projection.tables or (self.view,):
            await self.conn.execute(f"DROP TABLE IF EXISTS beside.{table}")
            await self.conn.execute(f"CREATE TABLE beside.{table} (LIKE public.{table} INCLUDING ALL)")
            for grantee, rights in await self.conn.fetch(GRANTS, table):
                await self.conn.execute(f'GRANT {rights} ON beside.{table} TO "{grantee}"')
        for name in self.mine.values():
            await cursor.create(self.conn, name)
        await self.conn.execute(ZERO, list(self.mine.values()))
        await self.conn.execute(KEEP, self.view, version, "next")

    async def places(self, names: Sequence[str], lock: bool = False) -> Places:
        rows = await self.conn.fetch(PLACES + " FOR UPDATE" if lock else PLACES, list(names))
        places: Places = {name: {} for name in names}
        for row in rows:
            places[row["name"]][row["part"]] = Place(row["off"], row["sequence"])
        return places

    async def step(self) -> Progress:
        """One pass of the builder: effects and its cursors in one transaction, so it may be killed anywhere."""
        async with self.conn.transaction():
            return await self.advance(await self.places(list(self.mine)))

    async def exchange(self) -> int:
        """Hold the live view, come up to it, and take its place; answers the version that is live now."""
        async with self.conn.transaction():
            live = await self.places(list(self.mine), lock=True)
            if await self.conn.fetchval(WAITING, list(self.consumers.values())):
                raise NotNow("households are parked: release them first, neither version has what they wait for")
            while (at := await self.advance(live)).done < at.of:
                pass
            kept = await self.conn.fetchrow(STATE, self.view)
            for table in self.projection.tables or (self.view,):
                await self.conn.execute(f"ALTER TABLE public.{table} SET SCHEMA leaving")
                await self.conn.execute(f"ALTER TABLE beside.{table} SET SCHEMA public")
                await self.conn.execute(f"ALTER TABLE leaving.{table} SET SCHEMA beside")
            version: int = kept["version"] + (1 if kept["beside"] == "next" else -1)
            await self.conn.execute(KEEP, self.view, version, "before")
        return version

    async def advance(self, live: Places) -> Progress:
        mine = await self.places(list(self.mine.values()), lock=True)
        ends: dict[str, dict[int, Place]] = {}
        ends[self.mine[follower.NAME]] = await self.follow(mine[self.mine[follower.NAME]], live[follower.NAME])
        for topic, consumer in self.consumers.items():
            ends[self.mine[consumer]] = await self.hear(topic, mine[self.mine[consumer]], live[consumer])
        await cursor.move(self.conn, ends)
        reached = {name: {**places, **ends[name]} for name, places in mine.items()}
        return Progress(total(reached), total(live))

    async def follow(self, mine: Mapping[int, Place], live: Mapping[int, Place]) -> dict[int, Place]:
        if not self.own:
            return dict(live)
        behind = {part: place.off for part, place in mine.items() if place.off < live[part].off}
        rows = await read(self.conn, behind, AT_ONCE) if behind else []
        rows = [row for row in rows if row["off"] <= live[row["part"]].off]
        wanted = [row for row in rows if row["type"] in self.own]
        events = await self.streams.decode(wanted)
        envelopes = [envelope_of(row, Meta.from_bytes(row["meta"])) for row in wanted]
        await self.apply([Recorded(*pair) for pair in zip(events, envelopes, strict=True)])
        return {row["part"]: Place(row["off"], row["off"]) for row in rows}

    async def hear(self, topic: str, mine: Mapping[int, Place], live: Mapping[int, Place]) -> dict[int, Place]:
        batch, ends = await self.tapes[topic].up_to(mine, live)
        keys = await self.streams.keys_of({message.household_id for message in batch})
        await self.apply([self.tapes[topic].recorded(message, keys) for message in batch])
        return ends

    async def apply(self, batch: Sequence[Recorded]) -> None:
        """All at once; where somebody in it was erased, household by household without that one."""
        batch = [recorded for recorded in batch if type(recorded.message) in self.projection.on]
        if not batch:
            return
        view: View = SealedView(self.conn, self.streams)
        try:
            async with self.conn.transaction():
                await self.projection.apply(view, batch)
        except Erased:
            by_household: dict[UUID, list[Recorded]] = {}
            for recorded in batch:
                by_household.setdefault(recorded.envelope.household_id, []).append(recorded)
            if len(by_household) > 1:
                for items in by_household.values():
                    await self.apply(items)


def total(places: Mapping[str, Mapping[int, Any]]) -> int:
    return sum(place.off for lanes in places.values() for place in lanes.values())


async def build(beside: Beside, *, back: bool = False, tell: Callable[[Progress], None] = lambda progress: None) -> int:
    """The whole way: begin or go on, come near, exchange. Raises NotNow, and whatever the database or bus raises."""
    await beside.begin(back)
    while True:
        progress = await beside.step()
        tell(progress)
        if progress.of - progress.done > NEAR:
            continue
        try:
            async with asyncio.timeout(PATIENCE):
                return await beside.exchange()
        except TimeoutError:  # the bus does not answer; the live view must not stand still for that
            await beside.begin(back)


def owner(dsn: str) -> Awaitable[asyncpg.Connection]:
    """A connection of the builder."""
    return asyncpg.connect(dsn, server_settings={"search_path": SEARCH})
