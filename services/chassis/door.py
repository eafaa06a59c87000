"""What an `api.py` gets: the write path from request to durable event, and reads of the service's own tables."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID, uuid5

import asyncpg
import orjson
from fastapi import Request, Response

from services.chassis import codec, http, streams, telemetry
from services.chassis.clock import Clock
from services.chassis.decider import Decider
from services.chassis.errors import NotFound, Unavailable
from services.chassis.keys import Erased, KeyStore
from services.chassis.log import Meta, Receipt
from services.chassis.reader import Reader
from services.chassis.streams import Folded, Streams
from services.chassis.writer import Conflict, Writer

S = TypeVar("S")
E = TypeVar("E")
Body = Mapping[str, Any] | Callable[[Sequence[Any], int], Mapping[str, Any]]
RACES = 3
COMMANDS = UUID("6f1d7c52-0f0b-4b5e-9d3a-0c5f2b9a7e11")  # namespace of ids derived from Idempotency-Key


class Door:
    """One per service. Raises RuleBroken, NotFound, Busy or Unavailable; `http.py` turns them into problems."""

    def __init__(self, service: str, pool: asyncpg.Pool, folded: Streams, writer: Writer, clock: Clock) -> None:
        self.service, self.pool, self.streams, self.writer, self.clock = service, pool, folded, writer, clock
        self.reader = Reader(pool, folded)

    def now(self) -> datetime:
        return self.clock.now()

    def today(self) -> date:
        return self.now().date()

    async def fetch(self, sql: str, *args: Any) -> list[asyncpg.Record]:
        rows: list[asyncpg.Record] = await self.pool.fetch(sql, *args)
        return rows

    async def seal(self, household_id: UUID, document: Any) -> bytes:
        keys = await self.streams.keys.ensure({household_id}) if self.streams.keys else {}
        return codec.seal_json(document, household_id, keys)

    async def unseal(self, household_id: UUID, sealed: bytes) -> Any:
        return codec.unseal_json(sealed, household_id, await self.streams.keys_of({household_id}))

    def blind(self, purpose: str, value: str) -> UUID:
        """A keyed hash as an id: the same value gives the same id, and nobody without the key can tell which."""
        return self.key_store().blind(purpose, value)

    def secret(self, purpose: str, value: str) -> bytes:
        return self.key_store().secret(purpose, value)

    def key_store(self) -> KeyStore:
        if self.streams.keys is None:
            raise Unavailable("this service may not open personal values")
        return self.streams.keys

    def id_for(self, request: Request) -> UUID:
        """The id of what this request creates: the same actor and Idempotency-Key reach the same stream."""
        return uuid5(COMMANDS, f"{actor_of(request)}\n{http.idempotency_key(request)}")

    async def state(self, decider: Decider[S, Any, Any], stream_id: UUID) -> S:
        state: S = (await self.folded(decider, stream_id)).state
        return state

    async def stream(self, decider: Decider[S, Any, Any], stream_id: UUID) -> tuple[S, int, UUID]:
        """State, version and household of a stream that exists; else NotFound."""
        folded = await self.folded(decider, stream_id)
        if folded.household_id is None:
            raise NotFound
        return folded.state, folded.version, folded.household_id

    async def folded(self, decider: Decider[Any, Any, Any], stream_id: UUID) -> Folded:
        return (await self.reader.find((decider.name, stream_id))).folded

    async def answer(
        self,
        request: Request,
        decider: Decider[Any, Any, Any],
        stream_id: UUID,
        command: Any,
        *,
        household_id: UUID | None = None,
        application_id: UUID | None = None,
        status: int = 200,
        body: Body | None = None,
        match: bool = False,
    ) -> Response:
        """The whole write path: receipt of an earlier try, If-Match, decide, append with the new receipt, answer.

        A repeated Idempotency-Key gets the first answer again; with another body it is refused (422). `body` may be a
        function of the events and the new version. `match`: the caller must name the version it has seen.
        """
        key, actor = http.idempotency_key(request), actor_of(request)
        fingerprint = await http.fingerprint(request)
        with self.span(request, type(command).__name__, application_id) as span:
            meta = Meta(actor, f"command:{key}", application_id, span.traceparent)
            for _ in range(RACES):
                folded, receipt = await self.reader.find((decider.name, stream_id), (actor, key))
                if receipt is not None:
                    return await self.replayed(receipt, fingerprint)
                http.check_match(request, folded.version, required=match)
                events, item, after = await streams.decided(
                    self.streams, decider, stream_id, folded, command, household_id, meta
                )
                content = body(events, after.version) if callable(body) else dict(body or {})
                if item is not None:
                    owner = item.household_id
                    stored = orjson.dumps({"status": status, "body": content, "version": after.version})
                    response = await self.seal(owner, stored.decode())
                    item = item._replace(receipt=Receipt(actor, key, fingerprint, response))
                    try:
                        await self.writer.put(item)
                    except Conflict:
                        continue
                    self.streams.remember({(decider.name, stream_id): after})
                return http.answered(status, content, after.version)
            raise Unavailable("the same case is being worked on; try again")

    def span(self, request: Request, command: str, application_id: UUID | None) -> Any:
        route = request.scope["route"].path
        parent = request.headers.get("traceparent")
        return telemetry.commanding(self.service, request.method, route, parent, command, application_id)

    async def execute(
        self, decider: Decider[Any, Any, E], stream_id: UUID, command: Any, *, household_id: UUID | None = None
    ) -> list[E]:
        """A command that nobody sent over HTTP: what a service says of itself when it is ready."""
        for _ in range(RACES):
            folded = await self.folded(decider, stream_id)
            meta = Meta("system", f"command:{type(command).__name__}", None, None)
            events, item, after = await streams.decided(
                self.streams, decider, stream_id, folded, command, household_id, meta
            )
            if item is None:
                return events
            try:
                await self.writer.put(item)
            except Conflict:
                continue
            self.streams.remember({(decider.name, stream_id): after})
            return events
        raise Unavailable("somebody else is saying the same")

    async def replayed(self, receipt: asyncpg.Record, fingerprint: bytes) -> Response:
        """The first answer again. Raises KeyReused where it was to another request."""
        if receipt["fingerprint"] != fingerprint:
            raise http.KeyReused
        response = await self.unseal(receipt["household_id"], receipt["response"])
        if response is None:
            raise Erased("the answer was erased with its household")
        kept = orjson.loads(response)
        return http.answered(kept["status"], kept["body"], kept["version"], replayed=True)


def actor_of(request: Request) -> str:
    """Who acts: role and name, such as `clerk:demo`."""
    return request.headers.get("x-onedoor-actor", "citizen")[:100]
