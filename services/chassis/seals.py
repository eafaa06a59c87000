"""Seals over the log, set behind the append by a cursor of their own; and whether each event is still what was sealed.

A seal is keyed: who may write into the database but has no master key cannot seal anew what he has changed.
"""

import hmac
from collections.abc import AsyncIterator, Sequence
from typing import NamedTuple

import asyncpg

from services.chassis import cursor
from services.chassis.cursor import Place
from services.chassis.log import Connection
from services.chassis.worker import Worker

NAME = "sealer"
BLOCK = 1000  # events of one seal at most
LEAF = 16  # bytes
FIRST = b"the first seal of a lane"
AT_ONCE = 64  # seals in memory while they are checked

UNSEALED = """SELECT l.part, b.last, b.leaves FROM unnest($1::smallint[], $2::bigint[]) l(part, off)
    CROSS JOIN LATERAL (SELECT max(off) AS last, string_agg(leaf, '' ORDER BY off) AS leaves FROM (
      SELECT e.off, leaf(e) FROM event e WHERE e.part = l.part AND e.off > l.off ORDER BY e.off LIMIT $3) e) b"""
BEFORE = "SELECT DISTINCT ON (part) part, digest FROM seal WHERE part = ANY ($1) ORDER BY part, last DESC"
SEAL = """INSERT INTO seal (part, last, first, leaves, digest)
    SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::bigint[], $4::bytea[], $5::bytea[])"""
SEALS = "SELECT part, first, last, leaves, digest FROM seal ORDER BY part, last"
LEAVES = """SELECT s.part, s.last, string_agg(leaf(e), '' ORDER BY e.off) AS leaves
    FROM unnest($1::smallint[], $2::bigint[], $3::bigint[]) s(part, first, last)
    LEFT JOIN event e ON e.part = s.part AND e.off BETWEEN s.first AND s.last GROUP BY s.part, s.last"""


class Broken(NamedTuple):
    """Something that cannot have come from our own hand, and where."""

    lane: int
    off: int
    what: str


class Sealer:
    """`secret` is derived from the master key and the service's name."""

    def __init__(self, worker: Worker, secret: bytes) -> None:
        self.worker, self.secret = worker, secret

    async def step(self) -> int:
        """One pass over the lanes that are not sealed to their end; answers how many seals it has set."""
        async with self.worker.transaction() as conn:
            places = await cursor.take_lagging(conn, NAME)
            if not places:
                return 0
            blocks = await conn.fetch(UNSEALED, list(places), [place.off for place in places.values()], BLOCK)
            before = {row["part"]: row["digest"] for row in await conn.fetch(BEFORE, list(places))}
            seals = [
                (
                    block["part"],
                    block["last"],
                    places[block["part"]].off + 1,
                    block["leaves"],
                    digest(self.secret, before.get(block["part"], FIRST), block["leaves"]),
                )
                for block in blocks
            ]
            await conn.execute(SEAL, *map(list, zip(*seals, strict=True)))
            await cursor.move(conn, {NAME: {part: Place(last, last) for part, last, *_ in seals}})
        return len(seals)


def digest(secret: bytes, before: bytes, leaves: bytes) -> bytes:
    return hmac.digest(secret, before + leaves, "sha256")


async def broken(conn: Connection, secret: bytes) -> AsyncIterator[Broken]:
    """Every sealed event that is not what was sealed, and every seal that is not ours. Within one transaction."""
    chained: dict[int, tuple[int, bytes]] = {}
    batch: list[asyncpg.Record] = []
    async for seal in conn.cursor(SEALS, prefetch=AT_ONCE):
        part, (end, before) = seal["part"], chained.get(seal["part"], (0, FIRST))
        count = seal["last"] - seal["first"] + 1
        if seal["first"] != end + 1 or len(seal["leaves"]) != count * LEAF:
            yield Broken(part, end + 1, "seals are missing here")
        elif not hmac.compare_digest(seal["digest"], digest(secret, before, seal["leaves"])):
            yield Broken(part, seal["first"], "the seal from here on was not set by us, or one before it is missing")
        chained[part] = seal["last"], seal["digest"]
        batch.append(seal)
        if len(batch) == AT_ONCE:
            for found in await changed(conn, batch):
                yield found
            batch = []
    for found in await changed(conn, batch):
        yield found


async def changed(conn: Connection, seals: Sequence[asyncpg.Record]) -> list[Broken]:
    columns = [[seal[name] for seal in seals] for name in ("part", "first", "last")]
    found = {(row["part"], row["last"]): row["leaves"] or b"" for row in await conn.fetch(LEAVES, *columns)}
    differ = [seal for seal in seals if found[seal["part"], seal["last"]] != seal["leaves"]]
    return [one for seal in differ for one in compared(seal, found[seal["part"], seal["last"]])]


def compared(seal: asyncpg.Record, leaves: bytes) -> list[Broken]:
    """Which events of a block; where one is missing all behind it seem moved, and the hole is told by itself."""
    if len(leaves) != len(seal["leaves"]):
        return [Broken(seal["part"], seal["first"], f"an event is missing or too many up to {seal['last']}")]
    return [
        Broken(seal["part"], seal["first"] + n, "the event is not the one that was sealed")
        for n in range(len(leaves) // LEAF)
        if leaves[n * LEAF : (n + 1) * LEAF] != seal["leaves"][n * LEAF : (n + 1) * LEAF]
    ]
