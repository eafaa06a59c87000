"""An emergency through the doors of the whole system: money first, papers next, then the county's confirmation."""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from services.assembly import all_services
from services.chassis.runtime import Runtime
from services.chassis.telemetry import BEIJING

SATURDAY_NIGHT = datetime(2024, 11, 2, 21, 30, tzinfo=BEIJING)
YUAN = 100
ONCE = {"program": "temporary_assistance", "per": "once"}


@pytest.fixture(scope="module")
async def system() -> AsyncIterator[Runtime]:
    async with Runtime.start(all_services, clock="simulated", at=SATURDAY_NIGHT, durable=False) as runtime:
        await runtime.settle()
        yield runtime


class Family:
    """A family that lost its papers, under a name of its own, and everybody who helps it."""

    def __init__(self, system: Runtime, name: str, **changes: Any) -> None:
        self.system = system
        self.receipt: dict[str, Any] = {}
        fire = {"kind": "house_fire", "on": "2024-11-02T21:10:00+08:00", "severity": "serious"}
        people = {
            "father": {"name": name, "sex": "male", "born": "1987-07-19", "relation": "self"},
            "mother": {"name": "敬小霞", "sex": "female", "born": "1989-11-02", "relation": "spouse"},
            "girl": {"name": "慕佳琪", "sex": "female", "born": "2014-04-09", "relation": "child"},
            "boy": {"name": "慕俊杰", "sex": "male", "born": "2019-09-15", "relation": "child"},
        }
        self.form = {
            "place": "620702",
            "hukou": "621022",
            "residence": "urban",
            "channel": "hotline",
            "applicant": "father",
            "people": people,
            "needs": ["emergency", "care"],
            "events": [fire | changes.pop("event", {})],
            **changes,
        }

    async def post(self, path: str, body: Any = None, status: int = 200) -> Any:
        async with httpx2.AsyncClient(base_url=self.system.base_url) as http:
            answer = await http.post(path, json=body, headers={"Idempotency-Key": uuid4().hex})
        await self.system.settle()
        assert answer.status_code == status, answer.text
        return answer.json()

    async def get(self, path: str) -> Any:
        async with httpx2.AsyncClient(base_url=self.system.base_url) as http:
            answer = await http.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def applies(self) -> "Family":
        self.receipt = await self.post("/v1/applications", self.form, 201)
        return self

    async def pays(self, yuan: int, status: int = 200) -> Any:
        body = {"household_id": self.receipt["household_id"], "program": "temporary_assistance"}
        return await self.post("/v1/payments", {**body, "item": "emergency_small", "amount": yuan * YUAN}, status)

    async def brings_papers(self) -> None:
        path = f"/v1/applications/{self.receipt['application_id']}/supplement"
        await self.post(path, {"received": ["identity", "fire_report"]})

    async def at_desks(self) -> dict[str, Any]:
        page = await self.get(f"/v1/desks/worklist?household_id={self.receipt['household_id']}&agency=civil_affairs")
        own = [item for item in page["items"] if item["application_id"] == self.receipt["application_id"]]
        return {item["item"]: item for item in own if item["program"] == "temporary_assistance"}

    async def answered(self, item: str, status: int = 200, **words: Any) -> Any:
        asked = await self.get(f"/v1/desks/referrals?household_id={self.receipt['household_id']}")
        (referral,) = (
            one["referral_id"]
            for one in asked["items"]
            if (one["application_id"], one["program"]) == (self.receipt["application_id"], "temporary_assistance")
        )
        body = {"item": item, "outcome": "granted", **words}
        return await self.post(f"/v1/desks/{referral}/answers", body, status)

    async def case(self) -> Any:
        return await self.get(f"/v1/cases/{self.receipt['household_id']}")

    async def tracker(self) -> str:
        fields = {name: self.receipt[name] for name in ("number", "query_code")}
        async with httpx2.AsyncClient(base_url=self.system.base_url) as http:
            return str((await http.post("/track", data=fields)).text)


