"""Classification, dispatch and charity matching on real Postgres and bus; the other services only speak."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from contracts import registry
from contracts.base import NOBODY, Contract
from services.charity_matching.__main__ import build as charity_matching
from services.chassis.decider import Decider
from services.chassis.door import Door
from services.chassis.runtime import Runtime
from services.chassis.service import Environment, Service
from services.chassis.tables import Envelope
from services.classification.__main__ import build as classification
from services.classification.samples import household
from services.policy.calendar import BEIJING
from services.program_dispatch.__main__ import build as program_dispatch

START = datetime(2024, 5, 6, 9, tzinfo=BEIJING)
FOUND = household(
    income=[{"person": "mother", "kind": "wages", "amount": 1_000_000}],
    assets={"deposits": 0, "dwellings": 0},
    needs=("basic_living", "medical", "housing", "charity"),
    consents={"charity": True},
)


@dataclass(frozen=True)
class Said:
    type: str
    body: str


SPEECH = Decider[int, Said, Said]("speech", int, lambda _, said: [said], lambda n, _: n + 1, Said)


class Words(BaseModel):
    household_id: UUID
    type: str
    body: str


def speaker(name: str) -> Service:
    """A service that says what it is told to say."""

    def api(door: Door) -> APIRouter:
        router = APIRouter()

        @router.post(f"/say/{name}")
        async def say(request: Request, words: Words) -> Response:
            said = Said(words.type, words.body)
            return await door.answer(request, SPEECH, uuid4(), said, household_id=words.household_id)

        return router

    def spoken(event: Said, _: Envelope) -> Contract:
        return registry.by_type()[event.type].model_validate_json(event.body)

    return Service(
        name=name, migrations="tests.component.no_migrations", deciders=(SPEECH,), publishes={Said: spoken}, api=api
    )


def services(env: Environment) -> list[Service]:
    return [
        classification(env),
        program_dispatch(env),
        charity_matching(env),
        *(speaker(name) for name in ("intake", "investigation", "programs")),
    ]


@pytest.fixture
async def system() -> AsyncIterator[Runtime]:
    async with Runtime.start(services, clock="simulated", at=START, durable=False) as runtime:
        yield runtime


class Story:
    """One family, told by three speakers, and what staff and charities do."""

    def __init__(self, system: Runtime) -> None:
        self.system = system
        self.household_id, self.application_id = uuid4(), uuid4()
        self.http = httpx2.AsyncClient(base_url=system.base_url)

    async def say(self, type_: str, household_id: UUID | None = None, **fields: Any) -> None:
        owner = household_id if household_id is not None else self.household_id
        moment = {name: self.system.clock.now() for name in fields.pop("moments", ())}
        contract = registry.by_type()[type_].model_validate({"household_id": owner, **moment, **fields})
        name = type_.split(".")[1]
        body = {"household_id": str(owner), "type": type_, "body": contract.model_dump_json()}
        answer = await self.http.post(f"/say/{name}", json=body, headers={"Idempotency-Key": uuid4().hex})
        assert answer.status_code == 200, answer.text
        await self.system.settle()

    async def post(self, path: str, **body: Any) -> httpx2.Response:
        answer = await self.http.post(f"/v1/{path}", json=body, headers={"Idempotency-Key": uuid4().hex})
        await self.system.settle()
        return answer

    async def get(self, path: str) -> Any:
        answer = await self.http.get(f"/v1/{path}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def announce(self, program: str, *needs: str, **fields: Any) -> None:
        texts = {"title_zh": "项目", "title_en": "Program", "agency": f"{program}_agency", "items": ["item"]}
        rules = {"categories": ["dibao"], "sections": ["people"], "answer_within": 5}
        said = {**texts, **rules, "program": program, "needs": needs, **fields}
        await self.say("onedoor.programs.program_announced.v1", NOBODY, moments=["announced_at"], **said)

    async def apply(self) -> None:
        about: dict[str, Any] = {
            "application_id": self.application_id,
            "division": "621002",
            "residence": "urban",
            "needs": FOUND.needs,
            "household": FOUND,
        }
        submitted: dict[str, Any] = {**about, "number": "1", "channel": "web", "urgent": False, "query_code_hash": "0"}
        await self.say("onedoor.intake.application_submitted.v1", moments=["submitted_at"], **submitted)
        await self.say("onedoor.intake.application_accepted.v1", moments=["accepted_at"], **about)
        ready = {k: v for k, v in about.items() if k != "household"}
        await self.say(
            "onedoor.investigation.dossier_ready.v1",
            **ready,
            moments=["ready_at"],
            applied_on=START.date(),
            revision=1,
            dossier={"household": FOUND},
        )

    async def answer(self, row: dict[str, Any], outcome: str) -> None:
        reply = {"item": "item", "outcome": outcome, "amount": 100 if outcome == "granted" else None}
        await self.say(
            "onedoor.programs.support_decided.v1",
            moments=["decided_at"],
            application_id=self.application_id,
            referral_id=row["referral_id"],
            program=row["program"],
            outcome=outcome,
            answers=[reply],
        )

    async def rows(self) -> dict[str, dict[str, Any]]:
        chain = await self.get(f"chains/{self.household_id}")
        return {row["program"]: row for round_ in chain["rounds"] for row in round_["programs"]}

    async def confirmed(self) -> None:
        """From the worklist of the township to that of the county."""
        (item,) = (await self.get("determinations/worklist"))["items"]
        assert (item["stage"], item["due"], item["level"]) == ("notice", "2024-06-17", "township")
        path = f"determinations/{self.household_id}"
        assert (await self.post(f"{path}/notice")).status_code == 200
        assert (await self.post(f"{path}/confirmation")).json()["code"] == "notice-running"
        assert not (await self.get("determinations/worklist"))["items"]
        await self.system.advance(START + timedelta(days=8))
        (item,) = (await self.get("determinations/worklist?stage=confirm&division=6210"))["items"]
        assert item["due"] == "2024-05-28"
        assert (await self.post(f"{path}/confirmation")).status_code == 200


async def test_a_family_is_confirmed_asked_for_and_what_is_left_over_finds_a_charity(system: Runtime) -> None:
    story = Story(system)
    await story.announce("basic_living", "basic_living", always=True)
    await story.announce("medical", "medical")
    await story.announce("housing", "housing", categories=["dibao_edge"])
    assert [program["code"] for program in (await story.get("programs"))["items"]] == [
        "basic_living",
        "housing",
        "medical",
    ]
    await story.apply()
    await story.confirmed()
    determination = (await story.get(f"determinations/{story.household_id}"))["current"]
    assert (determination["stage"], determination["category"]) == ("confirmed", "dibao")
    assert determination["reasons"]

    rows = await story.rows()
    assert {name: row["state"] for name, row in rows.items()} == {
        "basic_living": "asked",
        "medical": "asked",
        "housing": "declined",
    }
    await story.answer(rows["basic_living"], "granted")
    await system.advance(system.clock.now() + timedelta(days=9))  # medical says nothing
    rows = await story.rows()
    assert rows["medical"]["state"] == "overdue"
    assert rows["basic_living"]["items"] == [{"item": "item", "outcome": "granted", "amount": 100}]
    await story.answer(rows["medical"], "granted")
    late = (await story.rows())["medical"]
    assert (late["state"], late["late"]) == ("granted", True)

    needs = (await story.get("charity/needs?area=6210"))["items"]
    assert sorted(need["kind"] for need in needs) == ["housing", "medical"]
    assert set(needs[0]) == {"need_id", "kind", "county", "urgency"}
    offer = {"kinds": ["housing"], "areas": ["62"], "capacity": 1, "until": "2024-12-31"}
    assert (await story.post("charity/offers", charity="lamp", **offer)).json()["held"] == 1
    (need_id,) = (need["need_id"] for need in needs if need["kind"] == "housing")
    assert [need["kind"] for need in (await story.get("charity/needs"))["items"]] == ["medical"]
    early = await story.post(f"charity/needs/{need_id}/delivery")
    assert early.json()["code"] == "not-matched"
    for side in ("family", "charity"):
        answer = await story.post(f"charity/matches/{need_id}/acceptance", side=side)
        assert answer.status_code == 200, answer.text
    assert answer.json()["stage"] == "accepted"
    assert (await story.post(f"charity/needs/{need_id}/delivery")).json()["stage"] == "delivered"
    assert not [row for engine in system.engines for row in await engine.parked()]


async def test_a_hold_that_nobody_accepts_frees_the_need_for_the_next_offer(system: Runtime) -> None:
    story = Story(system)
    await story.announce("housing", "housing", categories=["dibao_edge"])
    await story.apply()
    await story.confirmed()
    offer = {"kinds": ["housing"], "areas": ["621002"], "capacity": 1, "until": "2024-12-31"}
    await story.post("charity/offers", charity="lamp", **offer)
    assert "housing" not in [need["kind"] for need in (await story.get("charity/needs"))["items"]]
    await system.advance(system.clock.now() + timedelta(days=8))
    needs = {need["kind"]: need["need_id"] for need in (await story.get("charity/needs"))["items"]}
    assert "housing" in needs  # free again, and not for the same offer
    await story.post("charity/offers", charity="bridge", **offer)
    taken = await story.post(f"charity/matches/{needs['housing']}/acceptance", side="charity")
    assert taken.json() == {"need_id": needs["housing"], "stage": "reserved"}
    await story.say(
        "onedoor.intake.consent_withdrawn.v1",
        application_id=story.application_id,
        consent="charity",
        moments=["withdrawn_at"],
    )
    assert not (await story.get("charity/needs"))["items"]
