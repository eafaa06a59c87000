"""What the databases say after everything: logs without gaps, messages in an unbroken chain, nothing done twice."""

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import orjson

from services.assembly import BUILDS
from services.chassis.database import address

GAPS = """SELECT part FROM event GROUP BY part HAVING min(off) <> 1 OR max(off) <> count(*)
    UNION ALL
    SELECT part FROM event JOIN log_head USING (part) GROUP BY part, next_off HAVING max(off) <> next_off - 1"""
BROKEN_STREAMS = """SELECT stream_type, stream_id FROM event GROUP BY 1, 2
    HAVING min(version) <> 1 OR max(version) <> count(*)"""
CHAIN = """SELECT topic, part, off, sequence FROM
    (SELECT *, lag(sequence, 1, 0) OVER lane AS before, row_number() OVER lane - 1 AS place FROM message
     WINDOW lane AS (PARTITION BY topic, part ORDER BY off)) m
    WHERE previous <> before OR sequence <= before OR off <> place"""
CURSORS = "SELECT name, part, sequence FROM cursor WHERE name LIKE '%:%'"
Rows = list[dict[str, Any]]


@asynccontextmanager
async def database(admin_dsn: str, name: str) -> AsyncIterator[Any]:
    conn = await asyncpg.connect(address(admin_dsn, f"onedoor_{name}"))
    try:
        yield conn
    finally:
        await conn.close()


async def broken_logs(admin_dsn: str) -> list[str]:
    """Services whose log has a gap or whose streams have one."""
    found = []
    for service in BUILDS:
        async with database(admin_dsn, service) as conn:
            found += [f"{service}: lane {row[0]}" for row in await conn.fetch(GAPS)]
            found += [f"{service}: {row[0]} {row[1]}" for row in await conn.fetch(BROKEN_STREAMS)]
    return found


async def broken_chains(admin_dsn: str) -> list[str]:
    """Lanes of the bus in which a message is missing, doubled or out of order."""
    async with database(admin_dsn, "bus") as conn:
        return [f"{row['topic']} lane {row['part']} at {row['off']}" for row in await conn.fetch(CHAIN)]


async def behind(admin_dsn: str) -> list[str]:
    """Consumers that have not heard everything."""
    async with database(admin_dsn, "bus") as conn:
        heads = {(row["topic"], row["part"]): row["sequence"] for row in await conn.fetch("SELECT * FROM topic_head")}
    found = []
    for service in BUILDS:
        async with database(admin_dsn, service) as conn:
            for name, part, sequence in await conn.fetch(CURSORS):
                if heads.get((name.partition(":")[2], part), 0) != sequence:
                    found.append(f"{name} lane {part}")
    return found


async def messages(admin_dsn: str, type_name: str) -> Rows:
    """The plain fields of every message of one type, with the application it belongs to."""
    async with database(admin_dsn, "bus") as conn:
        rows = await conn.fetch("SELECT data, headers FROM message WHERE type = $1", f"onedoor.{type_name}")
    return [
        orjson.loads(row["data"]) | {"correlation": orjson.loads(row["headers"]).get("correlationid")} for row in rows
    ]


async def events(admin_dsn: str, service: str) -> list[asyncpg.Record]:
    """Type and stream of every event of one log."""
    async with database(admin_dsn, service) as conn:
        rows: list[asyncpg.Record] = await conn.fetch("SELECT stream_type, stream_id, type FROM event")
    return rows


def twice(rows: Rows, *fields: str) -> list[tuple[Any, ...]]:
    """Those combinations of the fields that more than one row has."""
    return more_than_once([tuple(row.get(field) for field in fields) for row in rows])


def more_than_once(keys: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [key for key, count in Counter(keys).items() if count > 1]
