"""Marked values and the search for them: in clear, escaped, in base64 or hexadecimal, in anything that is bytes."""

import base64
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

import asyncpg

from tests.chaos.evidence import database

TABLES = """SELECT table_name, array_agg(column_name::text) FILTER (WHERE data_type = 'bytea') AS raw,
    array_agg(column_name::text) FILTER (WHERE data_type <> 'bytea') AS plain
    FROM information_schema.columns WHERE table_schema = $1 GROUP BY table_name"""
DATABASES = r"SELECT substr(datname, 9) FROM pg_database WHERE datname LIKE 'onedoor\_%'"
Sinks = Mapping[str, bytes]


def patterns(value: str) -> Iterator[bytes]:
    """How a value may stand somewhere. Bare digits count only where they are a word: an id may hold any run of them."""
    plain = value.encode()
    short = value.isdigit() and len(value) < 10
    yield rb"(?<![0-9A-Za-z-])" + plain + rb"(?![0-9A-Za-z-])" if short else re.escape(plain)
    for other in (json.dumps(value)[1:-1], quote(value)):
        if other != value:
            yield b"(?i:" + re.escape(other.encode()) + b")"
    if not short:
        yield b"(?i:" + plain.hex().encode() + b")"
    for shift in range(3):
        whole = base64.b64encode(b"\0" * shift + plain)
        sure = whole[-(-shift * 8 // 6) : (shift + len(plain)) * 8 // 6]
        yield re.escape(sure)
        yield re.escape(sure.translate(bytes.maketrans(b"+/", b"-_")))


class Marks:
    """Named values that belong to one family."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = values
        self.search = {name: re.compile(b"|".join(patterns(value))) for name, value in values.items()}

    def found(self, sinks: Sinks) -> list[tuple[str, str]]:
        """What was found where."""
        return [
            (sink, name)
            for sink, content in sinks.items()
            for name, any_ in self.search.items()
            if any_.search(content)
        ]


async def tables(admin_dsn: str) -> dict[str, bytes]:
    """Every column of every table of every database: binary ones as they are, all others as text."""
    found: dict[str, bytes] = {}
    server = await asyncpg.connect(admin_dsn)
    names = [row[0] for row in await server.fetch(DATABASES)]
    await server.close()
    for name in names:
        async with database(admin_dsn, name) as conn:
            found |= {f"{name}.{table}": content for table, content in (await tables_of(conn)).items()}
    return found


async def tables_of(conn: asyncpg.Connection, schema: str = "public") -> dict[str, bytes]:
    return {
        table: await rows(conn, table, raw or [], plain or []) for table, raw, plain in await conn.fetch(TABLES, schema)
    }


async def rows(conn: asyncpg.Connection, table: str, raw: list[str], plain: list[str]) -> bytes:
    names = [*(f'"{name}"' for name in raw), *(f'"{name}"::text' for name in plain)]
    return b"\n".join(
        value if isinstance(value, bytes) else str(value).encode()
        for row in await conn.fetch(f'SELECT {", ".join(names)} FROM "{table}"')
        for value in row
        if value is not None
    )


def files(folder: Path) -> dict[str, bytes]:
    """Logs and Kafka's segments of a state folder; databases are read as tables."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*.log")
        if path.is_file() and "data/base" not in str(path)
    }
