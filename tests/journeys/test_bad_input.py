"""What cannot be right is refused with its place in plain words of both languages, and nothing of it is stored."""

import re
from collections.abc import AsyncIterator, Callable
from copy import deepcopy
from typing import Any

import asyncpg
import httpx2
import pytest

from services.assembly import BUILDS
from services.casebook.generate import generate
from services.policy.identity_number import check_digit
from tests.chaos import evidence
from tests.chaos.process import MONDAY
from tests.conftest import Whole

pytestmark = pytest.mark.parametrize("whole", ["pglog"], indirect=True)

DOOR = "/v1/applications"
SPANS = {"otel_span", "otel_link"}  # written for refused requests, too
Form = dict[str, Any]


def form() -> Form:
    return deepcopy(generate(1, on=MONDAY.date(), seed=77)[0].form())


def put(*path: Any) -> Callable[[Form], None]:
    """Changes the form at a place: the last element is the value."""
    *way, name, value = path

    def change(body: Form) -> None:
        at: Any = body
        for step in way:
            at = at[step]
        at[name] = value

    return change


def child(body: Form) -> None:
    """An applicant of thirteen, with a number that fits."""
    person = body["people"]["applicant"]
    number = person["identity_number"]
    first17 = f"{number[:6]}20110203{number[14:17]}"
    person |= {"born": "2011-02-03", "identity_number": first17 + check_digit(first17)}


def misread(body: Form) -> None:
    """The last digit was misread."""
    number = body["people"]["applicant"]["identity_number"]
    body["people"]["applicant"]["identity_number"] = number[:17] + ("1" if number[17] != "1" else "2")


WRONG: dict[str, tuple[Callable[[Form], None], str, str]] = {
    "a field that there is not": (put("favourite_color", "blue"), "/favourite_color", "extra-forbidden"),
    "and one of a person": (
        put("people", "applicant", "nickname", "x"),
        "/people/applicant/nickname",
        "extra-forbidden",
    ),
    "words for an amount": (put("income", 0, "amount", "viel"), "/income/0/amount", "int-"),
    "half a fen": (put("income", 0, "amount", 10.5), "/income/0/amount", "int-"),
    "a list for an object": (put("housing", []), "/housing", "model-"),
    "a day that there is not": (put("people", "applicant", "born", "1980-02-30"), "/people/applicant/born", "date-"),
    "a day to come": (put("people", "applicant", "missing_since", "2031-01-01"), "/people/applicant/missing_since", ""),
    "a wrong check digit": (misread, "/people/applicant/identity_number", "identity-number-wrong"),
    "negative money": (put("income", 0, "amount", -5), "/income/0/amount", "greater-than-equal"),
    "negative deposits": (put("assets", "deposits", -1), "/assets/deposits", "greater-than-equal"),
    "nobody of age": (child, "/people/applicant/born", "applicant-not-adult"),
    "no place": (put("place", "999999"), "/place", "division-unknown"),
    "a need that there is not": (put("needs", ["luxury"]), "/needs/0", "literal-error"),
    "no need": (put("needs", []), "/needs", "too-short"),
    "a cost of nobody": (
        put("costs", [{"person": "x", "kind": "other", "amount": 1}]),
        "/costs/0/person",
        "person-unknown",
    ),
    "a truth value for an amount": (put("income", 0, "amount", True), "/income/0/amount", "int-type"),
    "text for an amount": (put("income", 0, "amount", "500"), "/income/0/amount", "int-type"),
    "a blank name": (put("people", "applicant", "name", "   "), "/people/applicant/name", "name-unreadable"),
    "an income of nobody": (put("income", 0, "person", "nobody"), "/income/0/person", "person-unknown"),
}


async def rows(whole: Whole) -> dict[str, int]:
    """How many rows every table of every database has."""
    found: dict[str, int] = {}
    for service in (*BUILDS, "keys", "bus"):
        async with evidence.database(whole.process.admin_dsn(), service) as conn:
            found |= {f"{service}.{table}": count for table, count in await counts(conn)}
    return found


