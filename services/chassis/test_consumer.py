"""Messages to decisions and views: exactly once whatever dies, in order per household, and nobody waits for another."""

import asyncio
from uuid import uuid4

import asyncpg
import pytest

from services.chassis import metrics, ops
from services.chassis.consumer import SequenceBreak
from services.chassis.hearing import Known
from services.chassis.log import lane
from services.chassis.testing_stage import Stage, on_lane
from services.chassis.testing_tally import Added, Heard, nothing
from services.chassis.unit import Outdated, PassFailed

NAME = "tally:onedoor.tally"


async def test_messages_of_many_households_become_decisions_and_views_in_one_pass(stage: Stage) -> None:
    households = [uuid4() for _ in range(40)]
    lanes = await stage.messages(*households, *households)
    assert await stage.hear(lanes) == set(lanes)
    assert await stage.seen() == dict.fromkeys(households, 2)
    for batch in lanes.values():
        for household_id in {m.household_id for m in batch}:
            assert await stage.heard(household_id) == [m.sequence for m in batch if m.household_id == household_id]


async def test_a_redelivered_suffix_is_dropped(stage: Stage) -> None:
    (household,) = on_lane(3)
    messages = [await stage.counted(household, n, n - 1) for n in range(1, 7)]
    await stage.hear({3: messages[:4]})
    await stage.hear({3: messages[2:]})
    await stage.hear({3: messages})
    assert await stage.heard(household) == [1, 2, 3, 4, 5, 6]
    assert stage.consumer.seen["dropped"] == 8


async def test_a_lost_message_stops_the_consumer_and_is_visible_in_readyz(stage: Stage) -> None:
    (household,) = on_lane(5)
    first, _, third = [await stage.counted(household, n, n - 1) for n in (1, 2, 3)]
    stage.consumer.held = {5: [first, third]}
    await stage.engine.hearing.work([stage.consumer])
    assert isinstance(stage.consumer.stopped_by, SequenceBreak) and stage.consumer.ending
    assert await ops.trouble_of(stage.engine) == f"stopped: {NAME} (SequenceBreak)"
    assert await stage.heard(household) == [], "what came before the gap waits with it"


@pytest.mark.parametrize("moment", ["handling", "viewing"])
async def test_a_pass_that_dies_between_effect_and_cursor_has_no_effect_and_the_next_has_it_once(
    stage: Stage, moment: str
) -> None:
    households = [uuid4() for _ in range(10)]
    lanes = await stage.messages(*households)
    setattr(stage.script, moment, stage.cut)
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, PassFailed)):
        await stage.hear(lanes)
    assert await stage.rows("SELECT 1 FROM event UNION ALL SELECT 1 FROM parked UNION ALL SELECT 1 FROM seen") == []
    setattr(stage.script, moment, nothing)
    await stage.hear(lanes)
    assert await stage.seen() == dict.fromkeys(households, 1)
    assert [len(await stage.heard(household)) for household in households] == [1] * 10


async def test_what_is_held_when_a_pass_fails_is_asked_for_again_and_nothing_is_lost_or_doubled(stage: Stage) -> None:
    households = [uuid4() for _ in range(30)]
    for household in households:
        await stage.happened(household, Added(amount=1), Added(amount=2))
    await stage.engine.relay.step()
    failures = [stage.cut, stage.cut]

    async def sometimes() -> None:
        if failures:
            await failures.pop()()

    stage.script.viewing = sometimes
    running = asyncio.gather(stage.engine.ears[stage.consumer.topic].run(), stage.engine.hearing.run())
    await stage.until(60, "SELECT sum(n) FROM seen")
    stage.consumer.stop()
    stage.engine.hearing.stop()
    await stage.consumer.source.stop()
    await running
    assert stage.consumer.seen["failed passes"] == 2
    assert [await stage.heard(household) for household in households] == [[1, 2]] * 30


async def test_a_lane_that_another_copy_works_on_keeps_its_batch_for_the_next_pass(stage: Stage) -> None:
    mine, theirs = on_lane(1)[0], on_lane(2)[0]
    lanes = await stage.messages(mine, theirs)
    async with stage.admin.acquire() as other, other.transaction():
        await other.execute("SELECT FROM cursor WHERE name = $1 AND part = 2 FOR UPDATE", NAME)
        assert await stage.hear(lanes) == {1}
        assert await stage.heard(theirs) == []
    stage.consumer.held = lanes
    await stage.engine.hearing.work([stage.consumer])
    assert (await stage.heard(mine), await stage.heard(theirs)) == ([1], [1])


async def test_two_copies_with_the_same_batches_have_the_effect_of_one(stage: Stage) -> None:
    other = await stage.copy()
    households = [uuid4() for _ in range(60)]
    lanes = await stage.messages(*households)
    for _ in range(3):
        await asyncio.gather(stage.hear(lanes), stage.hear(lanes, other.consumers[0]))
    assert [len(await stage.heard(household)) for household in households] == [1] * 60
    assert await stage.seen() == dict.fromkeys(households, 1)


async def test_a_pass_that_was_outrun_decides_again_on_the_newer_state(stage: Stage) -> None:
    (household,) = on_lane(0)
    outrun = [0]

    async def outran() -> None:
        outrun[0] += 1
        if outrun[0] == 1:
            await stage.happened(household, Heard(amount=99))

    stage.script.handling = outran
    await stage.hear(await stage.messages(household))
    assert await stage.heard(household) == [99, 1]
    assert (stage.consumer.seen["outdated"], outrun[0]) == (1, 2)


async def test_heads_locked_first_keep_writers_out_until_the_pass_is_over(stage: Stage) -> None:
    (household,) = on_lane(0)
    lanes = await stage.messages(household)
    late: list[asyncio.Task[None]] = []

    async def knock() -> None:
        late.append(asyncio.create_task(stage.happened(household, Heard(amount=99))))
        await asyncio.sleep(0.05)

    stage.script.handling = knock
    await stage.engine.hearing.step({stage.consumer: lanes}, Known(heads_first=True))
    await late[0]
    assert await stage.heard(household) == [1, 99]


async def test_an_unknown_type_is_counted_and_passed_by(stage: Stage) -> None:
    (household,) = on_lane(4)
    lanes = await stage.messages(household)
    lanes[4].append(await stage.counted(household, 2, 1, name="onedoor.tally.invented.v9"))
    lanes[4].append(await stage.counted(household, 3, 2))
    before = metrics.IGNORED.labels(NAME)._value.get()
    await stage.hear(lanes)
    assert await stage.heard(household) == [1, 3]
    assert metrics.IGNORED.labels(NAME)._value.get() - before == 1


async def test_the_cursor_moves_over_messages_that_nobody_here_wants(stage: Stage) -> None:
    (household,) = on_lane(4)
    await stage.hear({4: [await stage.counted(household, 1, 0, name="onedoor.tally.invented.v9")]})
    place = "SELECT off, sequence FROM cursor WHERE name = $1 AND part = $2"
    assert await stage.rows(place, NAME, lane(household)) == [(1, 1)]


async def test_being_outrun_twice_fails_the_pass_instead_of_turning_for_ever(stage: Stage) -> None:
    runs = []

    async def step(known: Known) -> None:
        runs.append(known.heads_first)
        raise Outdated

    with pytest.raises(Outdated):
        await stage.engine.hearing.attempt(step, [stage.consumer])
    assert runs == [False, True]
