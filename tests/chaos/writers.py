"""Writers of one log as processes of their own: `writers.py rollback|race DSN SEED`; what they were told they print."""

import asyncio
import sys
from datetime import UTC, datetime
from random import Random
from uuid import UUID, uuid5

from services.chassis import database
from services.chassis.clock import RealClock
from services.chassis.errors import Unavailable
from services.chassis.ids import uuid7
from services.chassis.log import Append, Meta, NewEvent, append
from services.chassis.writer import Conflict, Writer
from tests.chaos.rows import LONG

SPACE = UUID("5d6d5f2e-6a3c-4a0e-9f0e-0f4d4a1c6f10")
STREAMS = [uuid5(SPACE, str(number)) for number in range(50)]
BOUNDS = {} if LONG else {"idle_in_transaction_session_timeout": "2s"}
CALLERS = 16  # in each of four processes


def command(stream: UUID, expected: int, count: int = 1) -> Append:
    events = [NewEvent(uuid7(), "Written.v1", b"{}", Meta().to_bytes()) for _ in range(count)]
    return Append(stream, "written", stream, expected, events)


def tell(*words: object) -> None:
    print(*words, flush=True)


async def rollback(dsn: str, random: Random) -> None:
    """One transaction after the other, with pauses inside; a fifth of them is taken back."""
    conn = None
    while True:
        try:
            conn = conn or await database.connect(dsn, **BOUNDS)
            item = command(random.choice(STREAMS), -1, random.randint(1, 3))
            transaction = conn.transaction()
            await transaction.start()
            await append(conn, [item], datetime.now(UTC))
            await asyncio.sleep(random.random() / 100)
            if random.random() < 0.2:
                await transaction.rollback()
                tell("rolled-back")
            else:
                await transaction.commit()
                tell("written", *(event.id for event in item.events))
        except Exception as error:
            tell("failed", type(error).__name__)
            if conn is not None:
                conn.terminate()
            conn = None
            await asyncio.sleep(0.1)


async def race(dsn: str, random: Random) -> None:
    """Each caller takes a stream at the version that it was told last, and may be outrun."""
    writer = Writer(lambda: database.connect(dsn), RealClock(), lambda: None)
    known = dict.fromkeys(STREAMS, 0)

    async def call() -> None:
        while True:
            stream = random.choice(STREAMS)
            item = command(stream, known[stream])
            try:
                await writer.put(item)
            except Conflict as conflict:
                known[stream] = conflict.args[0]
                tell("told", stream, item.expected, conflict.args[0])
            except Unavailable:
                tell("away")
                await asyncio.sleep(0.05)
            else:
                known[stream] = max(known[stream], item.expected + 1)
                tell("won", stream, item.expected + 1, item.events[0].id)

    await asyncio.gather(writer.run(), *(call() for _ in range(CALLERS)))


if __name__ == "__main__":
    mode, where, seed = sys.argv[1:]
    asyncio.run({"rollback": rollback, "race": race}[mode](where, Random(int(seed))))
