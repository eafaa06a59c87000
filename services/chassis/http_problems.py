"""How an error becomes a problem (RFC 9457): its words, its place in what was sent, and nothing of what was sent."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from services.chassis import telemetry
from services.chassis.errors import RuleBroken
from services.chassis.http_words import KINDS, TITLES

PROBLEM = "application/problem+json"
RETRY_AFTER = {429: "1", 503: "2"}  # seconds
Words = Mapping[str, tuple[int, str, str]]

_OUR_KIND_OF_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_\-]{0,39}")
_LONG_NUMBER = re.compile(r"\d{5}")


def problem_response(
    request: Request,
    words: Words,
    code: str,
    errors: Sequence[Mapping[str, str]] = (),
    status: int = 0,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """`status` and `headers` are for errors of the framework."""
    default, zh, en = words.get(code, words["refused"])
    status = status or default
    body = {
        "type": f"/problems/{code}" if code in words else "about:blank",
        "title": TITLES.get(status, "Error"),
        "status": status,
        "detail": zh,
        "detail_en": en,
        "instance": request.url.path,
        "code": code,
        "trace_id": trace_of(request, code),
        "errors": list(errors),
    }
    retry = {"retry-after": RETRY_AFTER[status]} if status in RETRY_AFTER else {}
    return Response(orjson.dumps(body), status, {**retry, **(headers or {})}, PROBLEM)


def trace_of(request: Request, code: str) -> str:
    """The trace in which it happened; a request that reached no command gets a span of its own, so it is found too."""
    failed = telemetry.current_trace_id() or telemetry.LAST.get()
    return failed or telemetry.refused(request.method, route_of(request), code, request.headers.get("traceparent"))


def route_of(request: Request) -> str:
    """The template of the path, never its values."""
    return str(getattr(request.scope.get("route"), "path", "?"))


def pointed(words: Words, error: RuleBroken) -> list[dict[str, str]]:
    """The entry that breaks a rule, where the rule says which."""
    if not error.pointer:
        return []
    _, zh, en = words.get(error.code, words["refused"])
    return [{"pointer": error.pointer, "code": error.code, "detail": zh, "detail_en": en}]


def invalid(errors: Sequence[Mapping[str, Any]], body: Any) -> list[dict[str, str]]:
    """Errors of validation in plain words, one for each place; values that were sent are not repeated."""
    found: dict[str, dict[str, str]] = {}
    for error in errors:
        one = described(error, body)
        found.setdefault(one["pointer"], one)
    return [one for place, one in found.items() if not follows(one, place, found)]


def follows(one: Mapping[str, str], place: str, found: Mapping[str, object]) -> bool:
    """Whether a list is too short only because an entry of it was refused, which is said there."""
    return one["code"] == "too-short" and any(other.startswith(f"{place}/") for other in found)


def described(error: Mapping[str, Any], body: Any) -> dict[str, str]:
    kind, context = str(error["type"]), error.get("ctx") or {}
    place = located(error["loc"], body, absent=kind == "missing")
    if kind == "plain":
        field = [str(context["field"])] if "field" in context else []
        words = str(context.get("code", "plain")), str(context.get("zh", "")), str(context.get("en", ""))
        return problem_at([*place, *field], *words)
    return problem_at(place, kind.replace("_", "-"), *KINDS.get(kind, KINDS["other"]))


def problem_at(place: Sequence[str | int], code: str, zh: str, en: str) -> dict[str, str]:
    pointer = "".join(f"/{shown(part)}" for part in place)
    return {"pointer": pointer, "code": code, "detail": zh, "detail_en": en}


def located(loc: Sequence[str | int], body: Any, absent: bool) -> list[str | int]:
    """The place in the body as it was sent. What pydantic adds (branch of a union, `[key]`) is left out."""
    if not loc or loc[0] != "body":
        return list(loc)
    if body is None:  # a service says itself what is wrong
        return list(loc[1:])
    place: list[str | int] = []
    for part in loc[1:]:
        held = holds(body, part)
        if held:
            body = body[part]
        if held or (absent and part == loc[-1]):
            place.append(part)
    return place


def holds(body: Any, part: str | int) -> bool:
    if isinstance(body, dict):
        return part in body
    return isinstance(body, list) and isinstance(part, int) and part < len(body)


def shown(part: str | int) -> str:
    """A name of ours or a number; a name that somebody made up may tell who it is about."""
    text = str(part)
    if isinstance(part, int) or (_OUR_KIND_OF_NAME.fullmatch(text) and not _LONG_NUMBER.search(text)):
        return text
    return "*"
