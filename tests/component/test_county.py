"""The county conference and an objection through the doors of the whole system, with what each of them refuses."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from typing import Any, Literal
from uuid import uuid4

import httpx2
import pytest
import typer

from services.assembly import all_services
from services.chassis.runtime import Runtime
from services.classification.reckoning import reckon_open_cases
from services.commands.explain import explain
from services.policy.calendar import BEIJING, add_working_days, next_working_day, years
from services.policy.testing_calendar import guessed, published

MONDAY = datetime(2024, 11, 4, 9, tzinfo=BEIJING)
YUAN = 100
OFFICE, REVIEWER = "county:office", "county:review"


@pytest.fixture(scope="module")
async def system() -> AsyncIterator[Runtime]:
    async with Runtime.start(all_services, clock="simulated", at=MONDAY, durable=False) as runtime:
        await runtime.settle()
        yield runtime


class Family:
    """A family a hair below the ratio line of 刚性, or over its deposits, under a name of its own."""

    def __init__(self, system: Runtime, name: str, deposits: int = 30_000) -> None:
        self.system = system
        self.receipt: dict[str, Any] = {}
        people = {
            "man": {"name": name, "sex": "male", "born": "1978-05-16", "relation": "self"},
            "wife": {
                "name": "钟玉",
                "sex": "female",
                "born": "1980-02-08",
                "relation": "spouse",
                "serious_illness": True,
            },
        }
        self.form = {
            "place": "620802",
            "residence": "urban",
            "channel": "web",
            "applicant": "man",
            "people": people,
            "income": [{"person": "man", "kind": "wages", "amount": 60_000 * YUAN}],
            "assets": {"deposits": deposits * YUAN, "dwellings": 1},
            "costs": [{"person": "wife", "kind": "medical", "amount": 18_300 * YUAN}],
            "needs": ["basic_living", "emergency"],
        }

    async def call(self, method: Literal["GET", "POST"], path: str, body: Any = None, actor: str = OFFICE) -> Any:
        headers = {"Idempotency-Key": uuid4().hex, "X-OneDoor-Actor": actor}
        async with httpx2.AsyncClient(base_url=self.system.base_url) as http:
            answer = await http.request(method, path, json=body, headers=headers)
        await self.system.settle()
        return answer

    async def post(self, path: str, body: Any = None, actor: str = OFFICE) -> Any:
        answer = await self.call("POST", path, body, actor)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    async def refused(self, path: str, body: Any = None, actor: str = OFFICE) -> str:
        answer = await self.call("POST", path, body, actor)
        assert answer.status_code >= 400, answer.text
        return str(answer.json()["type"]).rsplit("/", 1)[-1]

    async def get(self, path: str) -> Any:
        return (await self.call("GET", path)).json()

    @property
    def household(self) -> str:
        return str(self.receipt["household_id"])

    @property
    def application(self) -> str:
        return str(self.receipt["application_id"])

    async def tested(self) -> "Family":
        self.receipt = await self.post("/v1/applications", self.form)
        await self.post(f"/v1/applications/{self.application}/acceptance", {})
        await self.post(f"/v1/investigations/{self.application}/visit", {"visitors": ["one", "two"]})
        return self

    async def case(self) -> Any:
        return await self.get(f"/v1/cases/{self.household}")


async def test_a_case_near_the_line_is_proposed_heard_and_granted_and_no_statute_is_waived(system: Runtime) -> None:
    family = await Family(system, "会商").tested()
    door, refusal = f"/v1/conferences/{family.application}", f"/v1/determinations/{family.household}/refusal"
    grant = {"program": "temporary_assistance", "item": "expenditure", "months": 2}
    assert (await family.case())["conference"]["proposed"]
    assert await family.refused(f"{door}/decision", {"grant": grant}) == "conference-not-convened"
    few = {"recused": ["finance"], "present": ["civil_affairs", "health", "housing", "education", "agriculture"]}
    assert await family.refused(f"{door}/convening", few) == "conference-no-quorum"
    await family.post(f"{door}/convening", {"recused": ["finance"]})
    assert await family.refused(refusal) == "conference-ahead"
    for statute in ("consent", "authorisation", "legal_line"):
        wanted = {"grant": grant, "override": statute}
        assert await family.refused(f"{door}/decision", wanted) == "statute-not-waived"
    await family.post(f"{door}/decision", {"grant": grant, "ask": ["health"], "reasons": "病重"})
    await family.post(refusal)
    case = await family.case()
    assert (case["status"], case["conference"]["asked"]) == ("refused", ["health"])
    assert [(a["item"], a["amount"]) for a in case["awards"]] == [("expenditure", 728 * 2 * 2 * YUAN)]
    assert "health" in case["told"]
    listed = await family.get("/v1/conferences/worklist")
    assert family.application not in [item["application_id"] for item in listed["items"]]


async def refused_for_deposits(system: Runtime, name: str) -> Family:
    family = await Family(system, name, deposits=90_000).tested()
    await family.post(f"/v1/determinations/{family.household}/refusal")
    return family


def objection(family: Family, deposits: int | str) -> dict[str, Any]:
    ids = {"household_id": family.household, "application_id": family.application}
    return {**ids, "kind": "objection", "facts": {"assets.deposits": deposits}}


async def test_the_same_outcome_is_answered_by_another_officer_with_what_differs(system: Runtime) -> None:
    family = await refused_for_deposits(system, "不变")
    filed = await family.post("/v1/appeals", objection(family, 80_000 * YUAN), "citizen")
    (appeal,) = (await family.get(f"/v1/appeals/{family.household}"))["items"]
    assert (appeal["appeal_id"], appeal["unchanged"]) == (filed["appeal_id"], True)
    door = f"/v1/appeals/{family.household}/{filed['appeal_id']}/answer"
    assert await family.refused(door, {"outcome": "unchanged"}, OFFICE) == "same-decision-maker"
    await family.post(door, {"outcome": "unchanged"}, REVIEWER)
    case = await family.case()
    assert (case["status"], case["appeals"][0]["outcome"]) == ("refused", "unchanged")
    assert {"review_filing", "lawsuit_filing"} <= case["deadlines"].keys()


async def test_the_decision_is_explained_by_number_and_by_application(system: Runtime, capsys: Any) -> None:
    family = await refused_for_deposits(system, "说明")
    for case in (family.receipt["number"], family.application):
        await asyncio.to_thread(explain, case, lang="zh", url=system.base_url)
        said = capsys.readouterr().out
        assert "90,000元" in said and "ref-2024" in said and "民发〔2021〕57号" in said
    with pytest.raises(typer.Exit):
        await asyncio.to_thread(explain, str(uuid4()), lang="zh", url=system.base_url)


async def test_another_outcome_is_a_new_opinion_whose_decision_is_the_answer(system: Runtime) -> None:
    family = await Family(system, "改变", deposits=90_000).tested()
    costs = [{"person": "wife", "kind": "medical", "amount": 30_000 * YUAN}]
    await family.post(f"/v1/investigations/{family.application}/evidence", {"facts": {"costs": costs}})
    await family.post(f"/v1/determinations/{family.household}/refusal")
    await family.post("/v1/appeals", objection(family, 20_000 * YUAN), "citizen")
    (appeal,) = (await family.get(f"/v1/appeals/{family.household}"))["items"]
    assert appeal["unchanged"] is False
    assert {"name": "category", "decided": "none", "tested": "rigid_expenditure"} in appeal["differences"]
    await family.post(f"/v1/determinations/{family.household}/notice")
    await system.advance(to=system.clock.now() + timedelta(days=9))
    await family.post(f"/v1/determinations/{family.household}/confirmation")
    case = await family.case()
    assert (case["category"], case["appeals"][0]["outcome"]) == ("rigid_expenditure", "changed")


async def test_evidence_that_fits_no_fact_waits_for_an_officer_and_is_shown_as_late_level_by_level(
    system: Runtime,
) -> None:
    family = await refused_for_deposits(system, "迟复")
    assert await family.refused("/v1/appeals", {**objection(family, 1), "facts": {"luck": 1}}) == "unknown-fact"
    await family.post("/v1/appeals", objection(family, "many"), "citizen")
    levels = []
    for days in (25, 8, 8):
        await system.advance(to=system.clock.now() + timedelta(days=days))
        listed = (await family.get("/v1/appeals/worklist?stage=look"))["items"]
        levels += [item["level"] for item in listed if item["household_id"] == family.household]
    assert levels == ["township", "county", "city"]


async def test_a_published_year_moves_the_open_clocks_at_the_next_start_and_the_family_reads_it(
    system: Runtime,
) -> None:
    no_holiday = add_working_days(system.clock.now().date(), 5)
    true = years()[no_holiday.year].changes
    guess, make_up = (no_holiday, *true.holidays), tuple(true.make_up)
    with guessed(*guess, make_up=make_up):
        family = await Family(system, "齐远").tested()
        before = (await family.get(f"/v1/determinations/{family.household}"))["current"]["deadlines"]["decision"]
    (door,) = [engine.door for engine in system.engines if engine.service.name == "classification"]
    with published(*guess, make_up=make_up):
        await reckon_open_cases(door)
        await reckon_open_cases(door)
    await system.settle()
    after = (await family.get(f"/v1/determinations/{family.household}"))["current"]["deadlines"]["decision"]
    assert next_working_day(date.fromisoformat(after)) == date.fromisoformat(before)
    assert (await family.case())["deadlines"]["decision"] == after
