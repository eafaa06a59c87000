"""The embedded cluster against what happens to it: crash, orphan, zombie, second launcher, forbidden namespace."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import asyncpg
import pytest

from infra.postgres import account, binaries, processes
from infra.postgres.early import early_home
from infra.postgres.launcher import EmbeddedPostgres, InUse

HELD = """
import os, signal, sys
from pathlib import Path
from infra.postgres.launcher import EmbeddedPostgres
postgres = EmbeddedPostgres(Path(sys.argv[1]), durable=False)
postgres.start()
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "with a blank"


async def number(postgres: EmbeddedPostgres, sql: str) -> int:
    connection = await asyncpg.connect(postgres.dsn())
    try:
        return int(await connection.fetchval(sql))
    finally:
        await connection.close()


async def write(postgres: EmbeddedPostgres, sql: str) -> None:
    connection = await asyncpg.connect(postgres.dsn())
    await connection.execute(sql)
    await connection.close()


async def test_a_cluster_keeps_its_data_over_stop_and_crash_and_starts_again(home: Path) -> None:
    postgres = EmbeddedPostgres(home)
    postgres.start()
    try:
        await write(postgres, "CREATE TABLE t AS SELECT 7 AS n")
        assert await number(postgres, "SELECT current_setting('server_version_num')::int / 10000") >= binaries.OLDEST
        port = postgres.port
        postgres.kill()
        postgres.start()
        assert (postgres.port, await number(postgres, "SELECT n FROM t")) == (port, 7)
        postgres.stop()
        postgres.start()
        assert await number(postgres, "SELECT n FROM t") == 7
    finally:
        postgres.stop()


async def test_the_password_is_asked_for_and_kept_from_others(home: Path) -> None:
    postgres = EmbeddedPostgres(home, durable=False)
    postgres.start()
    try:
        assert (home / "superuser.secret").stat().st_mode & 0o777 == 0o600
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(postgres.dsn(), password="wrong")
    finally:
        postgres.stop()


async def test_values_are_not_in_the_servers_log(home: Path) -> None:
    postgres = EmbeddedPostgres(home, durable=False)
    postgres.start()
    try:
        await write(postgres, "CREATE TABLE t (name text PRIMARY KEY); INSERT INTO t VALUES ('MARKED')")
        for sql in ("INSERT INTO t VALUES ('MARKED')", "SELECT 'MARKED'::int"):
            with pytest.raises(asyncpg.PostgresError):
                await write(postgres, sql)
    finally:
        postgres.stop()
    log = (home / "postgres.log").read_text()
    assert "ready to accept connections" in log
    assert "MARKED" not in log


def test_a_second_launcher_on_the_same_folder_is_refused_but_may_attach(home: Path) -> None:
    first, second = EmbeddedPostgres(home, durable=False), EmbeddedPostgres(home, durable=False)
    assert not second.attach()
    first.start()
    try:
        with pytest.raises(InUse):
            second.start()
        assert second.attach()
        assert second.dsn("x") == first.dsn("x")
    finally:
        first.stop()
    second.stop()


def test_the_server_is_gone_soon_after_its_parent_was_killed_and_the_folder_starts_again(home: Path) -> None:
    done = subprocess.run([sys.executable, "-c", HELD, str(home)], check=False, cwd=Path(__file__).parents[2])
    assert done.returncode == -signal.SIGKILL
    postgres = EmbeddedPostgres(home, durable=False)
    postgres.start()
    postgres.stop()
    assert not (home / "data" / "postmaster.pid").exists()


def test_a_pid_file_that_names_a_foreign_process_or_a_zombie_does_not_stop_the_start(home: Path) -> None:
    postgres = EmbeddedPostgres(home, durable=False)
    postgres.start()
    postgres.stop()
    zombie = subprocess.Popen(["true"])
    for pid in (os.getpid(), zombie.pid):
        (home / "data" / "postmaster.pid").write_text(f"{pid}\n")
        postgres.start()
        postgres.stop()
    zombie.wait()


def test_a_start_from_another_thread_is_refused(home: Path) -> None:
    raised: list[BaseException] = []

    def start() -> None:
        try:
            EmbeddedPostgres(home).start()
        except RuntimeError as error:
            raised.append(error)

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    assert "main thread" in str(raised[0])


def test_where_namespaces_are_forbidden_root_becomes_another_account_with_folders_of_its_own(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(account, "namespace_works", lambda: False)
    monkeypatch.setattr("infra.postgres.launcher.SYSTEM_STATE", Path(f"/tmp/onedoor-{tmp_path.name}"))
    tmp_path.chmod(0o700)
    postgres = EmbeddedPostgres(home, durable=False)
    postgres.start()
    try:
        assert (Path(f"/tmp/onedoor-{tmp_path.name}")).exists() != (home / "data").exists()
    finally:
        postgres.stop()
    subprocess.run(["rm", "-rf", f"/tmp/onedoor-{tmp_path.name}"], check=True)


def test_unreadable_binaries_are_copied_with_their_libraries(tmp_path: Path) -> None:
    copied = binaries.copy_to(tmp_path, binaries.locate())
    said = subprocess.run([copied / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    assert "PostgreSQL" in said
    assert binaries.copy_to(tmp_path, binaries.locate()) == copied


def test_the_folder_named_in_the_environment_is_used_or_refused_never_ignored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = binaries.locate()
    monkeypatch.setenv("ONEDOOR_PG_BIN", str(found))
    assert binaries.locate() == found
    monkeypatch.setenv("ONEDOOR_PG_BIN", str(tmp_path))
    with pytest.raises(binaries.NoPostgres):
        binaries.locate()


def test_the_watchdog_stops_a_process_when_its_pipe_closes() -> None:
    sleeper = subprocess.Popen(["sleep", "60"])
    watchdog = processes.watchdog(sleeper.pid)
    assert watchdog.stdin
    watchdog.stdin.close()
    assert sleeper.wait(60) == -signal.SIGINT
    watchdog.wait(60)


async def test_a_cluster_that_was_made_early_is_the_one_that_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ONEDOOR_DATABASE_URL", raising=False)
    with early_home() as made:
        data = made() / "postgres" / "data"
        before = (data / "global" / "pg_control").stat().st_ino
        postgres = EmbeddedPostgres(made() / "postgres")
        postgres.start()
        try:
            assert await number(postgres, "SELECT 7") == 7
            assert (data / "global" / "pg_control").stat().st_ino == before
        finally:
            postgres.stop()
    assert not data.exists()


def test_nothing_is_made_early_where_a_server_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONEDOOR_DATABASE_URL", "postgresql://somebody@localhost/postgres")
    with early_home() as made:
        assert list(made().iterdir()) == []


def test_a_fault_while_it_is_made_early_is_left_to_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ONEDOOR_DATABASE_URL", raising=False)
    monkeypatch.setenv("ONEDOOR_PG_BIN", "/nowhere")
    with early_home() as made:
        postgres = EmbeddedPostgres(made() / "postgres")
        with pytest.raises(binaries.NoPostgres):
            postgres.start()
        postgres.stop()
