"""The log of one service: append with optimistic versions, read in order, load streams."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg
import orjson

LANES = 16

APPEND = "SELECT * FROM append_batch($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
READ = """SELECT e.* FROM unnest($1::smallint[], $2::bigint[]) l(part, off)
    CROSS JOIN LATERAL (SELECT * FROM event WHERE part = l.part AND event.off > l.off ORDER BY event.off LIMIT $3) e
    ORDER BY e.part, e.off"""
LOAD = """SELECT e.id, e.stream_type, e.stream_id, e.household_id, e.version, e.type, e.data
    FROM unnest($1::text[], $2::uuid[], $3::bigint[]) s(type, id, after)
    JOIN event e ON e.stream_type = s.type AND e.stream_id = s.id AND e.version > s.after
    ORDER BY e.stream_type, e.stream_id, e.version"""
LOCK_HEADS = "SELECT FROM log_head WHERE part = ANY ($1) ORDER BY part FOR UPDATE"

Connection = Any  # asyncpg's connection and its pool proxy have no common type


class Meta(NamedTuple):
    """Why an event is there: who acted, what caused it, the application it belongs to, and its trace."""

    actor: str = "system"
    causation: str | None = None
    correlation: UUID | None = None
    traceparent: str | None = None

    def to_bytes(self) -> bytes:
        # text also of ids: those that asyncpg hands out are of a class of their own
        return orjson.dumps({name: str(value) for name, value in self._asdict().items() if value is not None})

    @classmethod
    def from_bytes(cls, data: bytes) -> "Meta":
        found = orjson.loads(data)
        correlation = found.get("correlation")
        return cls(
            actor=found.get("actor", "system"),
            causation=found.get("causation"),
            correlation=UUID(correlation) if correlation else None,
            traceparent=found.get("traceparent"),
        )


class NewEvent(NamedTuple):
    id: UUID
    type: str
    data: bytes
    meta: bytes


class Receipt(NamedTuple):
    actor: str
    key: str
    fingerprint: bytes
    response: bytes


class Append(NamedTuple):
    """Events for one stream that is expected at a version."""

    household_id: UUID
    stream_type: str
    stream_id: UUID
    expected: int
    events: Sequence[NewEvent]
    receipt: Receipt | None = None


class Hole(Exception):
    """An offset is missing in a lane. Offsets are given under a lock, so this is corruption: never wait for it."""


async def append(conn: Connection, batch: Sequence[Append], at: datetime) -> list[asyncpg.Record]:
    """Append what is at its expected version, all in one statement; one answer (version, accepted) per element."""
    events = [(place, event) for place, item in enumerate(batch, 1) for event in item.events]
    receipts = [(place, item.receipt) for place, item in enumerate(batch, 1) if item.receipt]
    rows: list[asyncpg.Record] = await conn.fetch(
        APPEND,
        [a.household_id for a in batch],
        [a.stream_type for a in batch],
        [a.stream_id for a in batch],
        [a.expected for a in batch],
        [place for place, _ in events],
        [e.id for _, e in events],
        [e.type for _, e in events],
        [e.data for _, e in events],
        [e.meta for _, e in events],
        at,
        [place for place, _ in receipts],
        [r.actor for _, r in receipts],
        [r.key for _, r in receipts],
        [r.fingerprint for _, r in receipts],
        [r.response for _, r in receipts],
    )
    return rows


async def read(conn: Connection, after: Mapping[int, int], limit: int) -> list[asyncpg.Record]:
    """Up to `limit` events of each lane after its offset, in order of lane and offset."""
    rows: list[asyncpg.Record] = await conn.fetch(READ, list(after), list(after.values()), limit)
    last = dict(after)
    for row in rows:
        if row["off"] != last[row["part"]] + 1:
            raise Hole(f"lane {row['part']} after {last[row['part']]}")
        last[row["part"]] = row["off"]
    return rows


async def load(conn: Connection, streams: Sequence[tuple[str, UUID, int]]) -> list[asyncpg.Record]:
    """The events of several streams, each after the version given, in order of version."""
    types, ids, after = zip(*streams, strict=True)
    rows: list[asyncpg.Record] = await conn.fetch(LOAD, list(types), list(ids), list(after))
    return rows


def lane(household_id: UUID) -> int:
    """The lane of a household: the same in every log, topic and table."""
    return household_id.int % LANES
