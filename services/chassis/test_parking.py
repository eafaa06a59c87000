"""Who is put aside, why, for how long, and how many make it our own fault."""

from datetime import timedelta
from uuid import uuid4

import asyncpg
import pytest

from services.chassis import ops, parking
from services.chassis.errors import Poison, TryLater
from services.chassis.handling import FaultIsOurs
from services.chassis.parking import back_off
from services.chassis.testing_stage import START, Stage, on_lane
from services.chassis.testing_tally import Added, Told, nothing
from services.chassis.unit import PassFailed, Unit


async def due(stage: Stage) -> list[tuple[object, ...]]:
    return await stage.rows("SELECT sequence, reason, attempts, next_try FROM parked ORDER BY sequence")


async def test_a_parked_household_waits_with_all_that_follows_while_others_of_its_lane_go_on(stage: Stage) -> None:
    sick, well = on_lane(6, 2)
    stage.script.poisoned[sick] = Poison("not-readable")
    first = [await stage.counted(household, n, n - 1) for n, household in enumerate([sick, well, sick, well], 1)]
    await stage.hear({6: first})
    stage.script.poisoned.clear()
    await stage.hear({6: [await stage.counted(sick, 5, 4), await stage.counted(well, 6, 5)]})
    assert (await stage.heard(sick), await stage.heard(well)) == ([], [2, 4, 6])
    assert await due(stage) == [
        (1, "not-readable", 0, None),
        (3, parking.BEHIND, 0, None),
        (5, parking.BEHIND, 0, None),
    ]
    (row,) = await stage.engine.parked()
    assert (row["household_id"], row["messages"], row["reason"]) == (sick, 3, "not-readable")


async def test_release_frees_in_order_and_is_quiet_when_repeated(stage: Stage) -> None:
    (sick,) = on_lane(6)
    stage.script.poisoned[sick] = Poison("not-readable")
    await stage.hear({6: [await stage.counted(sick, n, n - 1) for n in (1, 2, 3)]})
    await stage.retry()
    assert await stage.heard(sick) == [], "nobody has released it"
    stage.script.poisoned.clear()
    assert await stage.engine.release(sick, None) == 1
    await stage.retry()
    await stage.retry()
    assert await stage.heard(sick) == [1, 2, 3]
    assert await stage.engine.parked() == [] and await stage.engine.release(None, None) == 0
    await stage.hear({6: [await stage.counted(sick, 4, 3)]})
    assert await stage.heard(sick) == [1, 2, 3, 4]


async def test_a_release_that_fails_again_keeps_everything_in_its_order(stage: Stage) -> None:
    (sick,) = on_lane(6)
    stage.script.poisoned[sick] = KeyError("a name that must not be kept")
    await stage.hear({6: [await stage.counted(sick, n, n - 1) for n in (1, 2)]})
    await stage.engine.release(None, stage.consumer.name)
    await stage.retry()
    assert await due(stage) == [(1, "KeyError", 1, None), (2, parking.BEHIND, 0, None)]


async def test_a_release_that_dies_between_effect_and_freeing_is_done_once(stage: Stage) -> None:
    (sick,) = on_lane(6)
    stage.script.poisoned[sick] = Poison("not-readable")
    await stage.hear({6: [await stage.counted(sick, n, n - 1) for n in (1, 2)]})
    stage.script.poisoned.clear()
    await stage.engine.release(sick, None)
    stage.script.viewing = stage.cut
    with pytest.raises(Exception, match=r"clos|terminat"):
        await stage.retry()
    stage.script.viewing = nothing
    assert (await stage.heard(sick), len(await due(stage))) == ([], 2)
    await stage.retry()
    assert (await stage.heard(sick), await due(stage)) == ([1, 2], [])


async def test_try_later_is_tried_at_its_time_on_the_clock_and_not_before(stage: Stage) -> None:
    (household,) = on_lane(6)
    at = START + timedelta(days=3)
    stage.script.poisoned[household] = TryLater("register closed", at=at)
    await stage.hear({6: [await stage.counted(household, 1, 0)]})
    stage.script.poisoned.clear()
    assert (await stage.engine.status()).next_due == at
    await stage.clock.set(at - timedelta(seconds=1))
    await stage.retry()
    assert await stage.heard(household) == []
    await stage.clock.set(at)
    await stage.retry()
    assert await stage.heard(household) == [1]


async def test_without_a_time_of_its_own_each_try_waits_longer_up_to_five_minutes(stage: Stage) -> None:
    (household,) = on_lane(6)
    stage.script.poisoned[household] = TryLater("register closed")
    await stage.hear({6: [await stage.counted(household, 1, 0)]})
    waits = []
    for _ in range(3):
        ((_, _, _, next_try),) = await stage.rows("SELECT 0, 0, attempts, next_try FROM parked")
        waits.append((next_try - stage.clock.now()).total_seconds())
        await stage.clock.set(next_try)
        await stage.retry()
    assert waits == [5, 10, 20]
    assert back_off(START, 60) == START + timedelta(minutes=5)


