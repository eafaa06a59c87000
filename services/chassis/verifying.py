"""Whether a log is whole: lanes, streams and cursors by themselves, events by their seals, the bus by its chain."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field

from services.chassis import follower, relay, seals
from services.chassis.bus import Bus, Fell
from services.chassis.log import LANES, Connection
from services.chassis.seals import Broken

MOST = 100  # faults of one kind that are told
LANE = f"""SELECT part, off, what FROM (
      SELECT part, off, CASE
        WHEN off <> coalesce(lag(off) OVER w, 0) + 1 THEN 'events are missing in front of this one'
        WHEN off >= next_off THEN 'the event lies beyond the end of its lane'
        WHEN get_byte(uuid_send(household_id), 15) & 15 <> part THEN 'the event is not of this lane'
      END AS what FROM event JOIN log_head USING (part) WINDOW w AS (PARTITION BY part ORDER BY off)) e
    WHERE what IS NOT NULL
    UNION ALL
    SELECT part, next_off - 1, 'the lane ends before its head' FROM log_head h
    WHERE next_off - 1 > coalesce((SELECT max(off) FROM event WHERE part = h.part), 0) LIMIT {MOST}"""
STREAM = f"""SELECT part, off, CASE
        WHEN version <> n THEN 'the version of the event does not follow the one before it'
        ELSE 'the event lies before an earlier version of its stream' END AS what FROM (
      SELECT part, off, version, row_number() OVER w AS n, lag(off) OVER w AS before,
        lag(part) OVER w AS lane FROM event WINDOW w AS (PARTITION BY stream_type, stream_id ORDER BY version)) e
    WHERE version <> n OR before > off OR lane <> part LIMIT {MOST}"""
CURSOR = """SELECT part, off, 'the cursor ' || name || ' lies beyond the end' AS what
    FROM cursor c JOIN log_head h USING (part)
    WHERE name = ANY ($1) AND (c.off >= h.next_off OR c.sequence >= h.next_off)"""
ENDS = """SELECT part, next_off - 1 AS last, coalesce(c.sequence, 0) AS sent FROM log_head h
    LEFT JOIN cursor c USING (part) WHERE coalesce(c.name, $1) = $1 ORDER BY part"""
COUNT = """SELECT (SELECT sum(next_off - 1)::bigint FROM log_head) AS events,
    (SELECT sum(off)::bigint FROM cursor WHERE name = $1) AS sealed"""
HEARD = "SELECT name, part, off, sequence FROM cursor WHERE name <> ALL ($1) ORDER BY name, part"
OWN = [follower.NAME, relay.NAME, seals.NAME]


@dataclass
class Found:
    """What was looked at in one service, and what is wrong."""

    events: int = 0
    sealed: int = 0
    messages: int = 0
    copies: int = 0
    broken: list[Broken] = field(default_factory=list)


async def log_of(conn: Connection, secret: bytes, found: Found) -> dict[int, tuple[int, int]]:
    """Look at one service's database; answers the end of each lane and the last event that was sent to the bus."""
    async with conn.transaction(isolation="repeatable_read", readonly=True):
        count = await conn.fetchrow(COUNT, seals.NAME)
        found.events, found.sealed = count["events"], count["sealed"] or 0
        for sql, *args in ((LANE,), (STREAM,), (CURSOR, OWN)):
            found.broken += [Broken(*row) for row in await conn.fetch(sql, *args)]
        found.broken += [one async for one in seals.broken(conn, secret)]
        return {row["part"]: (row["last"], row["sent"]) for row in await conn.fetch(ENDS, relay.NAME)}


async def bus_of(bus: Bus, topic: str, ends: Mapping[int, tuple[int, int]], found: Found) -> dict[int, tuple[int, int]]:
    """Read a whole topic; answers the place and the sequence at which each lane of it ends."""
    at = dict.fromkeys(range(LANES), 0)
    last = dict.fromkeys(range(LANES), 0)
    try:
        async for part, off, sequence, previous in messages(bus, topic):
            found.messages, at[part] = found.messages + 1, off + 1
            if not sequence:
                continue  # of a foreign producer, who gives none
            if sequence <= last[part]:
                found.copies += 1
                continue
            if previous > last[part]:
                found.broken.append(Broken(part, sequence, f"{topic} does not hold {previous}, the message before it"))
            last[part] = sequence
    except Fell as fell:
        found.broken += [Broken(part, 0, f"{topic} does not begin at its beginning") for part in fell.parts]
    for part, (end, sent) in ends.items():
        if last[part] < sent:
            found.broken.append(Broken(part, sent, f"{topic} does not hold this event, which was sent"))
        if last[part] > end:
            found.broken.append(Broken(part, last[part], f"{topic} holds an event that the log does not"))
    return {part: (at[part], last[part]) for part in at}


async def messages(bus: Bus, topic: str) -> AsyncIterator[tuple[int, int, int, int]]:
    """Lane, place, sequence and previous of every message up to where the lanes end now."""

    async def beginning(parts: object) -> dict[int, int]:
        return dict.fromkeys(range(LANES), 0)

    left = {part: end for part, end in (await bus.ends(topic)).items() if end}
    source = bus.subscribe(f"verify.{topic}", topic, beginning)
    await source.start()
    try:
        async with asyncio.timeout(3600):
            while left:
                for part, batch in (await source.take(wait=1.0)).items():
                    for message in batch:
                        yield part, message.off, message.sequence, message.previous
                    if batch and batch[-1].off + 1 >= left.get(part, 0):
                        left.pop(part, None)
    finally:
        await source.stop()


async def cursors_of(conn: Connection, ends: Mapping[str, Mapping[int, tuple[int, int]]]) -> list[Broken]:
    """Consumers of this service that claim to have read what their topic does not hold."""
    broken = []
    for name, part, off, sequence in await conn.fetch(HEARD, OWN):
        topic = name.rpartition(":")[2]
        end, last = ends.get(topic, {}).get(part, (0, 0))
        if topic in ends and (off > end or sequence > last):
            broken.append(Broken(part, off, f"the cursor {name} lies beyond the end of its topic"))
    return broken
