"""The sources of all agencies behind one shape: questions in, answers out, under a token that names the purpose."""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Callable, Sequence
from datetime import timedelta
from hashlib import sha256
from time import monotonic
from typing import NamedTuple, Protocol
from uuid import UUID

import httpx2
import orjson
from pydantic import TypeAdapter, ValidationError

from contracts.base import Code
from services.chassis.clock import Clock
from services.chassis.errors import TryLater
from services.investigation.settings import Gateway
from services.investigation.sources import SourceAnswer, SourceRequest

TOKEN_LIVES = timedelta(minutes=10)
REASON = "social-assistance-verification"
ANSWERS: TypeAdapter[list[SourceAnswer]] = TypeAdapter(list[SourceAnswer])


class Purpose(NamedTuple):
    """Why somebody is asked about: which application, and which sources it needs."""

    application_id: UUID
    sources: tuple[Code, ...]


class Verification(Protocol):
    async def ask(self, purpose: Purpose, requests: Sequence[SourceRequest]) -> Sequence[SourceAnswer]:
        """One answer per request; `unavailable` where a source cannot say. Raises TryLater when nobody can be asked."""


class Breaker:
    """After some failures in a row nobody calls for a while, so that a gateway that is down is left in peace."""

    def __init__(self, failures: int, rest: float, time: Callable[[], float] = monotonic) -> None:
        self.failures, self.rest, self.time = failures, rest, time
        self.in_a_row, self.closed_until = 0, 0.0

    def check(self) -> None:
        if self.time() < self.closed_until:
            raise TryLater("gateway resting")

    def succeeded(self) -> None:
        self.in_a_row = 0

    def failed(self) -> None:
        self.in_a_row += 1
        if self.in_a_row >= self.failures:
            self.in_a_row, self.closed_until = 0, self.time() + self.rest


class HttpVerification:
    """The provincial gateway over HTTP. Persons are named in the body only, which travels by loopback or TLS."""

    def __init__(self, gateway: Gateway, clock: Clock, transport: httpx2.AsyncBaseTransport | None = None) -> None:
        self.gateway, self.clock = gateway, clock
        self.breaker = Breaker(gateway.failures, gateway.rest)
        self.client = httpx2.AsyncClient(base_url=gateway.url, timeout=gateway.timeout, transport=transport)

    async def ask(self, purpose: Purpose, requests: Sequence[SourceRequest]) -> Sequence[SourceAnswer]:
        self.breaker.check()
        body = {
            "purpose": purpose_token(purpose, self.clock, self.gateway.secret.get_secret_value()),
            "requests": [request.model_dump(mode="json") for request in requests],
        }
        try:
            response = await self.client.post("/v1/simulator/ask", json=body)
            response.raise_for_status()
            answers = ANSWERS.validate_python(response.json()["answers"])
        except (httpx2.HTTPError, ValidationError, LookupError, ValueError) as error:
            self.breaker.failed()
            raise TryLater(f"gateway: {type(error).__name__}") from None
        self.breaker.succeeded()
        return answers


def purpose_token(purpose: Purpose, clock: Clock, secret: str) -> str:
    """`<payload>.<HMAC-SHA256>`, both base64url: which application, why, which sources, until when."""
    payload = {
        "application": str(purpose.application_id),
        "purpose": REASON,
        "sources": purpose.sources,
        "until": (clock.now() + TOKEN_LIVES).isoformat(),
    }
    body = urlsafe_b64encode(orjson.dumps(payload))
    return f"{body.decode()}.{urlsafe_b64encode(hmac.digest(secret.encode(), body, sha256)).decode()}"
