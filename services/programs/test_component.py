"""The service on real Postgres and the embedded bus: referral, answer, desk, clock, and what cannot be answered."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID, uuid4

import httpx2
import pytest
from fastapi import APIRouter, Request, Response

from contracts.base import Contract, Personal
from contracts.program_dispatch import ReferralMade
from contracts.programs import (
    AidRecorded,
    DeskAsked,
    MedicalRatioSet,
    PaymentDue,
    ProgramAnnounced,
    SupportChanged,
    SupportDecided,
    SupportDelivered,
)
from services.chassis.decider import Decider
from services.chassis.door import Door
from services.chassis.runtime import Runtime
from services.chassis.service import Environment, Service
from services.chassis.tables import Envelope, Projection, Recorded, View
from services.chassis.telemetry import BEIJING
from services.programs.__main__ import build
from services.programs.entitlement import ProgramAsked
from services.programs.entitlement.examples import ZHUANGLANG, asked, assessed, household, person

YUAN = 100
MORNING = datetime(2024, 5, 24, 10, tzinfo=BEIJING)
SAID = (
    ProgramAnnounced,
    DeskAsked,
    SupportDecided,
    SupportChanged,
    PaymentDue,
    AidRecorded,
    SupportDelivered,
    MedicalRatioSet,
)
HEARD: list[Any] = []


@dataclass(frozen=True, kw_only=True)
class Referred:
    """What dispatch would publish, kept whole."""

    referral: Annotated[str, Personal]


DISPATCH = Decider[None, Referred, Referred](
    "referred", lambda: None, lambda state, command: [command], lambda state, event: None, Referred
)


def referring(door: Door) -> APIRouter:
    router = APIRouter()

    @router.post("/v1/referred")
    async def refer(request: Request) -> Response:
        text = (await request.body()).decode()
        message = ReferralMade.model_validate_json(text)
        command = Referred(referral=text)
        return await door.answer(request, DISPATCH, message.referral_id, command, household_id=message.household_id)

    return router


def made(event: Referred, envelope: Envelope) -> Contract:
    return ReferralMade.model_validate_json(event.referral)


async def listen(view: View, batch: Sequence[Recorded]) -> None:
    HEARD.extend(recorded.message for recorded in batch)


def around(environment: Environment) -> list[Service]:
    """The programs between a dispatch that asks and somebody who listens."""
    no_tables = "services.programs._template"
    dispatch = Service(
        name="program_dispatch",
        migrations=no_tables,
        deciders=(DISPATCH,),
        publishes={Referred: made},
        api=referring,
    )
    listener = Service(
        name="listener", migrations=no_tables, projections=(Projection(name="heard", on=SAID, apply=listen),)
    )
    return [dispatch, build(environment), listener]


@pytest.fixture
async def system() -> AsyncIterator[Runtime]:
    HEARD.clear()
    async with Runtime.start(around, clock="simulated", at=MORNING, durable=False) as runtime:
        await runtime.settle()
        yield runtime


def said(kind: Any, household_id: UUID) -> list[Any]:
    return [message for message in HEARD if isinstance(message, kind) and message.household_id == household_id]


async def call(system: Runtime, path: str, body: Any, key: str) -> httpx2.Response:
    content = body if isinstance(body, str) else None
    async with httpx2.AsyncClient(base_url=system.base_url) as client:
        headers = {"Idempotency-Key": key}
        sent = {"content": content} if content else {"json": body}
        response = await client.post(path, headers=headers, **sent)
    await system.settle()
    return response


async def refer(system: Runtime, question: ProgramAsked, household_id: UUID) -> None:
    facts = {name: value for name, value in vars(question).items() if name != "agency"}
    message = ReferralMade(household_id=household_id, **facts)
    response = await call(system, "/v1/referred", message.model_dump_json(), f"refer-{question.referral_id}")
    assert response.status_code == 200, response.text


async def test_a_referral_is_answered_at_once_and_paid_every_month(system: Runtime) -> None:
    family = uuid4()
    question = asked(program="basic_living", assessment=assessed(3, 2_280_000))
    await refer(system, question, family)
    await refer(system, replace(question), family)
    (decision,) = said(SupportDecided, family)
    assert (decision.outcome, decision.answers[0].amount, decision.answers[0].first) == (
        "granted",
        284 * YUAN,
        "2024-06",
    )
    assert decision.reasons[0].rule == "dibao.gap_pay"
    assert said(PaymentDue, family) == []
    await system.advance(datetime(2024, 8, 15, tzinfo=BEIJING))
    paid = [(p.month, p.amount // YUAN) for p in said(PaymentDue, family)]
    assert paid == [("2024-06", 284), ("2024-07", 284), ("2024-08", 284)]


async def test_a_raise_that_is_dated_back_is_paid_in_arrears_with_its_own_lines_on_the_list(system: Runtime) -> None:
    """Known on 12 June 2026, dated back to the New Year; the family has class 3 since 2024."""
    family = uuid4()
    home = household(residence="rural", place="620721")
    question = asked(home, program="basic_living", division="620721", pay_class=3, assessment=assessed(2))
    await refer(system, question, family)
    await system.advance(datetime(2026, 7, 2, tzinfo=BEIJING))
    assert said(SupportChanged, family)[-1].answers[0].first == "2026-07"
    paid = [p for p in said(PaymentDue, family) if p.month >= "2026-05"]
    assert [(p.month, p.for_month, p.amount // YUAN) for p in paid] == [
        ("2026-05", None, 188),
        ("2026-06", None, 188),
        *(("2026-06", f"2026-{month:02d}", 10) for month in range(1, 7)),
        ("2026-07", None, 198),
    ]
    async with httpx2.AsyncClient(base_url=system.base_url) as client:
        listed = (await client.get("/v1/payment-lists/620721/2026-06")).json()
    months = [item["tops_up_month"] for item in listed["items"]]
    assert sorted(months, key=str) == [*(f"2026-{month:02d}" for month in range(1, 7)), None]
    assert listed["amount"] == 248 * YUAN


async def test_a_referral_that_came_late_follows_the_rate_that_changed_on_its_way(system: Runtime) -> None:
    """Decided on 26 February, heard on 3 March; senior aid rose on the first."""
    family, decided = uuid4(), date(2025, 2, 26)
    await system.advance(datetime(2025, 3, 3, 9, tzinfo=BEIJING))
    home = household({"girl": person("2008-03-21", school={"stage": "senior"})})
    await refer(system, asked(home, program="education", decided_on=decided), family)
    await system.advance(datetime(2025, 3, 3, 10, tzinfo=BEIJING))
    (decision,), (change,) = said(SupportDecided, family), said(SupportChanged, family)
    assert (decision.answers[0].amount, change.answers[0].amount) == (2_000 * YUAN, 2_300 * YUAN)


async def test_every_program_says_who_it_is(system: Runtime) -> None:
    announced = {message.program: message for message in HEARD if isinstance(message, ProgramAnnounced)}
    assert len(announced) == 9
    assert announced["medical"].agency == "medical_insurance" and announced["temporary_assistance"].urgent


async def test_a_desk_sees_what_waits_for_it_and_declines_by_hand(system: Runtime) -> None:
    family = uuid4()
    home = household(residence="rural", housing={"tenure": "owned", "area_m2": 88, "grade": "D"})
    await refer(system, asked(home, program="housing", division=ZHUANGLANG, pay_class=2), family)
    assert [message.items for message in said(DeskAsked, family)] == [("rural_renovation",)]
    async with httpx2.AsyncClient(base_url=system.base_url) as client:
        page = (await client.get("/v1/desks/worklist", params={"agency": "housing", "limit": 1})).json()
        assert (await client.get("/v1/desks/worklist", params={"agency": "education"})).json()["items"] == []
    (item,) = page["items"]
    assert (item["stage"], item["item"], item["household_id"]) == ("desk", "rural_renovation", str(family))
    assert page["next"] is None

    path = f"/v1/desks/{item['referral_id']}/answers"
    words = {"item": "rural_renovation", "outcome": "declined", "reason": "no place left in the plan of this year"}
    assert (await call(system, path, words, "desk")).status_code == 200
    (decision,) = said(SupportDecided, family)
    assert (decision.outcome, decision.reason) == ("declined", "agency_declined")
    refused = await call(system, path, {"item": "nothing", "outcome": "granted"}, "desk-2")
    assert (refused.status_code, refused.json()["code"]) == (422, "unknown-item")


async def test_bills_are_aided_at_once_and_the_rest_at_the_end_of_the_year(system: Runtime) -> None:
    family = uuid4()
    decided = date(2024, 5, 24)
    costs = [{"person": "wife", "kind": "medical", "amount": 2_400_000}]
    home = household({"wife": person("1980-02-08", "self", serious_illness=True)}, costs=costs)
    persons = {"wife": ("rigid_expenditure",)}
    question = asked(home, category="rigid_expenditure", persons=persons, decided_on=decided)
    await refer(system, question, family)
    (decision,) = said(SupportDecided, family)
    assert [(a.item, a.amount) for a in decision.answers if a.outcome == "granted"] == [("medical_aid", 11_400 * YUAN)]
    await system.advance(datetime(2025, 1, 2, tzinfo=BEIJING))
    (change,) = said(SupportChanged, family)
    assert [(a.item, a.person, a.amount) for a in change.answers] == [("hardship_tilt", "wife", 1_980 * YUAN)]


async def test_senior_aid_follows_the_rate_of_the_new_term(system: Runtime) -> None:
    family = uuid4()
    home = household({"girl": person("2008-03-21", school={"stage": "senior", "boarding": True})})
    await refer(system, asked(home, program="education"), family)
    await system.advance(datetime(2025, 3, 31, tzinfo=BEIJING))
    changes = [(c.because, c.answers[0].amount) for c in said(SupportChanged, family)]
    assert changes == [("rate_changed", 2_300 * YUAN)]


async def test_what_held_before_is_put_on_record_and_runs_on(system: Runtime) -> None:
    family = uuid4()
    body = {
        "household_id": str(family),
        "program": "basic_living",
        "awards": [{"item": "dibao", "amount": 28_400, "per": "month", "first": "2023-12"}],
        "payments": [{"month": "2024-05", "item": "dibao", "amount": 28_400}],
    }
    assert (await call(system, "/v1/aid-records", body, "aid")).status_code == 200
    assert [(a.month, a.amount) for a in said(AidRecorded, family)] == [("2024-05", 28_400)]
    assert [c.because for c in said(SupportChanged, family)] == ["recorded"]
    await system.advance(datetime(2024, 6, 2, tzinfo=BEIJING))
    assert [(p.month, p.amount) for p in said(PaymentDue, family)] == [("2024-06", 28_400)]
    wrong = await call(system, "/v1/aid-records", {**body, "program": "nothing"}, "aid-2")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "unknown-program")


async def test_a_referral_that_one_program_cannot_answer_parks_that_household_there_alone(system: Runtime) -> None:
    family = uuid4()
    rural = household({"girl": person("2012-03-21", school={"stage": "junior"})}, residence="rural")
    without_class = asked(rural, program="basic_living", pay_class=None, assessment=assessed(1, 0), name="broken")
    await refer(system, without_class, family)
    await refer(system, asked(rural, program="education", name="sound"), family)
    assert [d.program for d in said(SupportDecided, family)] == ["education"]
    assert len(await system.engines[1].parked()) == 1


async def test_the_list_of_a_county_equals_what_fell_due_there(system: Runtime) -> None:
    families = [uuid4() for _ in range(3)]
    for number, family in enumerate(families):
        place = ZHUANGLANG if number < 2 else "620802"
        question = asked(
            program="basic_living", division=place, assessment=assessed(3, 2_280_000), name=f"listed-{number}"
        )
        await refer(system, question, family)
    await system.advance(datetime(2024, 6, 2, tzinfo=BEIJING))
    due = sorted((str(p.household_id), p.amount) for f in families[:2] for p in said(PaymentDue, f))
    path = f"/v1/payment-lists/{ZHUANGLANG}/2024-06"
    async with httpx2.AsyncClient(base_url=system.base_url) as client:
        first = (await client.get(path, params={"limit": 1})).json()
        second = (await client.get(path, params={"limit": 1, "after": first["next"]})).json()
        sheet = (await client.get(path, headers={"Accept": "text/csv"})).text
    found = [(item["household"], item["amount"]) for item in (*first["items"], *second["items"])]
    assert (found, second["next"], first["amount"]) == (due, None, 568 * YUAN)
    assert len(sheet.splitlines()) == 4 and sheet.splitlines()[-1] == "total,,,,568.00,0.00,"
