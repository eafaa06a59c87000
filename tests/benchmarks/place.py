"""Where the benchmarks run: one durable Postgres, a new database for every run."""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg

from infra.postgres.launcher import EmbeddedPostgres
from services.chassis.database import address, ensure_database
from tests.benchmarks.measure import hold

MIGRATIONS = ("services.chassis.migrations.service",)
DURABLE = ("fsync", "synchronous_commit", "full_page_writes")
BODY = os.urandom(200).hex().encode()  # 400 bytes


@dataclass
class Place:
    """`home` is a folder for what a run writes beside the servers."""

    admin: str
    home: Path

    async def fresh(self) -> str:
        """The URL, for a service's role, of a new database with the tables of a service."""
        name = f"bench_{uuid4().hex[:12]}"
        return await ensure_database(self.admin, name, MIGRATIONS, role="bench", password="bench")

    def owner(self, dsn: str) -> str:
        return address(self.admin, urlsplit(dsn).path.lstrip("/"))

    async def must_be_durable(self) -> None:
        conn = await asyncpg.connect(self.admin)
        found = {name: await conn.fetchval(f"SHOW {name}") for name in DURABLE}
        await conn.close()
        hold(set(found.values()) == {"on"}, f"Postgres is not durable: {found}")


@contextmanager
def place() -> Iterator[Place]:
    """Called from the main thread, which the server is bound to."""
    with tempfile.TemporaryDirectory(prefix="onedoor-bench-") as folder:
        postgres = EmbeddedPostgres(Path(folder) / "postgres")
        postgres.start()
        try:
            yield Place(postgres.dsn(), Path(folder))
        finally:
            postgres.stop()


def fdatasync_rate(folder: Path, seconds: float = 1.0) -> float:
    """How often a second this disk makes 400 bytes durable, one after the other."""
    done, until = 0, time.perf_counter() + seconds
    with (folder / "fdatasync").open("wb", buffering=0) as file:
        while time.perf_counter() < until:
            file.write(BODY)
            os.fdatasync(file.fileno())
            done += 1
    return done / seconds
