"""What surrounds every request: a bounded body, security headers on every answer, and no error that gets past us."""

import traceback
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.chassis import telemetry
from services.chassis.http_problems import Words, problem_response, route_of

MAX_BODY = 256 * 1024
HEADERS = [
    (
        b"content-security-policy",
        b"default-src 'self'; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
    ),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
]
HSTS = (b"strict-transport-security", b"max-age=31536000")


class TooLarge(HTTPException):
    """An HTTPException, because FastAPI takes any other error while the body is read for a malformed body."""

    def __init__(self) -> None:
        super().__init__(413)


class Guard:
    """Innermost but for the handlers of known errors: what comes through here is a fault of ours, answered with 500.

    The error goes no further: the server would write its text to the log, and the text may quote what a person wrote.
    """

    def __init__(self, app: ASGIApp, words: Words) -> None:
        self.app, self.words = app, words

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        telemetry.LAST.set(None)
        guarded = Guarded(scope, send)
        try:
            if declared_length(scope) > MAX_BODY:
                response = problem_response(Request(scope), self.words, "too-large")
                await response(scope, receive, guarded)
            else:
                await self.app(scope, bounded(receive), guarded)
        except Exception as error:
            report(Request(scope), error)
            if guarded.started:
                raise RuntimeError(f"{type(error).__name__} while answering") from None
            await problem_response(Request(scope), self.words, "internal")(scope, receive, guarded)


class Guarded:
    """`send` with the headers that every answer carries unless it brings its own."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self.send, self.started = send, False
        self.headers = [*HEADERS, HSTS] if scope["scheme"] == "https" else HEADERS

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            names = {name for name, _ in message["headers"]}
            message["headers"] = [*message["headers"], *((n, v) for n, v in self.headers if n not in names)]
        await self.send(message)


def bounded(receive: Receive) -> Receive:
    length = 0

    async def counted() -> Message:
        nonlocal length
        message = await receive()
        length += len(message.get("body", b""))
        if length > MAX_BODY:
            raise TooLarge
        return message

    return counted


def declared_length(scope: Scope) -> int:
    declared = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    return int(declared) if declared.isdigit() else 0


def report(request: Request, error: Exception) -> None:
    """The class and the place of an error, not its text."""
    frames = traceback.extract_tb(error.__traceback__)
    at = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    telemetry.log("http").error("request_failed", error=type(error).__name__, at=at, route=route_of(request))
