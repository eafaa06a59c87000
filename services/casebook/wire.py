"""HTTP as web page, hotline and desks speak it: commands with a key, pages of a work list, problems in plain words."""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import httpx2

from services.casebook.line import Answer, Line

PAGE = 200
PATIENCE = 8  # attempts while the answer is 429 or 503
Json = dict[str, Any]
BROKEN = (httpx2.TransportError, OSError, EOFError)


@asynccontextmanager
async def wire_to(base_url: str, salt: str = "") -> AsyncIterator["Wire"]:
    line = Line(base_url)
    try:
        yield Wire(line, salt)
    finally:
        await line.close()


class Refused(Exception):
    """The service said no; `code` is its published reason."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(f"{status} {code}: {detail}" if detail else f"{status} {code}")
        self.status = status
        self.code = code


class Wire:
    """One client for all doors. `salt` makes the idempotency keys of one run differ from those of another."""

    def __init__(self, client: Line | httpx2.AsyncClient, salt: str = "") -> None:
        self._client = client
        self._salt = salt
        self.took: defaultdict[str, list[float]] = defaultdict(
            list
        )  # seconds of each command, by last word of its path

    async def get(self, path: str, **params: Any) -> Json:
        response = await self._patiently("GET", path, params=params)
        return _body(response)

    async def post(self, path: str, body: Json, *, actor: str, key: str) -> Json:
        """Send a command; `key` names it within the run, so that a repetition changes nothing. Raises Refused."""
        headers = {"Idempotency-Key": str(uuid5(NAMESPACE_URL, f"{self._salt}/{key}")), "X-OneDoor-Actor": actor}
        begun = time.perf_counter()
        response = await self._patiently("POST", path, json=body, headers=headers)
        self.took[path.rsplit("/", 1)[1]].append(time.perf_counter() - begun)
        return _body(response)

    async def pages(self, path: str, **params: Any) -> AsyncIterator[Json]:
        """Every item of a work list."""
        after: str | None = None
        while True:
            query = {**params, "limit": PAGE, **({"after": after} if after else {})}
            page = await self.get(path, **query)
            for item in page["items"]:
                yield item
            after = page.get("next")
            if not after:
                return

    async def _patiently(self, method: str, path: str, **arguments: Any) -> Answer | httpx2.Response:
        for attempt in range(PATIENCE):
            try:
                response = await self._client.request(method, path, **arguments)
            except BROKEN:  # a connection that was closed while idle; every command carries its key
                if attempt == PATIENCE - 1:
                    raise
                continue
            if response.status_code not in (429, 503):
                return response
            await asyncio.sleep(min(float(response.headers.get("retry-after", 1)), 0.1 * 2**attempt))
        return response


def _body(response: Answer | httpx2.Response) -> Json:
    if response.status_code < 400:
        return dict(response.json()) if response.content else {}
    try:
        problem = response.json()
    except ValueError:
        problem = {}
    errors = "; ".join(f"{error.get('pointer')} {error.get('code')}" for error in problem.get("errors") or ())
    words = problem.get("detail_en") or problem.get("detail") or response.text[:200]
    code = problem.get("code") or "no-code"
    raise Refused(response.status_code, code, f"{words} ({errors})" if errors else str(words))
