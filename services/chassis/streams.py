"""Streams of one service as folded state: loaded together, folded once, and one command decided outside of a pass."""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

import asyncpg

from services.chassis import codec
from services.chassis.decider import Decider
from services.chassis.errors import NotFound
from services.chassis.ids import uuid7
from services.chassis.keys import Keys, KeyStore
from services.chassis.log import Append, Connection, Meta, NewEvent, load

E = TypeVar("E")
StreamKey = tuple[str, UUID]
FRESH = 2_000  # events kept as objects


class Folded(NamedTuple):
    version: int
    state: Any
    household_id: UUID | None


class Streams:
    """Types, keys and folded states of one service. The cache is safe to share: states are immutable, versions grow."""

    def __init__(self, deciders: Sequence[Decider[Any, Any, Any]], keys: KeyStore | None, limit: int = 20_000) -> None:
        self.deciders = {decider.name: decider for decider in deciders}
        self.types: dict[str, type] = {codec.type_name(t): t for d in deciders for t in d.types()}
        self.keys, self.limit = keys, limit
        self.cache: OrderedDict[StreamKey, Folded] = OrderedDict()
        self.fresh: OrderedDict[UUID, Any] = OrderedDict()  # what this process has just written, by event id

    async def keys_of(self, households: Iterable[UUID]) -> Keys:
        return await self.keys.get(households) if self.keys else {}

    async def decode(self, rows: Sequence[asyncpg.Record]) -> list[Any]:
        """Events of rows with `household_id`, `type` and `data`."""
        keys = await self.keys_of(row["household_id"] for row in rows)
        return [self.event_of(row, keys) for row in rows]

    def event_of(self, row: asyncpg.Record, keys: Keys) -> Any:
        """The event of a row; relay and follower of the process that wrote it need not open it again."""
        event = self.fresh.get(row["id"])
        if event is not None and (row["household_id"] in keys or not codec.is_personal(type(event))):
            return event  # not where the household was erased meanwhile
        return codec.decode_event(self.types, row["type"], row["data"], row["household_id"], keys)

    async def encode(self, household_id: UUID, events: Sequence[Any], meta: Meta) -> list[NewEvent]:
        keys = await self.keys.ensure({household_id}) if self.keys else {}
        body = meta.to_bytes()
        encoded = []
        for event in events:
            new = NewEvent(uuid7(), codec.type_name(type(event)), codec.encode(event, household_id, keys), body)
            self.fresh[new.id] = event
            encoded.append(new)
        while len(self.fresh) > FRESH:
            self.fresh.popitem(last=False)
        return encoded

    async def fold(self, conn: Connection, wanted: Sequence[StreamKey]) -> dict[StreamKey, Folded]:
        """The state of each stream: from the cache, and what was appended since, in one query."""
        found, broken = await self.fold_each(conn, wanted)
        for error in broken.values():
            raise error
        return found

    async def fold_each(
        self, conn: Connection, wanted: Sequence[StreamKey]
    ) -> tuple[dict[StreamKey, Folded], dict[StreamKey, Exception]]:
        """Each state, or why this one stream cannot be folded (erased, a broken seal): no other one suffers."""
        found = {key: self.cache.get(key) or self.initial(key[0]) for key in wanted}
        rows = await load(conn, [(name, id_, found[name, id_].version) for name, id_ in wanted])
        keys = await self.keys_of(row["household_id"] for row in rows)
        broken: dict[StreamKey, Exception] = {}
        for row in rows:
            key = (row["stream_type"], row["stream_id"])
            if key not in broken:
                try:
                    found[key] = self.folded(row, found[key].state, keys)
                except Exception as error:
                    broken[key] = error
        return {key: value for key, value in found.items() if key not in broken}, broken

    def folded(self, row: asyncpg.Record, state: Any, keys: Keys) -> Folded:
        event = self.event_of(row, keys)
        return Folded(row["version"], self.deciders[row["stream_type"]].evolve(state, event), row["household_id"])

    def initial(self, name: str) -> Folded:
        return Folded(0, self.deciders[name].initial(), None)

    def remember(self, folded: dict[StreamKey, Folded]) -> None:
        """Only after a commit, and only what was read or written in it."""
        for key, value in folded.items():
            kept = self.cache.get(key)
            if kept is None or kept.version < value.version:
                self.cache[key] = value
                self.cache.move_to_end(key)
        while len(self.cache) > self.limit:
            self.cache.popitem(last=False)


async def decided(
    streams: Streams,
    decider: Decider[Any, Any, E],
    stream_id: UUID,
    before: Folded,
    command: Any,
    household_id: UUID | None,
    meta: Meta,
) -> tuple[list[E], Append | None, Folded]:
    """One command outside of a pass: its events, what to append (nothing where it was quiet), the state afterwards."""
    owner = before.household_id or household_id
    if owner is None:
        raise NotFound
    events = decider.decide(before.state, command)
    after = Folded(before.version + len(events), decider.fold(before.state, events), owner)
    if not events:
        return events, None, after
    encoded = await streams.encode(owner, events, meta)
    return events, Append(owner, decider.name, stream_id, before.version, encoded), after
