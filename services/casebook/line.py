"""HTTP/1.1 as the player needs it: whole answers over kept connections, at little cost to what is measured."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import orjson

PATIENCE = 30.0  # seconds for one answer
Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(frozen=True)
class Answer:
    status_code: int
    headers: Mapping[str, str]  # names in small letters
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode(errors="replace")

    def json(self) -> Any:
        return orjson.loads(self.content)


class Line:
    """Requests side by side, each on a connection of its own. Raises OSError or EOFError where one breaks."""

    def __init__(self, base_url: str) -> None:
        parts = urlsplit(base_url)
        self.host, self.port = parts.hostname or "", parts.port or 80
        self.idle: list[Connection] = []

    async def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        body = b"" if json is None else orjson.dumps(json)
        target = f"{path}?{urlencode(params)}" if params else path
        lines = [f"{method} {target} HTTP/1.1", f"host: {self.host}:{self.port}", f"content-length: {len(body)}"]
        if body:
            lines.append("content-type: application/json")
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        async with asyncio.timeout(PATIENCE), self.connection() as (reader, writer):
            writer.write("\r\n".join([*lines, "", ""]).encode() + body)
            return await answer(reader)

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        connection = self.idle.pop() if self.idle else await asyncio.open_connection(self.host, self.port)
        try:
            yield connection
        except BaseException:
            connection[1].close()
            raise
        self.idle.append(connection)

    async def close(self) -> None:
        for _, writer in self.idle:
            writer.close()


async def answer(reader: asyncio.StreamReader) -> Answer:
    """One answer of known length, which all answers of the API are."""
    first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)}
    content = await reader.readexactly(int(headers.get("content-length", 0)))
    return Answer(int(first.split(" ", 2)[1]), headers, content)
