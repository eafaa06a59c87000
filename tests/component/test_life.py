"""Life after the decision, through the doors of the whole system: pushed, warned of, tested again, paid differently."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from services.assembly import all_services
from services.chassis.runtime import Runtime
from services.policy.calendar import BEIJING
from services.policy.identity_number import check_digit
from tests.kafka_broker import WITHOUT_KAFKA

MONDAY = datetime(2024, 9, 30, 9, tzinfo=BEIJING)
YUAN = 100
BUSES = ["pglog"] if WITHOUT_KAFKA else ["pglog", "kafka"]


@pytest.fixture(params=BUSES, scope="module")
async def system(request: pytest.FixtureRequest) -> AsyncIterator[Runtime]:
    async with Runtime.start(all_services, bus=request.param, clock="simulated", at=MONDAY, durable=False) as runtime:
        await runtime.settle()
        yield runtime


def number(born: str, sequence: int) -> str:
    body = f"620825{born.replace('-', '')}{sequence:03d}"
    return body + check_digit(body)


class Family:
    """A family that was in the registers before, under numbers of its own, and everybody who deals with it."""

    def __init__(self, system: Runtime, sequence: int) -> None:
        self.system, self.id = system, ""
        born = {"mother": "1965-11-03", "father": "1956-02-18"}
        self.numbers = {key: number(day, sequence + (key == "father")) for key, day in born.items()}
        people: dict[str, dict[str, Any]] = {
            "mother": {"sex": "female", "born": born["mother"], "relation": "self", "no_labour_capacity": True},
            "father": {"sex": "male", "born": born["father"], "relation": "spouse"},
        }
        self.household = {
            "place": "620825",
            "residence": "rural",
            "applicant": "mother",
            "people": {key: {**person, "identity_number": self.numbers[key]} for key, person in people.items()},
            "income": [{"kind": "farming", "amount": 2_400 * YUAN}],
            "assets": {"deposits": 0, "dwellings": 1},
            "needs": ["basic_living"],
        }

    async def post(self, path: str, body: Any = None, status: int = 200, key: str = "") -> Any:
        headers = {"Idempotency-Key": key or uuid4().hex}
        async with httpx2.AsyncClient(base_url=self.system.base_url) as http:
            answer = await http.post(f"/v1/{path}", json=body or {}, headers=headers)
        await self.system.settle()
        assert answer.status_code == status, answer.text
        return answer.json()

    async def get(self, path: str) -> Any:
        async with httpx2.AsyncClient(base_url=self.system.base_url) as http:
            answer = await http.get(f"/v1/{path}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def taken_over(self) -> "Family":
        standing = {"household": self.household, "category": "dibao", "pay_class": 1, "since": "2024-06"}
        self.id = (await self.post("population/standings", standing, 201))["household_id"]
        award = {"item": "dibao", "amount": 986 * YUAN, "per": "month", "first": "2024-06"}
        record = {"household_id": self.id, "program": "basic_living", "awards": [award]}
        await self.post("aid-records", record)
        return self

    async def pushed(self, source: str, person: str = "father", status: int = 200, **record: Any) -> Any:
        body = {"household_id": self.id, "source": source, "person": person, "record": record}
        return await self.post("population/records", body, status)

    async def case(self) -> Any:
        return await self.get(f"cases/{self.id}")

    async def waiting(self) -> list[tuple[str, str, str]]:
        items = (await self.get("population/worklist?limit=200"))["items"]
        return [(i["kind"], i["state"], i["level"]) for i in items if i["household_id"] == self.id]

    async def tracker(self, receipt: Any) -> str:
        fields = {name: receipt[name] for name in ("number", "query_code")}
        async with httpx2.AsyncClient(base_url=self.system.base_url) as http:
            return str((await http.post("/track", data=fields)).text)

    async def later(self, days: int) -> None:
        await self.system.advance(self.system.clock.now() + timedelta(days=days))


async def test_a_death_is_pushed_warned_of_and_changes_the_award_after_the_recheck(system: Runtime) -> None:
    family = await Family(system, 102).taken_over()
    case = await family.case()
    assert (case["category"], case["pay_class"], case["status"]) == ("dibao", 1, None)
    assert case["medical_ratio"] == {"mother": 75, "father": 75}

    told = await family.pushed("deaths", died="2024-09-10")
    assert told["happened"] == ["RecordKept", "WarningOpened"]
    assert (await family.pushed("deaths", died="2024-09-10"))["happened"] == []
    assert await family.waiting() == [("death", "raised", "township")]
    case = await family.case()
    assert case["warnings"] == [{"kind": "death", "tier": "red", "person": "father", "state": "raised"}]
    assert (case["deadlines"]["warning_handled"], case["deadlines"]["death_adjustment"]) == ("2024-10-10", "2024-12-10")
    assert set(case["persons"]) == {"mother", "father"}  # a warning changes nothing

    await family.post(f"population/{family.id}/warnings/progress", {"kind": "death", "state": "visited"})
    assert await family.waiting() == [("death", "visited", "township")]
    await family.post(f"population/{family.id}/warnings/closing", {"kind": "death", "outcome": "adjusted"})
    assert await family.waiting() == []

    ordered = await family.post(f"population/{family.id}/rechecks")
    assert ordered["happened"] == ["RecheckDemanded"]
    case = await family.case()
    assert (case["figures"]["members"], case["category"]) == (1, "dibao")
    assert (await family.get("investigations/worklist"))["items"] == []  # nobody has to visit
    assert (await family.get("determinations/worklist"))["items"] == []  # nor to decide
    await family.later(32)
    case = await family.case()
    assert (case["counted_as"], case["persons"]) == ({"dibao": 1}, {"mother": ["dibao"]})
    (award,) = (award for award in case["awards"] if award["item"] == "dibao")
    assert (award["amount"], award["from"]) == (493 * YUAN, "2024-10")
    (round_,) = (await family.get(f"chains/{family.id}"))["rounds"]
    assert round_["application_id"] == ordered["application_id"]


async def test_a_warning_that_nobody_handles_is_shown_to_county_and_city_and_stops_nothing(system: Runtime) -> None:
    family = await Family(system, 202).taken_over()
    await family.pushed("electricity")
    levels = []
    for _ in range(14):
        levels += [level for _, _, level in await family.waiting()]
        await family.later(3)
    assert list(dict.fromkeys(levels)) == ["township", "county", "city"]
    assert (await family.case())["category"] == "dibao"


async def test_a_change_is_declared_and_the_same_one_a_second_time_is_quiet(system: Runtime) -> None:
    family = await Family(system, 302).taken_over()
    change = {"changes": {"income": [{"kind": "farming", "amount": 1_000 * YUAN}]}, "because": "illness"}
    path = f"population/{family.id}/changes"
    assert (await family.post(path, change))["happened"] == ["ChangeKept", "WarningOpened"]
    assert (await family.post(path, change))["happened"] == []
    assert [kind for kind, _, _ in await family.waiting()] == ["income_collapse"]


async def test_what_cannot_be_is_refused_with_its_place(system: Runtime) -> None:
    family = await Family(system, 402).taken_over()
    problem = await family.pushed("deaths", status=422, buried="2024-09-10")
    assert (problem["code"], problem["errors"][0]["pointer"]) == ("record-does-not-fit", "/record/died")
    assert (await family.pushed("deaths", "uncle", 422, died="2024-09-10"))["code"] == "person-unknown"
    stranger = {"identity_number": number("1970-01-01", 1), "source": "electricity"}
    assert (await family.post("population/records", stranger, 404))["code"] == "household-unknown"
    by_number = {"identity_number": family.numbers["mother"], "person_identity_number": number("1970-01-01", 1)}
    assert (await family.post("population/records", {**by_number, "source": "electricity"}, 422))["code"] == (
        "person-unknown"
    )
    path = f"population/{family.id}/warnings/closing"
    assert (await family.post(path, {"kind": "missed", "outcome": "none"}, 404))["code"] == "warning-unknown"
    assert await family.waiting() == []


async def test_a_person_is_known_by_the_identity_number(system: Runtime) -> None:
    family = await Family(system, 502).taken_over()
    body = {"identity_number": family.numbers["mother"], "person_identity_number": family.numbers["father"]}
    await family.post("population/records", {**body, "source": "social_insurance"})
    assert (await family.case())["warnings"][0]["person"] == "father"
    known = await family.get(f"population/{family.id}")
    assert (known["category"], known["warnings"][0]["kind"]) == ("dibao", "unemployment")


async def test_the_family_reads_what_was_reported_and_what_happens_next(system: Runtime) -> None:
    family = Family(system, 602)
    receipt = await family.post("applications", {**family.household, "channel": "web"}, 201)
    family.id = receipt["household_id"]
    await family.pushed("deaths", died="2024-09-10")
    await family.pushed("electricity", "mother")
    page = await family.tracker(receipt)
    assert "家里有人去世" in page
    assert "正在领的救助照发" in page
    assert "用电量" not in page  # a hint is for staff
    await family.post(f"population/{family.id}/warnings/closing", {"kind": "death", "outcome": "adjusted"})
    assert "已处理完" in await family.tracker(receipt)


async def test_nothing_is_parked(system: Runtime) -> None:
    assert not [row for engine in system.engines for row in await engine.parked()]
