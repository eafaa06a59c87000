"""The write path: equal requests get equal answers, versions are minded, and races end."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID, uuid4

import httpx2

from services.chassis import http
from services.chassis.testing_stage import Stage
from services.chassis.testing_tally import Heard


@asynccontextmanager
async def client(stage: Stage) -> AsyncIterator[httpx2.AsyncClient]:
    engine = stage.engine
    app = http.application(engine.service.problems)
    assert engine.service.api
    app.include_router(engine.service.api(engine.door))
    writing = asyncio.create_task(engine.writer.run())
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://test") as made:
        yield made
    engine.writer.stop()
    await writing


async def post(
    made: httpx2.AsyncClient, household: UUID, key: str, amount: int = 1, limit: int = 1_000_000
) -> httpx2.Response:
    form = {"household_id": str(household), "amount": amount, "limit": limit}
    return await made.post("/v1/tallies", json=form, headers={"Idempotency-Key": key})


async def put(made: httpx2.AsyncClient, household: UUID, key: str, **headers: str) -> httpx2.Response:
    form = {"household_id": str(household), "amount": 1}
    return await made.put("/v1/tallies", json=form, headers={"Idempotency-Key": key, **headers})


async def test_equal_requests_at_the_same_time_leave_one_event_and_get_equal_answers(stage: Stage) -> None:
    household = uuid4()
    async with client(stage) as made:
        answers = await asyncio.gather(*(post(made, household, "same", limit=1) for _ in range(24)))
    assert {(a.status_code, a.text, a.headers["etag"]) for a in answers} == {(200, '{"events":1,"version":1}', '"v1"')}
    assert Counter(a.headers.get("idempotency-replayed") for a in answers) == {None: 1, "true": 23}
    assert await stage.heard(household) == [1]
    assert await stage.rows("SELECT count(*) FROM receipt") == [(1,)]


async def test_a_key_with_another_body_is_refused_and_one_is_required(stage: Stage) -> None:
    async with client(stage) as made:
        await post(made, household := uuid4(), "key")
        other = await post(made, household, "key", amount=2)
        none = await made.post("/v1/tallies", json={"household_id": str(household), "amount": 1})
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
    assert (none.status_code, none.json()["code"]) == (400, "idempotency-key-missing")


async def test_a_refused_command_leaves_neither_event_nor_receipt_and_may_succeed_later(stage: Stage) -> None:
    household = uuid4()
    await stage.happened(household, Heard(amount=5))
    async with client(stage) as made:
        refused = await post(made, household, "key", limit=5)
        assert (refused.status_code, refused.json()["code"]) == (409, "limit-reached")
        assert await stage.rows("SELECT 1 FROM receipt") == []
        assert (await post(made, household, "key", limit=6)).status_code == 200


async def test_a_quiet_command_is_answered_with_the_version_as_it_is(stage: Stage) -> None:
    household = uuid4()
    await stage.happened(household, Heard(amount=5))
    async with client(stage) as made:
        quiet = await post(made, household, "key", amount=0)
    assert (quiet.json(), quiet.headers["etag"]) == ({"events": 0, "version": 1}, '"v1"')


async def test_a_version_must_be_named_and_be_the_one_that_is(stage: Stage) -> None:
    household = uuid4()
    await stage.happened(household, Heard(amount=5))
    async with client(stage) as made:
        missing = await put(made, household, "a")
        stale = await put(made, household, "b", **{"If-Match": '"v7"'})
        right = await put(made, household, "c", **{"If-Match": '"v1"'})
        again = await put(made, household, "c", **{"If-Match": '"v1"'})
    assert [a.status_code for a in (missing, stale, right, again)] == [428, 412, 200, 200]
    assert again.headers["idempotency-replayed"] == "true", "although the version is stale by now"
    assert right.headers["etag"] == '"v2"'


async def test_a_version_race_is_decided_again_on_the_newer_state(stage: Stage) -> None:
    household = uuid4()
    async with client(stage) as made:
        answers = await asyncio.gather(*(post(made, household, f"key {n}", amount=n, limit=3) for n in (1, 2)))
    assert sorted(a.json()["version"] for a in answers) == [1, 2]
    assert sorted(await stage.heard(household)) == [1, 2]


async def test_two_that_race_for_the_last_place_do_not_both_get_it(stage: Stage) -> None:
    household = uuid4()
    async with client(stage) as made:
        answers = await asyncio.gather(*(post(made, household, f"key {n}", amount=n, limit=1) for n in (1, 2)))
    assert sorted(a.status_code for a in answers) == [200, 409]
    assert len(await stage.heard(household)) == 1


async def test_a_crowd_on_one_case_is_told_to_come_again_and_nobody_is_counted_twice(stage: Stage) -> None:
    household = uuid4()
    async with client(stage) as made:
        answers = await asyncio.gather(*(post(made, household, f"key {n}", amount=n) for n in range(1, 17)))
    codes = Counter(a.status_code for a in answers)
    assert codes.keys() <= {200, 503} and codes[200] >= 3
    assert all(a.headers["retry-after"] for a in answers if a.status_code == 503)
    assert len(await stage.heard(household)) == codes[200]


async def test_sixty_four_households_at_once_share_four_connections(stage: Stage) -> None:
    households = [uuid4() for _ in range(64)]
    async with client(stage) as made, asyncio.timeout(20):
        answers = await asyncio.gather(*(post(made, h, f"key {h}") for h in households))
    assert Counter(a.status_code for a in answers) == {200: 64}
    assert stage.engine.pool is not None and stage.engine.pool.get_size() <= 4


async def test_a_request_after_the_database_was_cut_finds_it_again(stage: Stage) -> None:
    household = uuid4()
    async with client(stage) as made:
        await post(made, household, "before")
        await stage.cut()
        codes = [(await post(made, household, "after")).status_code for _ in range(4)]
    assert codes[-1] == 200 and set(codes) <= {200, 503}
    assert await stage.heard(household) == [1, 1]


async def test_the_answer_of_an_erased_household_is_gone_and_no_fault(stage: Stage) -> None:
    household = uuid4()
    async with client(stage) as made:
        await post(made, household, "key")
        await stage.keys.destroy(household)
        again = await post(made, household, "key")
    assert (again.status_code, again.json()["code"]) == (410, "erased")
