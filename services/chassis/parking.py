"""Households that cannot be handled: put aside with everything that follows, shown, tried again, released in order."""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import asyncpg
import orjson

from services.chassis.bus import Message
from services.chassis.log import Connection

PARK = """INSERT INTO parked
      (consumer, household_id, sequence, part, type, message, reason, attempts, parked_at, next_try)
    SELECT $1, h, s, p, t, m, r, a, $10, n
    FROM unnest($2::uuid[], $3::bigint[], $4::smallint[], $5::text[], $6::bytea[], $7::text[], $8::int[],
      $9::timestamptz[]) u(h, s, p, t, m, r, a, n) ON CONFLICT DO NOTHING"""
HELD = "SELECT DISTINCT consumer, household_id FROM parked WHERE consumer = ANY ($1) AND household_id = ANY ($2)"
DUE = """SELECT household_id, part FROM parked WHERE consumer = $1 AND next_try <= $2
    ORDER BY next_try LIMIT 100"""
MESSAGES = """SELECT * FROM parked WHERE consumer = $1 AND household_id = $2 ORDER BY sequence"""
FREE = """DELETE FROM parked p USING unnest($2::uuid[], $3::bigint[]) u(h, s)
    WHERE p.consumer = $1 AND p.household_id = u.h AND p.sequence = u.s"""
AGAIN = """UPDATE parked SET reason = $4, attempts = attempts + 1, next_try = $5
    WHERE consumer = $1 AND household_id = $2 AND sequence = $3"""
LIST = """SELECT consumer, household_id, min(sequence) AS sequence, count(*) AS messages, min(parked_at) AS since,
    (array_agg(type ORDER BY sequence))[1] AS type, (array_agg(reason ORDER BY sequence))[1] AS reason,
    (array_agg(attempts ORDER BY sequence))[1] AS attempts, (array_agg(next_try ORDER BY sequence))[1] AS next_try
    FROM parked GROUP BY consumer, household_id ORDER BY since LIMIT 1000"""
RELEASE = """UPDATE parked p SET next_try = $1 FROM
    (SELECT consumer, household_id, min(sequence) AS sequence FROM parked
     WHERE ($2::uuid IS NULL OR household_id = $2) AND ($3::text IS NULL OR consumer = $3) GROUP BY 1, 2) f
    WHERE (p.consumer, p.household_id, p.sequence) = (f.consumer, f.household_id, f.sequence)"""

FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=5)
BEHIND = "waits behind an earlier message"


class Parked(NamedTuple):
    """One message to put aside; `next_try` None: until somebody releases it."""

    message: Message
    reason: str
    attempts: int
    next_try: datetime | None


def back_off(now: datetime, attempts: int) -> datetime:
    """5 s, 10 s, 20 s, ... up to 5 min."""
    return now + min(FIRST_WAIT * (1 << min(attempts, 10)), LONGEST_WAIT)


def to_bytes(message: Message) -> bytes:
    """Personal fields are sealed in `data` already; this adds only what the bus said about it."""
    return orjson.dumps(
        {"headers": message.headers, "data": b64encode(message.data).decode(), "previous": message.previous}
    )


def from_row(row: asyncpg.Record) -> Message:
    body = orjson.loads(row["message"])
    return Message(
        part=row["part"],
        off=0,
        sequence=row["sequence"],
        previous=body["previous"],
        household_id=row["household_id"],
        type=row["type"],
        data=b64decode(body["data"]),
        headers=body["headers"],
    )


async def held(conn: Connection, consumers: Iterable[str], households: Iterable[UUID]) -> set[tuple[str, UUID]]:
    """Where messages of which household must wait, because an earlier one does."""
    rows = await conn.fetch(HELD, list(consumers), list(households))
    return {(row["consumer"], row["household_id"]) for row in rows}


async def park(conn: Connection, consumer: str, items: Sequence[Parked], now: datetime) -> None:
    if not items:
        return
    messages = [item.message for item in items]
    await conn.execute(
        PARK,
        consumer,
        [m.household_id for m in messages],
        [m.sequence for m in messages],
        [m.part for m in messages],
        [m.type for m in messages],
        [to_bytes(m) for m in messages],
        [item.reason for item in items],
        [item.attempts for item in items],
        [item.next_try for item in items],
        now,
    )


async def due(conn: Connection, consumer: str, now: datetime) -> dict[UUID, int]:
    """Households that are to be tried again now, with their lane."""
    return {row["household_id"]: row["part"] for row in await conn.fetch(DUE, consumer, now)}


async def messages(conn: Connection, consumer: str, household_id: UUID) -> list[asyncpg.Record]:
    rows: list[asyncpg.Record] = await conn.fetch(MESSAGES, consumer, household_id)
    return rows


async def free(conn: Connection, consumer: str, done: Sequence[Message]) -> None:
    if done:
        await conn.execute(FREE, consumer, [m.household_id for m in done], [m.sequence for m in done])


async def again(conn: Connection, consumer: str, item: Parked) -> None:
    message = item.message
    await conn.execute(AGAIN, consumer, message.household_id, message.sequence, item.reason, item.next_try)


async def listing(conn: Connection) -> list[asyncpg.Record]:
    """One row per parked household and consumer: since when, why, how many messages wait."""
    rows: list[asyncpg.Record] = await conn.fetch(LIST)
    return rows


async def release(conn: Connection, now: datetime, household_id: UUID | None, consumer: str | None) -> int:
    """Try these households again now (all of them where nothing is named); answers how many."""
    return int((await conn.execute(RELEASE, now, household_id, consumer)).split()[-1])