async def test_a_retry_leaves_households_alone_whose_lane_another_copy_has(stage: Stage) -> None:
    (household,) = on_lane(6)
    stage.script.poisoned[household] = Poison("not-readable")
    await stage.hear({6: [await stage.counted(household, 1, 0)]})
    stage.script.poisoned.clear()
    await stage.engine.release(None, None)
    async with stage.admin.acquire() as other, other.transaction():
        await other.execute("SELECT FROM cursor WHERE part = 6 FOR UPDATE")
        await stage.retry()
        assert await stage.heard(household) == []
    await stage.retry()
    assert await stage.heard(household) == [1]


@pytest.mark.parametrize("divisor", [0, "no number"], ids=["fault of the database", "fault of the driver"])
async def test_a_view_that_fails_for_one_household_parks_that_one_and_undoes_what_it_decided(
    stage: Stage, divisor: object
) -> None:
    households = [uuid4() for _ in range(6)]
    sick = households[2]
    stage.script.unfit[sick] = divisor
    await stage.hear(await stage.messages(*households))
    assert [row["household_id"] for row in await stage.engine.parked()] == [sick]
    assert await stage.seen() == {household: 1 for household in households if household != sick}
    assert await stage.heard(sick) == []
    stage.script.unfit.clear()
    await stage.engine.release(sick, None)
    await stage.retry()
    assert (len(await stage.heard(sick)), await stage.seen()) == (1, dict.fromkeys(households, 1))


async def test_an_erased_household_whose_state_cannot_be_folded_parks_alone(stage: Stage) -> None:
    erased, well = uuid4(), uuid4()
    await stage.happened(erased, Told(note="赵六"))
    lanes = await stage.messages(erased, well)
    await stage.keys.destroy(erased)
    await stage.hear(lanes)
    assert [(row["household_id"], row["reason"]) for row in await stage.engine.parked()] == [(erased, "ErasedField")]
    assert len(await stage.heard(well)) == 1


async def test_an_erased_household_whose_decision_cannot_be_sealed_parks_alone(stage: Stage) -> None:
    erased, well = uuid4(), uuid4()
    lanes = await stage.messages(erased, well)
    await stage.keys.destroy(erased)
    stage.script.decides = lambda amount: Added(amount=0, note=f"note {amount}")
    await stage.hear(lanes)
    assert [(row["household_id"], row["reason"]) for row in await stage.engine.parked()] == [(erased, "Erased")]
    assert await stage.state(well) == (("Added", 0),)


async def test_a_database_that_goes_away_is_nobodys_poison(stage: Stage) -> None:
    stage.script.handling = stage.cut
    stage.engine.streams.cache.clear()
    lanes = await stage.messages(uuid4())
    with pytest.raises((PassFailed, asyncpg.PostgresError, asyncpg.InterfaceError)):
        await stage.hear(lanes)
    assert await stage.engine.parked() == []


async def test_twenty_faulty_households_in_a_row_are_our_fault_and_none_is_parked(stage: Stage) -> None:
    households = on_lane(7, 20)
    stage.script.poisoned = dict.fromkeys(households, KeyError())
    lanes = await stage.messages(*households)
    stage.consumer.held = {7: lanes[7][:19]}
    await stage.engine.hearing.work([stage.consumer])
    assert stage.consumer.stopped_by is None and len(await stage.engine.parked()) == 19
    stage.consumer.held = {7: lanes[7][19:]}
    await stage.engine.hearing.work([stage.consumer])
    assert isinstance(stage.consumer.stopped_by, FaultIsOurs) and len(await stage.engine.parked()) == 19
    assert "FaultIsOurs" in str(await ops.trouble_of(stage.engine))


async def test_more_than_five_percent_of_the_last_two_hundred_are_our_fault(stage: Stage) -> None:
    households = on_lane(7, 206)
    stage.script.poisoned = dict.fromkeys(households[0:201:20], KeyError())
    lanes = await stage.messages(*households)
    await stage.hear({7: lanes[7][:200]})
    assert len(await stage.engine.parked()) == 10
    stage.script.poisoned = dict.fromkeys(households[201:], KeyError())
    await stage.hear({7: lanes[7][200:]})
    assert isinstance(stage.consumer.stopped_by, FaultIsOurs) and len(await stage.engine.parked()) == 10
    assert "11 of the last 200" in str(stage.consumer.stopped_by)


async def test_households_that_wait_for_the_outside_are_no_fault_of_ours_however_many(stage: Stage) -> None:
    households = on_lane(7, 30)
    stage.script.poisoned = dict.fromkeys(households, TryLater("register closed"))
    await stage.hear(await stage.messages(*households))
    assert len(await stage.engine.parked()) == 30 and not any(stage.consumer.handling.recent)


async def test_a_household_counts_once_however_often_its_pass_fails_or_it_is_tried_again(stage: Stage) -> None:
    (sick,) = on_lane(7)
    stage.script.poisoned[sick] = KeyError()
    lanes = await stage.messages(sick)
    for _ in range(21):
        with pytest.raises(ZeroDivisionError):
            async with stage.engine.worker.transaction() as conn:
                stage.consumer.handling.begin({})
                await stage.consumer.handling.all(Unit(stage.engine.streams, conn, stage.clock), lanes[7], ())
                raise ZeroDivisionError  # as a COMMIT that fails
    await stage.hear(lanes)
    for _ in range(21):
        await stage.engine.release(sick, None)
        await stage.retry()
    assert list(stage.consumer.handling.recent) == [True]
