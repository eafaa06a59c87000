"""One connection to Postgres with its turn, for the bus: bounded in time, dropped on doubt, made again on demand."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

import asyncpg

from services.chassis.bus import BusFailed

DEADLINE: Final = 4.0
"""Seconds for one publish: below the 5 s after which Postgres frees the lanes of a relay that hangs."""

SETTINGS: Final = {"application_name": "onedoor-bus", "enable_seqscan": "off", "tcp_user_timeout": "5000"}


@dataclass(eq=False)
class Line:
    """One connection with its turn; after any failure the next user gets a new one."""

    dsn: str
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    connection: "asyncpg.Connection[asyncpg.Record] | None" = None

    async def fetch(self, sql: str, *args: object) -> list[asyncpg.Record]:
        """For the holder of the turn. Raises BusFailed and drops the connection when the outcome is not known."""
        try:
            async with asyncio.timeout(DEADLINE):
                if self.connection is None or self.connection.is_closed():
                    self.connection = await asyncpg.connect(self.dsn, server_settings=SETTINGS)
                return await self.connection.fetch(sql, *args)
        except BaseException as error:
            self.drop()
            if isinstance(error, Exception):
                raise BusFailed(f"bus in Postgres: {type(error).__name__}") from error
            raise

    def drop(self) -> None:
        old, self.connection = self.connection, None
        if old is not None:
            with suppress(Exception):
                old.terminate()
