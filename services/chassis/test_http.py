"""Every error as a problem that repeats nothing; keys, versions, pages and headers."""

import io
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import asyncpg
import httpx2
import pytest
import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from opentelemetry.trace import SpanKind
from pydantic import AwareDatetime, BaseModel

from contracts.household import Household
from services.chassis import http, telemetry
from services.chassis.errors import Busy, NotFound, RuleBroken, Unavailable
from services.chassis.http_guard import MAX_BODY
from services.chassis.keys import Erased

NAME = "赵六六"
JSON = {"content-type": "application/json"}
WORDS = {"notice-running": (409, "公示期未满。", "The public notice is still running.")}


class Form(BaseModel):
    household: Household
    when: date | AwareDatetime | None = None


def broken(kind: str) -> Exception:
    return {
        "rule": RuleBroken("notice-running", "/decided_on"),
        "unworded": RuleBroken("nobody-wrote-words"),
        "not-found": NotFound(),
        "busy": Busy(),
        "away": Unavailable(),
        "erased": Erased(NAME),
        "starting": asyncpg.CannotConnectNowError(NAME),
        "stopping": asyncpg.AdminShutdownError(NAME),
        "locked": asyncpg.LockNotAvailableError(NAME),
        "refused": ConnectionRefusedError(NAME),
        "fault": KeyError(NAME),
        "sql": asyncpg.UndefinedColumnError(NAME),
        "file": FileNotFoundError(NAME),
    }[kind]


def build() -> FastAPI:
    app = http.application(WORDS)

    @app.post("/v1/forms")
    async def forms(form: Form, request: Request) -> Response:
        key = http.idempotency_key(request)
        return http.answered(200, {"key": key, "print": (await http.fingerprint(request)).hex()}, 3)

    @app.put("/v1/forms")
    async def match(request: Request) -> Response:
        http.check_match(request, 3, required=True)
        return http.answered(200, {}, 4, replayed=True)

    @app.get("/v1/errors/{kind}")
    async def errors(kind: str) -> None:
        raise broken(kind)

    @app.get("/v1/checks")
    async def checks() -> None:
        words = {"code": "division-unknown", "zh": "没有这个区划。", "en": "No such division."}
        raise RequestValidationError([{"type": "plain", "loc": ("body", "place"), "ctx": words}])

    @app.get("/v1/commands")
    async def commands() -> None:
        with telemetry.opened("intake", "Submit", SpanKind.SERVER, None, {}):
            raise NotFound

    @app.get("/v1/pages")
    async def pages(limit: int = 50) -> dict[str, Any]:
        return {"limit": limit}

    return app


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=build())
    async with httpx2.AsyncClient(transport=transport, base_url="http://door") as client:
        yield client


def form(**changes: Any) -> dict[str, Any]:
    person = {"name": NAME, "sex": "male", "born": "1990-01-01", "relation": "self"}
    household = {
        "place": "620102",
        "residence": "rural",
        "applicant": "p1",
        "people": {"p1": person},
        "needs": ["care"],
    }
    return {"household": household | changes}


@pytest.mark.parametrize(
    ("kind", "status", "code", "retry"),
    [
        ("rule", 409, "notice-running", None),
        ("unworded", 400, "nobody-wrote-words", None),
        ("not-found", 404, "not-found", None),
        ("busy", 429, "busy", "1"),
        ("away", 503, "unavailable", "2"),
        ("erased", 410, "erased", None),
        ("starting", 503, "unavailable", "2"),
        ("stopping", 503, "unavailable", "2"),
        ("locked", 503, "unavailable", "2"),
        ("refused", 503, "unavailable", "2"),
        ("fault", 500, "internal", None),
        ("sql", 500, "internal", None),
        ("file", 500, "internal", None),
    ],
)
async def test_every_error_is_a_problem_in_two_languages_that_repeats_nothing(
    client: httpx2.AsyncClient, kind: str, status: int, code: str, retry: str | None
) -> None:
    answer = await client.get(f"/v1/errors/{kind}")
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["status"]) == (status, code, status)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers.get("retry-after") == retry
    assert problem["detail"] and problem["detail_en"] and problem["title"] != "Error"
    assert problem["instance"] == f"/v1/errors/{kind}"
    assert len(problem["trace_id"]) == 32
    assert NAME not in answer.text
    assert "default-src 'self'" in answer.headers["content-security-policy"]


