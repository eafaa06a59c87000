"""A log that somebody changed behind our back: each change is found, and where."""

from collections.abc import Sequence
from uuid import uuid4

import pytest

from services.chassis import seals, verifying
from services.chassis.seals import Broken
from services.chassis.testing_stage import Stage, on_lane
from services.chassis.testing_tally import Added
from services.chassis.verifying import Found

COLUMNS = "household_id, stream_type, stream_id, version, id, type, data, meta, recorded_at"
WHOLE = "UPDATE log_head SET next_off = 1 + coalesce((SELECT max(off) FROM event WHERE part = 3), 0) WHERE part = 3"
AWAY = "UPDATE event SET off = off + 1000 WHERE part = 3 AND off BETWEEN $1 AND $2"
SWAPPED = "UPDATE event SET off = 1009 - off WHERE off > 1000"
SHIFTED = "UPDATE event SET off = off - 999 WHERE off > 1000"
FORGED = f"""INSERT INTO event (part, off, {COLUMNS})
    SELECT part, $1, household_id, stream_type, $2, 1, $2, type, data, meta, recorded_at FROM event
    WHERE part = 3 AND off = 1"""


async def written(stage: Stage, seal: bool = True) -> None:
    """Two households of one lane, eight events, sealed in two blocks."""
    first, second = on_lane(3, 2)
    for household in (first, second, first, second):
        await stage.happened(household, Added(amount=1, note="one"), Added(amount=2))
        if seal and household == second:
            await sealer(stage).step()


def sealer(stage: Stage) -> seals.Sealer:
    assert stage.engine.sealer
    return stage.engine.sealer


async def faults(stage: Stage) -> Sequence[Broken]:
    found = Found()
    async with stage.admin.acquire() as conn:
        await verifying.log_of(conn, sealer(stage).secret, found)
    return found.broken


async def test_what_was_only_written_is_whole_and_sealing_again_is_quiet(stage: Stage) -> None:
    await written(stage)
    assert await faults(stage) == [] and await sealer(stage).step() == 0
    assert await stage.rows("SELECT first, last FROM seal ORDER BY last") == [(1, 4), (5, 8)]


async def test_what_is_not_sealed_yet_is_whole_too_and_counted(stage: Stage) -> None:
    await written(stage)
    await stage.happened(on_lane(3)[0], Added(amount=3))
    found = Found()
    async with stage.admin.acquire() as conn:
        await verifying.log_of(conn, sealer(stage).secret, found)
    assert (found.events, found.sealed, found.broken) == (9, 8, [])


@pytest.mark.parametrize(
    "edit",
    ["data = data || '\\x20'", "meta = '{}'", "recorded_at = recorded_at + interval '1 us'", "type = 'Heard.v1'"],
)
async def test_an_edited_event_is_named(stage: Stage, edit: str) -> None:
    await written(stage)
    await stage.admin.execute(f"UPDATE event SET {edit} WHERE part = 3 AND off = 6")
    assert await faults(stage) == [Broken(3, 6, "the event is not the one that was sealed")]


async def test_a_deleted_event_leaves_a_hole_that_is_named(stage: Stage) -> None:
    await written(stage)
    await stage.admin.execute("DELETE FROM event WHERE part = 3 AND off = 5")
    assert Broken(3, 6, "events are missing in front of this one") in await faults(stage)


async def test_a_deleted_last_event_is_missed_even_where_the_head_was_moved_back(stage: Stage) -> None:
    await written(stage)
    await stage.admin.execute("DELETE FROM event WHERE part = 3 AND off = 8")
    assert Broken(3, 8, "the lane ends before its head") in await faults(stage)
    await stage.admin.execute(WHOLE)
    assert Broken(3, 5, "an event is missing or too many up to 8") in await faults(stage)


async def test_an_event_put_behind_the_end_is_named(stage: Stage) -> None:
    await written(stage)
    await stage.admin.execute(FORGED, 9, uuid4())
    assert await faults(stage) == [Broken(3, 9, "the event lies beyond the end of its lane")]


async def test_an_event_pushed_in_between_is_named_even_where_all_behind_it_were_moved(stage: Stage) -> None:
    await written(stage)
    await stage.admin.execute(AWAY, 4, 8)
    await stage.admin.execute(SHIFTED)
    await stage.admin.execute(FORGED, 4, uuid4())
    await stage.admin.execute(WHOLE)
    assert (await faults(stage))[0] == Broken(3, 4, "the event is not the one that was sealed")


async def test_two_events_that_were_swapped_are_both_named(stage: Stage) -> None:
    await written(stage)
    await stage.admin.execute(AWAY, 4, 5)
    await stage.admin.execute(SWAPPED)
    what = "the event is not the one that was sealed"
    assert {Broken(3, 4, what), Broken(3, 5, what)} <= set(await faults(stage))


async def test_without_the_master_key_nothing_can_be_sealed_anew(stage: Stage) -> None:
    await written(stage, seal=False)
    forger = seals.Sealer(stage.engine.worker, b"a guess")
    await forger.step()
    assert [(one.lane, one.off) for one in await faults(stage)] == [(3, 1)]


async def test_the_service_itself_may_not_change_a_seal(stage: Stage) -> None:
    await written(stage)
    with pytest.raises(Exception, match="permission denied"):
        async with stage.engine.worker.transaction() as conn:
            await conn.execute("UPDATE seal SET leaves = ''")


async def test_a_version_that_is_left_out_and_a_cursor_beyond_the_end_are_named(stage: Stage) -> None:
    await written(stage)
    await stage.admin.execute("UPDATE event SET version = version + 1 WHERE part = 3 AND off = 8")
    await stage.admin.execute("UPDATE cursor SET off = 9 WHERE name = 'follower' AND part = 3")
    assert {
        Broken(3, 8, "the version of the event does not follow the one before it"),
        Broken(3, 9, "the cursor follower lies beyond the end"),
    } <= set(await faults(stage))


async def test_the_bus_is_read_to_its_end(stage: Stage) -> None:
    await written(stage)
    await stage.engine.relay.step()
    ends = {3: (8, 8)}
    found = Found()
    assert (await verifying.bus_of(stage.bus, "onedoor.tally", ends, found))[3] == (8, 8)
    assert (found.messages, found.broken) == (8, [])


async def test_a_message_that_is_gone_breaks_the_chain_and_a_short_topic_is_told(stage: Stage) -> None:
    await written(stage)
    await stage.engine.relay.step()
    await stage.bus_admin.execute("DELETE FROM message WHERE part = 3 AND off IN (3, 7)")
    await stage.bus_admin.execute("UPDATE message SET off = off - 1 WHERE part = 3 AND off > 3")
    await stage.bus_admin.execute("UPDATE topic_head SET next_off = 6 WHERE part = 3")
    stage.bus.heads.clear()
    found = Found()
    await verifying.bus_of(stage.bus, "onedoor.tally", {3: (8, 8)}, found)
    assert found.broken == [
        Broken(3, 5, "onedoor.tally does not hold 4, the message before it"),
        Broken(3, 8, "onedoor.tally does not hold this event, which was sent"),
    ]