def given(case: Any) -> list[tuple[str, int]]:
    return [(a["item"], a["amount"] // YUAN) for a in case["awards"] if a["program"] == "temporary_assistance"]


async def test_money_comes_before_papers_and_the_rest_when_the_county_confirms(system: Runtime) -> None:
    family = await Family(system, "慕永平").applies()
    (waiting,) = (await family.at_desks()).values()
    assert (waiting["item"], waiting["stage"], waiting["due"]) == ("emergency_small", "pay", "2024-11-03")
    assert datetime.fromisoformat((await family.case())["deadlines"]["emergency_payment"]) == datetime(
        2024, 11, 3, 21, 30, tzinfo=BEIJING
    )

    assert (await family.pays(801, 422))["code"] == "over-limit"
    await family.pays(800)
    assert (await family.pays(800, 409))["code"] == "already-paid"
    case = await family.case()
    assert (case["category"], given(case)) == ("untested", [("emergency_small", 800)])
    assert case["deadlines"]["papers_complete"] == "2024-11-15"
    assert case["payments"] == [
        {"month": "2024-11", "program": "temporary_assistance", "item": "emergency_small", "amount": 800 * YUAN}
    ]
    page = await family.tracker()
    assert "第一笔救急钱已批准" in page and "等补材料" in page

    assert (await family.answered("emergency", 409))["code"] == "papers-missing"
    await family.brings_papers()
    (waiting,) = (await family.at_desks()).values()
    assert (waiting["item"], waiting["stage"], waiting["due"]) == ("emergency", "desk", "2024-11-15")
    assert "部门在办" in await family.tracker()
    await family.answered("emergency")
    await family.answered("emergency")
    assert given(await family.case()) == [("emergency_small", 800), ("emergency", 5_200)]


async def test_an_application_that_tests_no_class_is_confirmed_when_all_have_answered(system: Runtime) -> None:
    family = await Family(system, "慕永安", needs=["emergency"]).applies()
    await family.pays(800)
    assert (await family.case())["status"] == "submitted"
    await family.post(f"/v1/applications/{family.receipt['application_id']}/acceptance")
    case = await family.case()
    assert (case["status"], case["category"]) == ("confirmed", "untested")
    assert (case["told"], case["referred"]) == (["civil_affairs"], ["temporary_assistance"])


async def test_papers_that_come_before_the_money_do_not_hold_it_up_and_it_is_still_deducted(system: Runtime) -> None:
    family = await Family(system, "慕永康").applies()
    await family.brings_papers()
    await family.pays(500)
    assert given(await family.case()) == [("emergency_small", 500)]
    await family.answered("emergency")
    assert given(await family.case()) == [("emergency_small", 500), ("emergency", 5_500)]


async def test_something_mild_is_helped_with_the_small_sum_alone(system: Runtime) -> None:
    family = await Family(system, "慕永和", event={"severity": "mild"}).applies()
    await family.answered("emergency_small")
    await family.brings_papers()
    assert await family.at_desks() == {}
    assert given(await family.case()) == [("emergency_small", 800)]


async def test_something_grave_is_left_to_the_conference_which_states_the_sum(system: Runtime) -> None:
    family = await Family(system, "慕永泰", event={"severity": "grave"}).applies()
    await family.pays(800)
    (waiting,) = (await family.at_desks()).values()
    assert (waiting["item"], waiting["stage"]) == ("emergency", "conference")
    assert "等县里会商" in await family.tracker()
    assert (await family.answered("emergency", 422))["code"] == "amount-needed"
    await family.answered("emergency", amount=9_000 * YUAN)
    assert given(await family.case()) == [("emergency_small", 800), ("emergency", 9_000)]


async def test_the_same_event_is_paid_once_whichever_application_asks(system: Runtime) -> None:
    first, second = Family(system, "慕永宁"), Family(system, "慕永宁")
    await first.applies()
    await second.applies()
    assert first.receipt["household_id"] == second.receipt["household_id"]
    await first.pays(800)
    assert (await second.pays(800, 409))["code"] == "already-paid"
    await first.brings_papers()
    await second.brings_papers()
    for family in (first, second, second):
        await family.answered("emergency")
    await second.answered("emergency_small")
    assert await second.at_desks() == {}
    assert given(await first.case()) == [("emergency_small", 800), ("emergency", 5_200)]


async def test_people_whose_names_nobody_knows_are_not_taken_for_one_another(system: Runtime) -> None:
    person = {"sex": "male", "born": "1980-01-01", "relation": "self"}
    found = [await Family(system, "", people={"father": person}).applies() for _ in range(2)]
    assert found[0].receipt["household_id"] != found[1].receipt["household_id"]
    await found[0].pays(800)
    assert [given(await family.case()) for family in found] == [[("emergency_small", 800)], []]
