"""The one mechanism for exactly-once effect: a cursor row, locked for one transaction, that moves with the effect."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import asyncpg

from services.chassis.log import Connection

TAKE = """SELECT name, part, off, sequence FROM cursor
    WHERE (name, part) IN (SELECT * FROM unnest($1::text[], $2::smallint[]))
    ORDER BY name, part FOR UPDATE SKIP LOCKED"""
TAKE_LAGGING = """SELECT c.part, c.off, c.sequence FROM cursor c JOIN log_head h USING (part)
    WHERE c.name = $1 AND h.next_off - 1 > c.off ORDER BY c.part FOR UPDATE OF c SKIP LOCKED"""
LAGS = """SELECT EXISTS (SELECT FROM cursor c JOIN log_head h USING (part)
    WHERE c.name = $1 AND h.next_off - 1 > c.off)"""
MOVE = """UPDATE cursor c SET off = x.off, sequence = x.sequence
    FROM unnest($1::text[], $2::smallint[], $3::bigint[], $4::bigint[]) x(name, part, off, sequence)
    WHERE c.name = x.name AND c.part = x.part"""
CREATE = "INSERT INTO cursor (name, part) SELECT $1, part FROM log_head ON CONFLICT DO NOTHING"


class Place(NamedTuple):
    off: int
    sequence: int


async def create(conn: Connection, name: str) -> None:
    await conn.execute(CREATE, name)


Places = dict[str, dict[int, Place]]  # by the cursor's name and the lane


async def take(conn: Connection, wanted: Mapping[str, Iterable[int]]) -> Places:
    """Lock these lanes for the length of the transaction; those that somebody else works on are left out."""
    named = [(name, part) for name, lanes in wanted.items() for part in lanes]
    rows: list[asyncpg.Record] = await conn.fetch(TAKE, [name for name, _ in named], [part for _, part in named])
    places: Places = {name: {} for name in wanted}
    for row in rows:
        places[row["name"]][row["part"]] = Place(row["off"], row["sequence"])
    return places


async def take_lagging(conn: Connection, name: str) -> dict[int, Place]:
    """Lock the lanes of the own log in which something is to be read; an idle pass locks and writes nothing."""
    rows: list[asyncpg.Record] = await conn.fetch(TAKE_LAGGING, name)
    return {row["part"]: Place(row["off"], row["sequence"]) for row in rows}


async def lags(conn: Connection, name: str) -> bool:
    return bool(await conn.fetchval(LAGS, name))


async def move(conn: Connection, ends: Mapping[str, Mapping[int, Place]]) -> None:
    moved = [(name, part, *place) for name, lanes in ends.items() for part, place in lanes.items()]
    if moved:
        await conn.execute(MOVE, *map(list, zip(*moved, strict=True)))
