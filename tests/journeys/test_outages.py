"""Postgres, broker, a source, one household's data fail under a running system; afterwards all catches up by itself."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator
from random import Random
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from aiokafka import AIOKafkaProducer

from services.chassis.bus import Message
from services.chassis.engine import Engine
from services.chassis.log import lane
from tests.chaos import evidence, journey
from tests.chaos.rows import Row
from tests.chaos.world import World, onedoor, without, world_on
from tests.conftest import BUSES

SEED = 20240507
KAFKA = [bus for bus in BUSES if bus == "kafka"]


@pytest.fixture(scope="module", params=BUSES)
async def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with world_on(request.param, tmp_path_factory.mktemp(f"outages-{request.param}"), SEED) as opened:
        yield opened


def says_come_back(answer: httpx2.Response) -> bool:
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (503, "unavailable"), answer.text
    assert problem["detail"] and problem["detail_en"]
    return int(answer.headers["retry-after"]) > 0


async def test_while_postgres_is_away_every_door_says_when_to_come_back(world: World) -> None:
    first, second = world.families(2)
    (receipt,) = await journey.submit(world.wire, [first])
    headers = {"Idempotency-Key": "while-away"}
    with without(world.postgres):
        answers = [
            await world.client.post("/v1/applications", json=second.form(), headers=headers),
            await world.client.post(f"/v1/applications/{receipt['application_id']}/acceptance", headers=headers),
            await world.client.get("/v1/applications/worklist"),
            await world.client.get(f"/v1/chains/{receipt['household_id']}"),
            await world.client.get(f"/v1/cases/{receipt['household_id']}"),
            await world.client.get(f"/v1/determinations/{receipt['household_id']}"),
            await world.client.get("/v1/ops/services"),
        ]
        ready = await world.client.get("/readyz")
        alive = await world.client.get("/livez")
    refused = sum(map(says_come_back, answers))
    print(f"1 kill of Postgres, {refused} requests refused")
    assert refused == len(answers)
    assert (ready.status_code, alive.status_code) == (503, 200)
    again = await world.client.post("/v1/applications", json=second.form(), headers=headers)
    assert again.status_code == 201 and "idempotency-replayed" not in again.headers
    await world.to_the_end([first, second], [receipt, again.json()])
    assert (await world.client.get("/readyz")).status_code == 200


async def test_postgres_is_killed_while_applications_are_under_way_and_each_ends_once(world: World) -> None:
    households, random, kills = world.families(6), Random(SEED), 0
    receipts = await journey.submit(world.wire, households)
    work = asyncio.create_task(journey.to_the_end(world.driver(), world.wire, receipts))
    while not work.done() and kills < 3:
        await asyncio.wait([work], timeout=random.uniform(0.1, 0.6))
        with without(world.postgres):
            kills += 1
    await work
    await world.to_the_end(households, receipts)
    assert kills == 3
    assert await evidence.broken_logs(world.postgres.dsn()) == []
    Row(
        "R13",
        f"applications on {'kafka' if world.broker else 'pglog'}, Postgres killed",
        Counter({"Postgres killed": kills}),
    ).hold()


async def on_the_list(world: World, applications: set[str]) -> None:
    """Return when the township sees them: a view follows its log a moment later, with or without a bus."""

    async def seen() -> bool:
        return applications <= {one["application_id"] async for one in world.wire.pages("/v1/applications/worklist")}

    await journey.until(seen)


@pytest.mark.parametrize("world", KAFKA, indirect=True)
async def test_without_the_broker_applications_are_kept_and_go_on_when_it_is_back(world: World) -> None:
    assert world.broker
    before = world.families(3)
    receipts = await journey.submit(world.wire, before)
    during = world.families(3)
    with without(world.broker):
        receipts += await journey.submit(world.wire, during)
        await on_the_list(world, {receipt["application_id"] for receipt in receipts[3:]})
        assert (await world.client.get("/readyz")).status_code == 200, "the doors are open"
    work = asyncio.create_task(journey.to_the_end(world.driver(), world.wire, receipts))
    await asyncio.wait([work], timeout=1.5)
    with without(world.broker):
        assert not work.done()
    await work
    await world.to_the_end([*before, *during], receipts)
    Row("R13", "applications on Kafka, broker killed", Counter({"broker killed": 2})).hold()


async def test_while_a_source_is_down_the_case_goes_on_and_says_what_is_missing(world: World) -> None:
    (family,) = world.families(1, "basic_living")
    await turn(world, "bank_deposits", outage=True)
    (receipt,) = await journey.submit(world.wire, [family])
    driver = world.driver()
    await driver.finish(before=world.system.clock.now())
    case = (await world.wire.get(f"/v1/determinations/{receipt['household_id']}"))["current"]
    assert case["provisional"] and case["missing"], case
    tracker = await world.client.post(
        "/track", data={"number": receipt["number"], "query_code": receipt["query_code"]}, follow_redirects=True
    )
    assert tracker.status_code == 200
    told = await world.wire.get(f"/v1/cases/{receipt['household_id']}")
    assert (told["status"], told["category"]) == ("investigating", "untested")
    print(f"1 source down; missing: {case['missing']}")
    await turn(world, "bank_deposits", outage=False)
    await world.to_the_end([family], [receipt])
    case = await world.wire.get(f"/v1/determinations/{receipt['household_id']}")
    assert not any(one["provisional"] for one in [case["current"], *case["others"]] if one)


async def turn(world: World, source: str, **knob: Any) -> None:
    key = f"knob/{source}/{knob}/{world.system.clock.now()}"
    await world.wire.post("/v1/simulator/knobs", {source: knob}, actor="operator:test", key=key)


REFUSE = """CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'this one does not fit'; END $$"""
TRIGGER = """CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW
    WHEN (NEW.household_id = '{household}') EXECUTE FUNCTION refuse()"""


async def test_a_household_that_cannot_be_handled_is_parked_and_goes_on_once_it_is_released(world: World) -> None:
    sick, well = world.families(2, "basic_living")
    (receipt,) = await journey.submit(world.wire, [sick])
    await world.system.settle()
    household = receipt["household_id"]
    async with evidence.database(world.postgres.dsn(), "portal") as conn:
        await conn.execute(REFUSE)
        await conn.execute(TRIGGER.format(table="tracker", household=household))
        try:
            others = await journey.submit(world.wire, [well])
            await journey.to_the_end(world.driver(), world.wire, [receipt, *others])
            parked = (await world.wire.get("/v1/ops/portal/parked"))["items"]
            assert {row["household_id"] for row in parked} == {household}
            assert all(row["reason"] == "RaiseError" and row["messages"] > 0 for row in parked)
            page = await world.client.get("/observatory/parked")
            assert household in page.text
            assert household in await onedoor(world, "parked", "list")
            told = await world.wire.get(f"/v1/cases/{others[0]['household_id']}")
            assert told["status"] in ("confirmed", "refused"), "others do not wait"
            assert (await world.wire.get(f"/v1/cases/{household}"))["status"] == "submitted"
        finally:
            await conn.execute("DROP FUNCTION refuse CASCADE")
    print(f"1 household failed: {sum(row['messages'] for row in parked)} messages parked")
    released = await onedoor(world, "parked", "release", "--service", "portal", "--household", household)
    assert "released" in released
    await world.system.settle()
    assert "Nobody is parked" in await onedoor(world, "parked", "list")
    assert (await world.wire.get(f"/v1/cases/{household}"))["status"] in ("confirmed", "refused")
    await world.to_the_end([sick, well], [receipt, *others])


async def test_a_message_of_unknown_type_is_counted_and_one_that_cannot_be_read_parks_its_household(
    world: World,
) -> None:
    """The last test of its world: it speaks in the name of charity_matching, in a lane that this has never used."""
    topic, household = "onedoor.charity_matching", await unused(world)
    consumers = [f"{group}:{topic}" for group in ("portal", "observatory")]
    before = await ignored(world)
    unknown = message(world, household, 1, "onedoor.charity_matching.lottery_drawn.v1", b"{}")
    broken = message(world, household, 2, "onedoor.charity_matching.need_published.v1", b'{"kind": ')
    await world.system.engines[0].relay.bus.publish(topic, {unknown.part: [unknown, broken]})
    outside = await from_outside(world, topic, unknown.part)
    await reached(world, topic, unknown.part, broken.sequence)
    after = await ignored(world)
    assert {name: after[name] - before[name] for name in consumers} == dict.fromkeys(consumers, 1 + outside)
    assert await waiting(world, household) == {(name, 1) for name in consumers}
    for service in ("portal", "observatory"):
        (row,) = (await world.wire.get(f"/v1/ops/{service}/parked"))["items"]
        assert (row["type"], row["next_try"]) == (broken.type, None) and "cannot be read" in row["reason"]
        await onedoor(world, "parked", "release", "--service", service, "--household", str(household))
    await world.system.settle()
    assert await waiting(world, household) == {(name, 1) for name in consumers}, "it still cannot be read"
    print(f"{1 + outside} messages ignored and 1 parked by each of {len(consumers)} consumers")
    families = world.families(2)
    families = [one for one in families if "charity" not in one.household.needs] or families
    receipts = await journey.submit(world.wire, families)
    await journey.to_the_end(world.driver(), world.wire, receipts)
    await journey.each_was_asked_for_what_it_needs(world.wire, families, receipts)


async def unused(world: World) -> UUID:
    """A household whose lane charity_matching has sent nothing to."""
    async with evidence.database(world.postgres.dsn(), "charity_matching") as conn:
        used = {row[0] for row in await conn.fetch("SELECT part FROM cursor WHERE name = 'relay' AND sequence > 0")}
    return next(one for one in iter(uuid4, None) if lane(one) not in used)


def message(world: World, household: UUID, sequence: int, type_name: str, data: bytes) -> Message:
    headers = {"id": str(uuid4()), "source": "/onedoor/charity_matching", "time": world.system.clock.now().isoformat()}
    return Message(lane(household), 0, sequence, sequence - 1, household, type_name, data, headers)


async def from_outside(world: World, topic: str, part: int) -> int:
    """On Kafka anybody may write; what has no sequence is nobody's. Answers how many such messages were put there."""
    if world.broker is None:
        return 0
    async with AIOKafkaProducer(bootstrap_servers=world.broker.bootstrap) as producer:
        await producer.send_and_wait(topic, b"\xff\x00 no event at all", key=b"nobody", partition=part)
        await producer.send_and_wait(topic, b"{}", partition=part, headers=[("ce_type", b"onedoor.charity_matching.x")])
    return 2


async def reached(world: World, topic: str, part: int, sequence: int) -> None:
    """Return when everybody who hears the topic has come to the end of the lane."""
    end = (await world.system.engines[0].relay.bus.ends(topic))[part]

    async def read() -> bool:
        heard = [
            (engine, one.name) for engine in world.system.engines for one in engine.consumers if one.topic == topic
        ]
        return {await place(engine, name, part) for engine, name in heard} == {(end, sequence)}

    await journey.until(read)


async def place(engine: Engine, consumer: str, part: int) -> tuple[int, int]:
    off, sequence = (await engine.status()).cursors[consumer][part]
    return off, sequence


async def ignored(world: World) -> Counter[str]:
    """Messages ignored, by consumer."""
    text = (await world.client.get("/metrics")).text
    found = re.findall(r'onedoor_messages_ignored_total{consumer="([^"]+)"} ([0-9.]+)', text)
    return Counter({name: int(float(count)) for name, count in found})


async def waiting(world: World, household: UUID) -> set[tuple[str, int]]:
    rows = [row for engine in world.system.engines for row in await engine.parked()]
    return {(row["consumer"], row["messages"]) for row in rows if row["household_id"] == household}
