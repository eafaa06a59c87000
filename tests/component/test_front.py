"""Intake, investigation and the simulated agencies together, from the form to the dossier, everything real."""

from collections.abc import AsyncIterator
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest

from contracts.base import Contract
from contracts.intake import ApplicationAccepted, ApplicationSubmitted, ConsentGiven, SupplementReceived
from contracts.investigation import (
    DossierReady,
    DossierRevised,
    InvestigationStarted,
    SourceObjected,
    SourcesAnswered,
    VerificationRequested,
)
from services.agency_simulator.__main__ import build as agency_simulator
from services.chassis.runtime import Runtime
from services.chassis.service import Environment, Service
from services.chassis.tables import Context
from services.chassis.telemetry import BEIJING
from services.intake.__main__ import build as intake
from services.investigation.__main__ import build as investigation
from services.policy.identity_number import check_digit

START = datetime(2024, 5, 6, 9, tzinfo=BEIJING)
HEARD: list[Contract] = []


async def hear(event: Contract, ctx: Context) -> None:
    HEARD.append(event)


def services(env: Environment) -> list[Service]:
    kinds = (
        ApplicationSubmitted,
        ApplicationAccepted,
        ConsentGiven,
        SupplementReceived,
        InvestigationStarted,
        VerificationRequested,
        SourcesAnswered,
        SourceObjected,
        DossierReady,
        DossierRevised,
    )
    listener = Service(
        name="listener",
        migrations="tests.component.no_migrations",
        groups={"listener": dict.fromkeys(kinds, hear)},
    )
    return [intake(env), investigation(env), agency_simulator(env), listener]


@pytest.fixture(scope="module")
async def system() -> AsyncIterator[Runtime]:
    async with Runtime.start(services, clock="simulated", at=START, durable=False) as runtime:
        yield runtime


def identity_number(born: str, sequence: int) -> str:
    first = f"621002{born.replace('-', '')}{sequence:03}"
    return first + check_digit(first)


def application(sequence: int) -> dict[str, Any]:
    """A family of its own for each test; the mother's sequence is even."""
    people = {
        "mother": {"name": "赵小兰", "sex": "female", "born": "1986-03-09", "relation": "self"},
        "girl": {"name": "李雨晴", "sex": "female", "born": "2010-02-11", "relation": "child"},
    }
    for person in people.values():
        person["identity_number"] = identity_number(person["born"], sequence)
    return {
        "place": "621002",
        "residence": "urban",
        "channel": "web",
        "applicant": "mother",
        "people": people,
        "income": [{"person": "mother", "kind": "wages", "amount": 2_400_000}],
        "assets": {"deposits": 1_200_000, "dwellings": 0},
        "needs": ["basic_living", "medical"],
    }


async def send(system: Runtime, path: str, body: Any = None, key: str | None = None) -> httpx2.Response:
    async with httpx2.AsyncClient(base_url=system.base_url) as client:
        answer = await client.post(path, json=body, headers={"Idempotency-Key": key or str(uuid4())})
    await system.settle()
    return answer


async def look(system: Runtime, path: str) -> Any:
    async with httpx2.AsyncClient(base_url=system.base_url) as client:
        answer = await client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def everything(system: Runtime, path: str) -> list[dict[str, Any]]:
    items, page = [], await look(system, f"{path}?limit=2")
    items += page["items"]
    while page["next"]:
        page = await look(system, f"{path}?limit=2&after={page['next']}")
        items += page["items"]
    return items


def heard(application_id: str, kind: type[Contract]) -> list[Any]:
    return [m for m in HEARD if type(m) is kind and getattr(m, "application_id", None) == UUID(application_id)]


async def test_an_application_travels_from_the_form_to_the_dossier(system: Runtime) -> None:
    body = application(2)
    created = await send(system, "/v1/applications", body, "family-2")
    assert created.status_code == 201
    receipt = created.json()
    case = f"/v1/applications/{receipt['application_id']}"
    again = await send(system, "/v1/applications", body, "family-2")
    assert again.json() == receipt and again.headers["idempotency-replayed"] == "true"
    assert (await send(system, "/v1/applications", application(4), "family-2")).status_code == 422

    waiting = await everything(system, "/v1/applications/worklist")
    assert [item["number"] for item in waiting if item["application_id"] == receipt["application_id"]] == [
        receipt["number"]
    ]
    assert (await send(system, f"{case}/acceptance")).status_code == 200
    assert receipt["application_id"] not in [
        item["application_id"] for item in await everything(system, "/v1/applications/worklist")
    ]
    [accepted] = heard(receipt["application_id"], ApplicationAccepted)
    assert str(accepted.deadlines["decision"]) == "2024-06-17"

    [item] = [
        item
        for item in await everything(system, "/v1/investigations/worklist")
        if item["application_id"] == receipt["application_id"]
    ]
    assert item["stage"] == "visit" and item["due"] == "2024-05-09" and item["number"] == receipt["number"]
    [answered] = heard(receipt["application_id"], SourcesAnswered)
    assert {source.state for source in answered.sources} == {"matched"}
    visit = f"/v1/investigations/{receipt['application_id']}/visit"
    report = {"visitors": ["clerk:wang", "clerk:li"], "found": {"income[0].amount": 2_500_000}}
    assert (await send(system, visit, report)).status_code == 200
    assert len(heard(receipt["application_id"], InvestigationStarted)) == 1
    [ready] = heard(receipt["application_id"], DossierReady)
    assert ready.missing == () and ready.dossier.unknown == ()
    assert ready.dossier.household.income[0].amount == 2_500_000
    assert not await everything(system, "/v1/investigations/worklist")