async def test_a_broken_rule_points_at_the_entry(client: httpx2.AsyncClient) -> None:
    errors = (await client.get("/v1/errors/rule")).json()["errors"]
    assert errors[0]["pointer"] == "/decided_on"
    assert errors[0]["detail"] == "公示期未满。"


async def test_the_text_of_a_fault_is_in_no_log_line(
    client: httpx2.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    written = io.StringIO()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(written))
    await client.get("/v1/errors/fault")
    structlog.reset_defaults()
    assert "KeyError" in written.getvalue()
    assert "test_http.py:" in written.getvalue()
    assert NAME not in written.getvalue() + caplog.text


async def test_a_problem_carries_the_trace_of_the_command_that_failed(client: httpx2.AsyncClient) -> None:
    telemetry.STORE.rows.clear()
    problem = (await client.get("/v1/commands")).json()
    assert [row.name for row in telemetry.STORE.take() if row.trace_id == problem["trace_id"]] == ["Submit"]
    other = (await client.get("/v1/nowhere")).json()
    assert other["trace_id"] != problem["trace_id"]
    assert [row.trace_id for row in telemetry.STORE.take()] == [other["trace_id"]]


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"residence": "space"}, "/household/residence", "literal-error"),
        ({"needs": []}, "/household/needs", "too-short"),
        ({"nonsense": NAME}, "/household/nonsense", "extra-forbidden"),
        ({"income": [{"kind": "wages", "amount": -1}]}, "/household/income/0/amount", "greater-than-equal"),
        (
            {"people": {"p1": {"sex": "male", "born": "2024-13-01", "relation": "self"}}},
            "/household/people/p1/born",
            None,
        ),
        ({"people": {"p1": {"born": "1990-01-01", "relation": "self"}}}, "/household/people/p1/sex", "missing"),
    ],
)
async def test_a_wrong_entry_is_named_by_its_place_and_told_in_plain_words(
    client: httpx2.AsyncClient, changes: dict[str, Any], pointer: str, code: str | None
) -> None:
    answer = await client.post("/v1/forms", json=form(**changes))
    errors = answer.json()["errors"]
    assert answer.status_code == 422
    assert [error["pointer"] for error in errors] == [pointer]
    assert errors[0]["code"] == (code or errors[0]["code"])
    assert errors[0]["detail_en"] != "This is not right."


async def test_a_name_that_somebody_made_up_is_not_repeated_in_a_pointer(client: httpx2.AsyncClient) -> None:
    person = {"sex": "x", "born": "1990-01-01", "relation": "self", "tel13912345678": 1}
    answer = await client.post("/v1/forms", json=form(people={NAME: person}))
    assert "/household/people/*/sex" in answer.text
    assert NAME not in answer.text
    assert "13912345678" not in answer.text


async def test_a_choice_of_forms_is_one_error_at_the_place_itself(client: httpx2.AsyncClient) -> None:
    answer = await client.post("/v1/forms", json=form() | {"when": "soon"})
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/when"]


async def test_a_service_may_say_itself_what_is_wrong_and_where(client: httpx2.AsyncClient) -> None:
    errors = (await client.get("/v1/checks")).json()["errors"]
    expected = {
        "pointer": "/place",
        "code": "division-unknown",
        "detail": "没有这个区划。",
        "detail_en": "No such division.",
    }
    assert errors == [expected]


