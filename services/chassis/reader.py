"""Group read, for requests: what is asked while one query is under way goes together in the next one."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import asyncpg

from services.chassis.log import Connection
from services.chassis.streams import Folded, StreamKey, Streams

FIND = """SELECT actor, key, fingerprint, household_id, response FROM receipt
    WHERE (actor, key) IN (SELECT * FROM unnest($1::text[], $2::text[]))"""

ReceiptKey = tuple[str, str]  # actor and Idempotency-Key


class Found(NamedTuple):
    folded: Folded
    receipt: asyncpg.Record | None


class Question(NamedTuple):
    stream: StreamKey
    receipt: ReceiptKey | None
    answer: asyncio.Future[Found]


class Reader:
    def __init__(self, pool: asyncpg.Pool, streams: Streams) -> None:
        self.pool, self.streams = pool, streams
        self.waiting: list[Question] = []
        self.reading: asyncio.Task[None] | None = None

    async def find(self, stream: StreamKey, receipt: ReceiptKey | None = None) -> Found:
        """The state of a stream as of now, and the receipt under this key. Raises what its own events raise."""
        question = Question(stream, receipt, asyncio.get_running_loop().create_future())
        self.waiting.append(question)
        if self.reading is None:
            self.reading = asyncio.create_task(self.read())
        return await question.answer

    async def read(self) -> None:
        while self.waiting:
            asked, self.waiting = self.waiting, []
            try:
                async with self.pool.acquire() as conn:
                    await self.answer(conn, asked)
            except Exception as error:
                for question in asked:
                    if not question.answer.done():
                        question.answer.set_exception(error)
        self.reading = None

    async def answer(self, conn: Connection, asked: Sequence[Question]) -> None:
        """Receipts after the folds: whoever sees the event of an equal request also finds its receipt."""
        found, broken = await self.streams.fold_each(conn, list({question.stream for question in asked}))
        self.streams.remember({key: folded for key, folded in found.items() if folded.version})
        receipts = await self.receipts(conn, [question.receipt for question in asked if question.receipt])
        for question in asked:
            if question.answer.done():
                continue  # whoever asked is gone
            if question.stream in broken:
                question.answer.set_exception(broken[question.stream])
            else:
                receipt = receipts.get(question.receipt) if question.receipt else None
                question.answer.set_result(Found(found[question.stream], receipt))

    async def receipts(self, conn: Connection, keys: Sequence[ReceiptKey]) -> Mapping[ReceiptKey, asyncpg.Record]:
        if not keys:
            return {}
        rows = await conn.fetch(FIND, [actor for actor, _ in keys], [key for _, key in keys])
        return {(row["actor"], row["key"]): row for row in rows}
