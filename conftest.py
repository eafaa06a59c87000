"""One Postgres per test run, and databases in it that cost a copy each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
import uvloop

from infra.postgres.launcher import EmbeddedPostgres
from services.chassis.database import address, ensure_database


@dataclass
class Databases:
    """Databases of a test: `fresh` copies a migrated template, so that no module sees another's rows."""

    admin_dsn: str
    templates: dict[tuple[Any, ...], str] = field(default_factory=dict)

    async def fresh(self, *migrations: str, grants: Mapping[str, str] | None = None) -> str:
        """The URL of a new database for its login role; `admin(dsn)` gives the owner's."""
        key = (migrations, tuple(sorted((grants or {}).items())))
        if key not in self.templates:
            name = f"template_{len(self.templates)}_{uuid4().hex[:8]}"
            await ensure_database(self.admin_dsn, name, migrations, role="onedoor_test", password="test", grants=grants)
            self.templates[key] = name
        copy = f"test_{uuid4().hex[:12]}"
        admin = await asyncpg.connect(self.admin_dsn)
        await admin.execute(f"CREATE DATABASE {copy} TEMPLATE {self.templates[key]}")
        await admin.close()
        return await ensure_database(
            self.admin_dsn, copy, migrations, role="onedoor_test", password="test", grants=grants
        )

    def admin(self, dsn: str) -> str:
        return address(self.admin_dsn, dsn.rpartition("/")[2])


@pytest.fixture(scope="session")
def event_loop_policy() -> uvloop.EventLoopPolicy:
    """The loop that the command runs on."""
    return uvloop.EventLoopPolicy()


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    home: Path = tmp_path_factory.mktemp("postgres")
    cluster = EmbeddedPostgres(home, durable=False)
    cluster.start()
    yield cluster
    cluster.stop()


@pytest.fixture(scope="session")
def databases(postgres: EmbeddedPostgres) -> Databases:
    return Databases(postgres.dsn())