async def test_a_body_that_is_no_json_points_at_the_whole(client: httpx2.AsyncClient) -> None:
    errors = (await client.post("/v1/forms", content=b"{bad", headers=JSON)).json()["errors"]
    assert [(error["pointer"], error["code"]) for error in errors] == [("", "json-invalid")]


async def in_pieces(length: int) -> AsyncIterator[bytes]:
    for _ in range(length // 1024):
        yield b" " * 1024


@pytest.mark.parametrize("content", [b" " * (MAX_BODY + 1), in_pieces(MAX_BODY + 1024)], ids=["declared", "in pieces"])
async def test_a_body_over_256_kib_is_refused(client: httpx2.AsyncClient, content: Any) -> None:
    answer = await client.post("/v1/forms", content=content, headers=JSON)
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


async def test_unknown_paths_and_methods_are_problems_too(client: httpx2.AsyncClient) -> None:
    assert (await client.get("/v1/nowhere")).json()["code"] == "not-found"
    answer = await client.delete("/v1/pages")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")


@pytest.mark.parametrize(("sent", "read"), [("abc", "abc"), ('"abc"', "abc")])
async def test_an_idempotency_key_is_read_bare_or_quoted(client: httpx2.AsyncClient, sent: str, read: str) -> None:
    answer = await client.post("/v1/forms", json=form(), headers={"idempotency-key": sent})
    assert answer.json()["key"] == read


@pytest.mark.parametrize("headers", [{}, {"idempotency-key": '""'}, {"idempotency-key": "x" * 201}])
async def test_a_command_without_a_usable_idempotency_key_is_refused(
    client: httpx2.AsyncClient, headers: dict[str, str]
) -> None:
    answer = await client.post("/v1/forms", json=form(), headers=headers)
    assert answer.status_code == 400
    assert answer.json()["code"].startswith("idempotency-key-")


async def test_the_fingerprint_tells_bodies_apart(client: httpx2.AsyncClient) -> None:
    bodies = [form(), form(), form(residence="urban")]
    answers = [await client.post("/v1/forms", json=body, headers={"idempotency-key": "k"}) for body in bodies]
    first, again, other = (answer.json()["print"] for answer in answers)
    assert first == again != other


@pytest.mark.parametrize(("sent", "status"), [(None, 428), ('"v2"', 412), ('"v3"', 200), ("*", 200)])
async def test_who_decides_says_which_version_was_seen(
    client: httpx2.AsyncClient, sent: str | None, status: int
) -> None:
    answer = await client.put("/v1/forms", headers={"if-match": sent} if sent else {})
    assert answer.status_code == status
    if status == 200:
        assert (answer.headers["etag"], answer.headers["idempotency-replayed"]) == ('"v4"', "true")


async def test_a_parameter_that_nobody_reads_is_refused(client: httpx2.AsyncClient) -> None:
    assert (await client.get("/v1/pages?limit=3")).json() == {"limit": 3}
    for answer in (
        await client.get("/v1/pages?limt=3"),
        await client.put("/v1/forms?limit=3", headers={"If-Match": "*"}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (400, "parameter-unknown")


async def test_headers_keep_pages_to_themselves_and_a_page_may_set_its_own(client: httpx2.AsyncClient) -> None:
    headers = (await client.get("/v1/pages")).headers
    assert "unsafe" not in headers["content-security-policy"]
    assert (headers["referrer-policy"], headers["cache-control"]) == ("no-referrer", "no-store")
    assert "strict-transport-security" not in headers
    assert "strict-transport-security" in (await client.get("https://door/v1/pages")).headers


async def test_the_type_of_a_problem_leads_to_its_words(client: httpx2.AsyncClient) -> None:
    problem = (await client.get("/v1/errors/rule")).json()
    assert "公示期未满" in (await client.get(problem["type"])).text
    assert (await client.get("/v1/errors/unworded")).json()["type"] == "about:blank"
