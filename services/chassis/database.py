"""How a service gets its database: one database and one login role each, numbered migrations, bounded connections."""

import hashlib
import re
import socket
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg

if TYPE_CHECKING:  # generic in the stubs alone
    Connection = asyncpg.Connection[asyncpg.Record]
    Pool = asyncpg.Pool[asyncpg.Record]
else:
    Connection, Pool = asyncpg.Connection, asyncpg.Pool

ROWS = "SELECT, INSERT, UPDATE, DELETE"
APPEND_ONLY = "SELECT, INSERT"
TABLE_GRANTS: Mapping[str, str] = {"event": APPEND_ONLY, "seal": APPEND_ONLY, "schema_migration": "SELECT"}
"""What a login role may do where it may not do everything; the tables belong to the administrator."""

BOUNDS: Mapping[str, str] = {
    "idle_in_transaction_session_timeout": "5s",
    "transaction_timeout": "8s",
    "tcp_user_timeout": "5s",
    "lock_timeout": "8s",
}
"""A process that hangs loses its locks; the idle timeout alone does not free them."""

LOCK = 0x0D00_2024
CONNECT_TIMEOUT = 5.0  # seconds
COMMAND_TIMEOUT = 10.0

_GONE = (
    ConnectionError,
    TimeoutError,
    socket.gaierror,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,  # starting up, shutting down, canceled
    asyncpg.TooManyConnectionsError,
    asyncpg.InternalClientError,  # used in the moment between the server's last word and the end of the connection
)
_HELD_UP = (
    asyncpg.LockNotAvailableError,
    asyncpg.TransactionRollbackError,  # deadlock
    asyncpg.TransactionTimeoutError,
    asyncpg.IdleInTransactionSessionTimeoutError,
)


class MigrationChanged(RuntimeError):
    """A migration that was applied has been edited; write a new one instead."""


def address(dsn: str, database: str, user: str | None = None, password: str | None = None) -> str:
    """The same server's URL for another database and, when given, another user."""
    parts = urlsplit(dsn)
    place = parts.netloc.rpartition("@")[2]
    login = parts.netloc.rpartition("@")[0] if user is None else f"{quote(user)}:{quote(password or '', safe='')}"
    return urlunsplit(parts._replace(netloc=f"{login}@{place}" if login else place, path=f"/{quote(database)}"))


async def ensure_database(
    admin_dsn: str,
    name: str,
    migrations: Sequence[str] = (),
    *,
    role: str | None = None,
    password: str,
    grants: Mapping[str, str] | None = None,
) -> str:
    """Makes database and role where absent, applies what is missing of the migrations, and returns the role's URL.

    `migrations` are packages with files `0001_name.sql`, in this order. `grants` adds to `TABLE_GRANTS`; a table that
    neither names may be read and written. Quiet when repeated. Raises `MigrationChanged`.
    """
    role = role or name
    admin = await asyncpg.connect(admin_dsn, timeout=CONNECT_TIMEOUT)
    try:
        # roles and databases have no IF NOT EXISTS; those of other services are made side by side
        await admin.execute("SELECT pg_advisory_lock($1, hashtext($2))", LOCK, name)
        await _ensure_role(admin, role, password)
        await _ensure_empty(admin, name, role)
    finally:
        await admin.close()
    owner = await asyncpg.connect(address(admin_dsn, name), timeout=CONNECT_TIMEOUT)
    try:
        await _migrate(owner, migrations)
        await _grant(owner, role, {**TABLE_GRANTS, **(grants or {})})
    finally:
        await owner.close()
    return address(admin_dsn, name, role, password)


async def connect(dsn: str, **settings: str) -> Connection:
    """A connection of its own for a cursor: bounded in every wait, `settings` are added to the bounds."""
    bounds = {**BOUNDS, **settings}
    return await asyncpg.connect(dsn, timeout=CONNECT_TIMEOUT, command_timeout=COMMAND_TIMEOUT, server_settings=bounds)


