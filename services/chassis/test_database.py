"""What a login role may do, how migrations are applied, which errors mean that Postgres is away."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from conftest import Databases
from infra.postgres.launcher import EmbeddedPostgres
from services.chassis import database


@pytest.fixture
def scripts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package of migrations with a log and a plain table."""
    folder = tmp_path / f"migrations_of_{tmp_path.name}"
    folder.mkdir()
    (folder / "0001_event.sql").write_text("CREATE TABLE event (n int PRIMARY KEY);")
    (folder / "0002_note.sql").write_text("CREATE TABLE note (n int GENERATED ALWAYS AS IDENTITY, t text);")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield folder


async def test_the_log_is_append_only_for_the_login_role_and_its_other_tables_are_not(
    databases: Databases, scripts: Path
) -> None:
    connection = await database.connect(await databases.fresh(scripts.name))
    await connection.execute("INSERT INTO event VALUES (1)")
    await connection.execute("INSERT INTO note (t) VALUES ('a'); UPDATE note SET t = 'b'; DELETE FROM note")
    for sql in ("UPDATE event SET n = 2", "DELETE FROM event", "TRUNCATE event", "DROP TABLE event"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(sql)
    assert await connection.fetchval("SELECT n FROM event") == 1
    await connection.close()


async def test_a_service_cannot_connect_to_the_database_of_another(databases: Databases, scripts: Path) -> None:
    mine = await databases.fresh(scripts.name)
    await database.ensure_database(databases.admin_dsn, "onedoor_other", password="b", role="onedoor_other")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(database.address(mine, "onedoor_other"))


async def test_migrations_are_applied_once_and_a_new_one_is_added(databases: Databases, scripts: Path) -> None:
    async def ensure() -> str:
        return await database.ensure_database(databases.admin_dsn, "onedoor_grows", [scripts.name], password="p")

    await asyncio.gather(ensure(), ensure())
    (scripts / "0003_more.sql").write_text("CREATE TABLE more (n int); INSERT INTO more VALUES (3);")
    await ensure()
    connection = await database.connect(await ensure())
    assert await connection.fetchval("SELECT count(*) FROM schema_migration") == 3
    assert await connection.fetchval("SELECT array_agg(n) FROM more") == [3]
    await connection.close()


async def test_a_migration_that_was_edited_after_it_was_applied_stops_the_start(
    databases: Databases, scripts: Path
) -> None:
    await database.ensure_database(databases.admin_dsn, "onedoor_edited", [scripts.name], password="p")
    (scripts / "0001_event.sql").write_text("CREATE TABLE event (n bigint PRIMARY KEY);")
    with pytest.raises(database.MigrationChanged, match="0001_event"):
        await database.ensure_database(databases.admin_dsn, "onedoor_edited", [scripts.name], password="p")


async def test_a_failed_migration_leaves_nothing(databases: Databases, scripts: Path) -> None:
    (scripts / "0003_wrong.sql").write_text("CREATE TABLE half (n int); SELECT wrong;")
    with pytest.raises(asyncpg.UndefinedColumnError):
        await database.ensure_database(databases.admin_dsn, "onedoor_failed", [scripts.name], password="p")
    admin = await asyncpg.connect(database.address(databases.admin_dsn, "onedoor_failed"))
    assert await admin.fetchval("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0
    await admin.close()


async def test_a_holder_of_locks_that_hangs_loses_its_connection(databases: Databases, scripts: Path) -> None:
    dsn = await databases.fresh(scripts.name)
    connection = await database.connect(dsn, idle_in_transaction_session_timeout="50ms")
    assert await connection.fetchval("SHOW transaction_timeout") == "8s"
    await connection.execute("BEGIN")
    await asyncio.wait_for(_closed(connection), 5)
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError)) as raised:
        await connection.execute("SELECT 1")
    assert database.is_away(raised.value)


async def _closed(connection: database.Connection) -> None:
    ended = asyncio.Event()
    connection.add_termination_listener(lambda _: ended.set())
    if not connection.is_closed():
        await ended.wait()


async def test_a_pool_serves_many_and_sends_no_reset(databases: Databases, scripts: Path) -> None:
    pool = await database.pool(await databases.fresh(scripts.name))
    answers = await asyncio.gather(*(pool.fetchval("SELECT $1::int", n) for n in range(40)))
    assert answers == list(range(40))
    async with pool.acquire() as connection:
        assert connection.get_reset_query() == ""
    await pool.close()


async def test_what_says_that_postgres_is_away_is_told_from_faults_of_ours(tmp_path: Path) -> None:
    postgres = EmbeddedPostgres(tmp_path / "cluster", durable=False)
    postgres.start()
    connection = await database.connect(postgres.dsn())
    with pytest.raises(asyncpg.UndefinedTableError) as ours:
        await connection.execute("SELECT * FROM nothing")
    postgres.kill()
    await asyncio.wait_for(_closed(connection), 5)
    with pytest.raises((OSError, asyncpg.PostgresError, asyncpg.InterfaceError)) as broken:
        await connection.execute("SELECT 1")
    with pytest.raises(OSError) as refused:
        await database.connect(postgres.dsn())
    postgres.stop()
    assert database.is_away(broken.value)
    assert database.is_away(refused.value)
    assert not database.is_away(ours.value)


@pytest.mark.parametrize(
    ("dsn", "expected"),
    [
        ("postgresql://a:b@h:1/x?sslmode=require", "postgresql://u:p%2F@h:1/y?sslmode=require"),
        ("postgresql://h/x", "postgresql://u:p%2F@h/y"),
    ],
)
def test_an_address_is_rewritten_for_another_database_and_user(dsn: str, expected: str) -> None:
    assert database.address(dsn, "y", "u", "p/") == expected
