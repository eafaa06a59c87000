"""What all passes of one service share: a connection used in turn, its streams, its clock, who is told of commits."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg

from services.chassis import codec
from services.chassis.clock import Clock
from services.chassis.log import Connection
from services.chassis.streams import Streams
from services.chassis.unit import RunAgain


class SealedView:
    """The database as projections see it: statements, and sealing under the household's key."""

    def __init__(self, conn: Connection, streams: Streams) -> None:
        self.conn, self.streams = conn, streams

    async def execute(self, sql: str, *args: Any) -> str:
        status: str = await self.conn.execute(sql, *args)
        return status

    async def fetch(self, sql: str, *args: Any) -> list[asyncpg.Record]:
        rows: list[asyncpg.Record] = await self.conn.fetch(sql, *args)
        return rows

    async def seal(self, household_id: UUID, document: Any) -> bytes:
        keys = await self.streams.keys.ensure({household_id}) if self.streams.keys else {}
        return codec.seal_json(document, household_id, keys)

    async def unseal(self, household_id: UUID, sealed: bytes) -> Any:
        keys = await self.streams.keys_of({household_id})
        return codec.unseal_json(sealed, household_id, keys)


class Worker:
    """Passes take turns on one connection. After any fault it is dropped, and the next pass connects again."""

    def __init__(
        self,
        service: str,
        connect: Callable[[], Awaitable[Connection]],
        streams: Streams,
        clock: Clock,
        committed: Callable[[], None],
    ) -> None:
        self.service, self.connect, self.streams, self.clock, self.committed = (
            service,
            connect,
            streams,
            clock,
            committed,
        )
        self.turn = asyncio.Lock()
        self.conn: Connection = None
        self.changes = 0  # transactions that have ended here, however

    async def connection(self) -> Connection:
        if self.conn is None or self.conn.is_closed():
            self.conn = await self.connect()
        return self.conn

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Connection]:
        async with self.turn:
            conn = await self.connection()
            try:
                async with conn.transaction():
                    yield conn
            except RunAgain:
                raise  # rolled back, and the connection is sound
            except BaseException:
                self.broken()
                raise
            finally:
                self.changes += 1

    def view(self, conn: Connection) -> SealedView:
        return SealedView(conn, self.streams)

    def broken(self) -> None:
        """The state of the connection is unknown: no commit of it may follow."""
        if self.conn is not None:
            self.conn.terminate()
            self.conn = None