async def pool(dsn: str, min: int = 0, max: int = 4) -> Pool:
    """For requests and queries. A session keeps no state: nothing is reset, so nothing may be set."""
    return await asyncpg.create_pool(
        dsn,
        min_size=min,
        max_size=max,
        timeout=CONNECT_TIMEOUT,
        command_timeout=COMMAND_TIMEOUT,
        connection_class=_Stateless,
        server_settings=dict(BOUNDS),
    )


def is_away(error: BaseException) -> bool:
    """Whether an error says that Postgres cannot answer now, and nothing of what was asked: later it may well work."""
    if isinstance(error, asyncpg.InterfaceError):
        return "clos" in str(error)
    return isinstance(error, (*_GONE, *_HELD_UP))


class _Stateless(Connection):
    def get_reset_query(self) -> str:
        """Every release would cost a round trip."""
        return ""


async def _ensure_role(admin: Connection, role: str, password: str) -> None:
    known = await admin.fetchval("SELECT true FROM pg_roles WHERE rolname = $1", role)
    verb = "ALTER" if known else "CREATE"
    literal = await admin.fetchval("SELECT quote_literal($1)", password)
    await admin.execute(f"{verb} ROLE {_name(role)} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD {literal}")


async def _ensure_empty(admin: Connection, name: str, role: str) -> None:
    if not await admin.fetchval("SELECT true FROM pg_database WHERE datname = $1", name):
        await admin.execute(f"CREATE DATABASE {_name(name)} TEMPLATE template0")
    await admin.execute(f"REVOKE ALL ON DATABASE {_name(name)} FROM PUBLIC")
    await admin.execute(f"GRANT CONNECT, TEMPORARY ON DATABASE {_name(name)} TO {_name(role)}")
    await admin.execute(f"ALTER DATABASE {_name(name)} SET timezone = 'Asia/Shanghai'")


async def _migrate(owner: Connection, packages: Sequence[str]) -> None:
    async with owner.transaction():
        await owner.execute("SELECT pg_advisory_xact_lock($1)", LOCK)
        await owner.execute(
            "CREATE TABLE IF NOT EXISTS schema_migration (name text PRIMARY KEY, checksum bytea NOT NULL, "
            "applied_at timestamptz NOT NULL DEFAULT clock_timestamp())"
        )
        applied = {row[0]: row[1] for row in await owner.fetch("SELECT name, checksum FROM schema_migration")}
        for name, sql in _scripts(packages):
            checksum = hashlib.sha256(sql.encode()).digest()
            if applied.get(name, checksum) != checksum:
                raise MigrationChanged(f"{name} was changed after it had been applied")
            if name not in applied:
                await owner.execute(sql)
                await owner.execute("INSERT INTO schema_migration VALUES ($1, $2)", name, checksum)


def _scripts(packages: Sequence[str]) -> list[tuple[str, str]]:
    found = []
    for package in packages:
        scripts = [file for file in files(package).iterdir() if re.fullmatch(r"\d{4}_\w+\.sql", file.name)]
        for script in sorted(scripts, key=lambda file: file.name):
            found.append((f"{package}/{script.name}", script.read_text(encoding="utf-8")))
    return found


async def _grant(owner: Connection, role: str, grants: Mapping[str, str]) -> None:
    """Set anew at every start, so that a table of a new migration is covered and a privilege taken back is gone."""
    who = _name(role)
    rows: list[Any] = await owner.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    statements = [f"GRANT USAGE ON SCHEMA public TO {who}", f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {who}"]
    for (table,) in rows:
        statements.append(f"REVOKE ALL ON TABLE {_name(table)} FROM {who}")
        statements.append(f"GRANT {grants.get(table, ROWS)} ON TABLE {_name(table)} TO {who}")
    async with owner.transaction():
        await owner.execute("SELECT pg_advisory_xact_lock($1)", LOCK)
        await owner.execute(";".join(statements))


def _name(identifier: str) -> str:
    """An identifier ready for SQL; ours are plain words, anything else is a mistake."""
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,62}", identifier):
        raise ValueError(f"not a name for a table, role or database: {identifier!r}")
    return f'"{identifier}"'