async def counts(conn: asyncpg.Connection) -> list[tuple[str, int]]:
    names = [row[0] for row in await conn.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    return [(n, await conn.fetchval(f'SELECT count(*) FROM "{n}"')) for n in names if n not in SPANS]


@pytest.fixture
async def untouched(whole: Whole) -> AsyncIterator[Whole]:
    """Nothing is stored by what a test sends."""
    await whole.settle()
    before = await rows(whole)
    yield whole
    assert await rows(whole) == before


async def send(whole: Whole, body: Any, key: str = "wrong", **arguments: Any) -> httpx2.Response:
    content = arguments if "content" in arguments else {"json": body, **arguments}
    return await whole.client.post(DOOR, headers={"Idempotency-Key": key}, **content)


def is_problem(answer: httpx2.Response, status: int, code: str) -> Form:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem: Form = answer.json()
    assert (problem["status"], problem["code"]) == (status, code)
    assert plain(problem) and all(plain(error) for error in problem["errors"])
    assert re.fullmatch(r"[0-9a-f]{32}", problem["trace_id"])
    return problem


def plain(words: Form) -> bool:
    """Said in Chinese and in English."""
    return (
        bool(re.search("[\u4e00-\u9fff]", words["detail"]))
        and words["detail_en"].isascii()
        and words["detail_en"] != ""
    )


@pytest.mark.parametrize(("change", "pointer", "code"), WRONG.values(), ids=WRONG)
async def test_an_application_with_an_error_is_refused_at_its_place(
    untouched: Whole, change: Callable[[Form], None], pointer: str, code: str
) -> None:
    body = form()
    change(body)
    problem = is_problem(await send(untouched, body), 422, "invalid")
    assert [error["pointer"] for error in problem["errors"]] == [pointer]
    assert problem["errors"][0]["code"].startswith(code)


async def test_all_errors_are_told_at_once(untouched: Whole) -> None:
    body = form()
    for change, _, _ in (WRONG["words for an amount"], WRONG["a day that there is not"], WRONG["no need"]):
        change(body)
    problem = is_problem(await send(untouched, body), 422, "invalid")
    assert len(problem["errors"]) == 3


async def test_what_is_no_json_is_refused(untouched: Whole) -> None:
    for content in (b"{", b"", b"\xff\xfe", b"[]", b"null"):
        headers = {"Idempotency-Key": "wrong", "Content-Type": "application/json"}
        is_problem(await untouched.client.post(DOOR, headers=headers, content=content), 422, "invalid")


async def test_more_than_256_kib_are_refused_declared_or_not(untouched: Whole) -> None:
    large = b'{"place": "' + b"x" * (256 * 1024) + b'"}'

    async def in_pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(large), 8192):
            yield large[start : start + 8192]

    is_problem(await send(untouched, None, content=large), 413, "too-large")
    is_problem(await send(untouched, None, content=in_pieces()), 413, "too-large")


async def test_a_command_needs_a_key_of_moderate_length(untouched: Whole) -> None:
    is_problem(await untouched.client.post(DOOR, json=form()), 400, "idempotency-key-missing")
    is_problem(await send(untouched, form(), key="k" * 201), 400, "idempotency-key-too-long")


async def test_the_same_key_with_another_content_is_refused_and_with_the_same_is_answered_again(whole: Whole) -> None:
    first = await send(whole, form(), key="first")
    assert first.status_code == 201
    await whole.settle()
    before = await rows(whole)
    other = form() | {"residence": "urban" if form()["residence"] == "rural" else "rural"}
    is_problem(await send(whole, other, key="first"), 422, "idempotency-key-reused")
    again = await send(whole, form(), key="first")
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["idempotency-replayed"] == "true"
    assert await rows(whole) == before


QUERIES = (
    "/v1/applications/worklist",
    "/v1/investigations/worklist",
    "/v1/determinations/worklist",
    "/v1/desks/worklist",
    "/v1/programs",
    "/v1/charity/needs",
    "/v1/ops/services",
    "/v1/ops/intake/parked",
)


@pytest.mark.parametrize("path", QUERIES)
async def test_a_parameter_that_nobody_reads_is_refused(untouched: Whole, path: str) -> None:
    is_problem(await untouched.client.get(path, params={"colour": "red"}), 400, "parameter-unknown")


async def test_and_one_that_comes_with_a_command(untouched: Whole) -> None:
    is_problem(await send(untouched, form(), params={"colour": "red"}), 400, "parameter-unknown")


async def test_what_is_not_there_is_said(untouched: Whole) -> None:
    nobody = "00000000-0000-4000-8000-000000000000"
    key = {"Idempotency-Key": "wrong"}
    is_problem(await untouched.client.post(f"{DOOR}/{nobody}/acceptance", headers=key), 404, "not-found")
    is_problem(await untouched.client.post(f"{DOOR}/7/acceptance", headers=key), 422, "invalid")
    is_problem(await untouched.client.get("/v1/nothing"), 404, "not-found")
    is_problem(await untouched.client.delete(DOOR), 405, "method-not-allowed")
