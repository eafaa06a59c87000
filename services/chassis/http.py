"""HTTP once for all services: the application, idempotency keys, versions (ETag), paging."""

import hashlib
from collections.abc import Mapping
from typing import Any

import asyncpg
import orjson
from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse
from starlette.exceptions import HTTPException

from services.chassis.database import is_away
from services.chassis.errors import Busy, NotFound, RuleBroken, Unavailable
from services.chassis.http_guard import Guard, report
from services.chassis.http_problems import Words, invalid, pointed, problem_response
from services.chassis.http_words import PROBLEMS
from services.chassis.keys import Erased

STATUS_CODES = {404: "not-found", 405: "method-not-allowed", 413: "too-large"}
PLAIN = {Busy: "busy", Unavailable: "unavailable", Erased: "erased"}
OF_THE_DATABASE = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)


class KeyReused(RuleBroken):
    """The same Idempotency-Key came with another body."""

    def __init__(self) -> None:
        super().__init__("idempotency-key-reused")


def application(problems: Words) -> FastAPI:
    """An application whose every error is a problem; `problems` are the words for the services' own codes."""
    app = FastAPI(
        title="OneDoor",
        version="1",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry={"tracing": False},  # spans are ours: the native ones record the query in clear
        dependencies=[Depends(known_parameters)],
    )
    words = {**PROBLEMS, **problems}
    handle_errors(app, words)
    app.add_middleware(Guard, words=words)

    @app.get("/problems/{code}", include_in_schema=False)
    async def explained(code: str) -> PlainTextResponse:
        """What the `type` of a problem leads to."""
        if code not in words:
            raise NotFound
        status, zh, en = words[code]
        return PlainTextResponse(f"{code} ({status})\n\n{zh}\n{en}\n")

    return app


def handle_errors(app: FastAPI, words: Words) -> None:
    async def on_rule(request: Request, error: Exception) -> Response:
        assert isinstance(error, RuleBroken)
        return problem_response(request, words, error.code, pointed(words, error))

    async def on_invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return problem_response(request, words, "invalid", invalid(error.errors(), error.body))

    async def on_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        code = STATUS_CODES.get(error.status_code, "refused")
        return problem_response(request, words, code, status=error.status_code, headers=error.headers)

    async def on_plain(request: Request, error: Exception) -> Response:
        return problem_response(request, words, PLAIN[type(error)])

    async def on_database(request: Request, error: Exception) -> Response:
        if is_away(error):
            return problem_response(request, words, "unavailable")
        report(request, error)
        return problem_response(request, words, "internal")

    app.add_exception_handler(RuleBroken, on_rule)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(HTTPException, on_http)
    for plain in PLAIN:
        app.add_exception_handler(plain, on_plain)
    for kind in OF_THE_DATABASE:
        app.add_exception_handler(kind, on_database)


def idempotency_key(request: Request) -> str:
    """The caller's key, bare or quoted (IETF draft 07). Raises RuleBroken where it is missing or too long."""
    key = request.headers.get("idempotency-key", "").strip().strip('"')
    if not key:
        raise RuleBroken("idempotency-key-missing")
    if len(key) > 200:
        raise RuleBroken("idempotency-key-too-long")
    return key


async def fingerprint(request: Request) -> bytes:
    """What makes two requests the same one: method, path and body."""
    digest = hashlib.sha256(f"{request.method} {request.url.path}\n".encode())
    digest.update(await request.body())
    return digest.digest()


def check_match(request: Request, version: int, *, required: bool) -> None:
    """RFC 9110 If-Match on strong tags `"v<version>"`; 428 where it is required and absent, 412 where it is stale."""
    wanted = request.headers.get("if-match")
    if wanted is None:
        if required:
            raise RuleBroken("version-required")
        return
    if wanted.strip() not in {"*", tag(version)}:
        raise RuleBroken("version-stale")


def tag(version: int) -> str:
    return f'"v{version}"'


def answered(status: int, content: Mapping[str, Any], version: int, *, replayed: bool = False) -> Response:
    headers = {"etag": tag(version)} | ({"idempotency-replayed": "true"} if replayed else {})
    return Response(orjson.dumps(content), status, headers, "application/json")


async def known_parameters(request: Request) -> None:
    """Refuse query parameters that nobody reads: a filter with a typing error must not answer with everything.

    Of the API alone: pages take what they know from the address and leave the rest.
    """
    declared = {parameter.alias for parameter in request.scope["route"].dependant.query_params}
    if request.url.path.startswith("/v1/") and set(request.query_params) - declared:
        raise RuleBroken("parameter-unknown")