async def test_what_is_wrong_is_told_with_its_place_in_both_languages_and_nothing_is_stored(system: Runtime) -> None:
    before = len(HEARD)
    body = application(6)
    wrong = deepcopy(body)
    wrong["people"]["mother"]["identity_number"] = body["people"]["mother"]["identity_number"][:17] + "Q"
    wrong["income"][0]["amount"] = -1
    wrong["castle"] = True
    refused = await send(system, "/v1/applications", wrong)
    assert refused.status_code == 422 and refused.headers["content-type"] == "application/problem+json"
    pointers = {error["pointer"] for error in refused.json()["errors"]}
    assert pointers == {"/people/mother/identity_number", "/income/0/amount", "/castle"}

    body["place"], body["income"][0]["person"] = "999999", "uncle"
    refused = await send(system, "/v1/applications", body)
    errors = {error["pointer"]: error for error in refused.json()["errors"]}
    assert errors["/place"]["code"] == "division-unknown"
    assert errors["/income/0/person"]["detail"] and errors["/income/0/person"]["detail_en"]
    assert len(HEARD) == before


async def test_known_cases_of_a_person_are_shown_and_never_block(system: Runtime) -> None:
    body = application(8)
    first = (await send(system, "/v1/applications", body)).json()
    girl = {"identity_number": body["people"]["girl"]["identity_number"]}
    async with httpx2.AsyncClient(base_url=system.base_url) as client:
        [known] = (await client.post("/v1/applications/checks", json=girl)).json()["items"]
    assert known["application_id"] == first["application_id"] and not known["applicant"]
    second = await send(system, "/v1/applications", body)
    assert second.status_code == 201 and second.json()["household_id"] == first["household_id"]


async def test_urgent_help_has_24_hours_and_its_papers_follow(system: Runtime) -> None:
    body = application(10)
    body["needs"] = ["emergency"]
    body["events"] = [{"kind": "house_fire", "on": "2024-05-05T21:10:00+08:00", "severity": "serious"}]
    receipt = (await send(system, "/v1/applications", body)).json()
    [submitted] = heard(receipt["application_id"], ApplicationSubmitted)
    assert submitted.urgent and submitted.deadlines == {"emergency_payment": START + timedelta(hours=24)}
    case = f"/v1/applications/{receipt['application_id']}"
    await send(system, f"{case}/acceptance")
    await send(system, f"{case}/supplement", {"received": ["identity", "fire_report"]})
    [papers] = heard(receipt["application_id"], SupplementReceived)
    assert papers.received == ("fire_report", "identity")
    assert not heard(receipt["application_id"], SourcesAnswered)


async def test_a_bank_that_is_late_is_asked_again_and_its_answer_revises_the_dossier(system: Runtime) -> None:
    body = application(12)
    number = body["people"]["mother"]["identity_number"]
    late = [{"identity_number": number, "source": "bank_deposits", "unavailable_until": "2024-05-20", "answer": 9}]
    assert (await send(system, "/v1/simulator/answers", {"answers": late})).status_code == 200
    receipt = (await send(system, "/v1/applications", body)).json()
    await send(system, f"/v1/applications/{receipt['application_id']}/acceptance")
    place = f"/v1/investigations/{receipt['application_id']}"
    await send(system, f"{place}/verification-request")
    [requested] = heard(receipt["application_id"], VerificationRequested)
    assert str(requested.deadlines["verification_start"]) == "2024-05-09"
    await send(system, f"{place}/visit", {"visitors": ["clerk:wang", "clerk:li"]})
    [ready] = heard(receipt["application_id"], DossierReady)
    assert ready.missing == ("bank_deposits",) and ready.dossier.unknown == ("assets.deposits",)

    await system.advance(START.replace(day=17))
    states = (await look(system, place))["sources"]
    assert {"source": "bank_deposits", "person": "mother", "state": "given_up"} in states
    assert not heard(receipt["application_id"], DossierRevised)
    await system.advance(START.replace(day=20))
    [revised] = heard(receipt["application_id"], DossierRevised)
    assert revised.revision == 2 and revised.missing == () and revised.dossier.unknown == ()
    assert revised.dossier.household.assets.deposits == 1_200_000
    assert await system.engines[1].parked() == []


async def test_a_result_that_the_family_objects_to_is_asked_for_again_once(system: Runtime) -> None:
    receipt = (await send(system, "/v1/applications", application(16))).json()
    await send(system, f"/v1/applications/{receipt['application_id']}/acceptance")
    place = f"/v1/investigations/{receipt['application_id']}"
    await send(system, f"{place}/visit", {"visitors": ["clerk:wang", "clerk:li"]})
    objection = {"source": "bank_deposits", "person": "mother"}
    unknown = await send(system, f"{place}/source-objections", {**objection, "source": "gossip"})
    assert (unknown.status_code, unknown.json()["code"]) == (409, "source-not-answered")
    assert (await send(system, f"{place}/source-objections", objection)).status_code == 200
    [told] = heard(receipt["application_id"], SourceObjected)
    assert (told.source, told.person) == ("bank_deposits", "mother")
    revised = heard(receipt["application_id"], DossierRevised)
    assert [dossier.missing for dossier in revised] == [("bank_deposits",), ()]  # asked and answered again
    again = await send(system, f"{place}/source-objections", objection)
    assert (again.status_code, again.json()["code"]) == (409, "source-asked-again-already")


async def test_no_source_answers_without_a_signed_purpose(system: Runtime) -> None:
    question = {
        "source": "bank_deposits",
        "person": "mother",
        "identity_number": identity_number("1986-03-09", 2),
        "since": START.isoformat(),
    }
    refused = await send(system, "/v1/simulator/ask", {"purpose": "e30=.AAAA", "requests": [question]})
    assert refused.status_code == 403 and refused.json()["code"] == "purpose-refused"
