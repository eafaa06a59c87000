"""The log: contiguous per lane while writers come, fail and race; one winner per version; never changed again."""

import asyncio
import random
from uuid import UUID, uuid4

import asyncpg
import pytest

from services.chassis import database
from services.chassis.ids import uuid7
from services.chassis.log import Append, Connection, Hole, Meta, NewEvent, Receipt, append, lane, load, read
from services.chassis.testing_stage import START, Stage, on_lane

BODY = b"{}"


def command(household: UUID, expected: int, count: int = 1, receipt: Receipt | None = None) -> Append:
    events = [NewEvent(uuid7(), "Added.v1", BODY, Meta().to_bytes()) for _ in range(count)]
    return Append(household, "tally", household, expected, events, receipt)


async def answers(conn: Connection, *batch: Append) -> list[tuple[int, bool]]:
    return [(row["version"], row["accepted"]) for row in await append(conn, batch, START)]


async def test_a_tailing_reader_sees_every_offset_while_writers_come_and_roll_back(stage: Stage) -> None:
    households = [*on_lane(2, 3), *on_lane(9, 3)]
    acknowledged = dict.fromkeys((2, 9), 0)
    rolled_back = [0]

    async def write(seed: int) -> None:
        rnd = random.Random(seed)
        conn = await database.connect(stage.dsn)
        for _ in range(25):
            one, count = rnd.choice(households), rnd.randint(1, 3)
            transaction = conn.transaction()
            await transaction.start()
            await append(conn, [command(one, -1, count)], START)
            await asyncio.sleep(rnd.random() / 1000)
            if rnd.random() < 0.2:
                await transaction.rollback()
                rolled_back[0] += 1
            else:
                await transaction.commit()
                acknowledged[lane(one)] += count
        await conn.close()

    async def tail() -> dict[int, int]:
        conn, at = await database.connect(stage.dsn), {2: 0, 9: 0}
        while not writing.done() or at != acknowledged:
            for row in await read(conn, at, 7):  # raises Hole for anything but the next offset
                at[row["part"]] = row["off"]
        await conn.close()
        return at

    writing = asyncio.ensure_future(asyncio.gather(*(write(seed) for seed in range(6))))
    async with asyncio.timeout(20):
        assert await tail() == acknowledged
    assert rolled_back[0] > 0
    in_order = """SELECT bool_and(version = n) FROM
        (SELECT version, row_number() OVER (PARTITION BY stream_id ORDER BY off) AS n FROM event) e"""
    assert await stage.rows(in_order) == [(True,)]


async def test_one_caller_wins_each_version_and_losers_are_told_the_true_one(stage: Stage) -> None:
    households = [uuid4() for _ in range(5)]
    wins = dict.fromkeys(households, 0)
    lost = [0]

    async def race(seed: int) -> None:
        rnd, expected = random.Random(seed), dict.fromkeys(households, 0)
        conn = await database.connect(stage.dsn)
        for _ in range(15):
            one = rnd.choice(households)
            ((version, accepted),) = await answers(conn, command(one, expected[one]))
            assert accepted == (version == expected[one])
            expected[one] = version + accepted
            wins[one] += accepted
            lost[0] += not accepted
        await conn.close()

    await asyncio.gather(*(race(seed) for seed in range(8)))
    assert lost[0] > 0
    ends = await stage.rows("SELECT stream_id, max(version), count(*) FROM event GROUP BY 1")
    assert {one: (top, count) for one, top, count in ends} == {one: (n, n) for one, n in wins.items() if n}


async def test_a_batch_takes_what_is_at_its_version_and_refuses_the_rest_alone(stage: Stage) -> None:
    (first, second), conn = on_lane(4, 2), await database.connect(stage.dsn)
    assert await answers(conn, command(first, 0, 2), command(second, 3)) == [(0, True), (0, False)]
    assert await answers(conn, command(first, 1), command(second, 0), command(first, 2)) == [
        (2, False),
        (0, True),
        (2, True),
    ]
    assert [row["off"] for row in await read(conn, {4: 0}, 10)] == [1, 2, 3, 4]
    await conn.close()


async def test_a_receipt_is_kept_only_with_the_command_that_was_accepted(stage: Stage) -> None:
    first, second = on_lane(4, 2)
    conn = await database.connect(stage.dsn)
    kept = Receipt("citizen", "kept", b"f", b"r")
    await answers(conn, command(first, 0, receipt=kept), command(second, 7, receipt=kept._replace(key="refused")))
    assert await stage.rows("SELECT key, household_id FROM receipt") == [("kept", first)]
    await conn.close()


async def test_a_transaction_that_dies_leaves_neither_event_nor_head(stage: Stage) -> None:
    (household,), conn = on_lane(4), await database.connect(stage.dsn)
    transaction = conn.transaction()
    await transaction.start()
    await answers(conn, command(household, 0, 3))
    await stage.cut()
    assert await stage.rows("SELECT 1 FROM event") == []
    conn = await database.connect(stage.dsn)
    assert await answers(conn, command(household, 0)) == [(0, True)]
    assert [row["off"] for row in await read(conn, {4: 0}, 10)] == [1]
    await conn.close()


async def test_the_service_may_neither_change_nor_delete_what_happened(stage: Stage) -> None:
    conn = await database.connect(stage.dsn)
    await answers(conn, command(uuid4(), 0))
    for sql in ("UPDATE event SET data = ''", "DELETE FROM event", "TRUNCATE event"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await conn.execute(sql)
    await conn.close()


async def test_a_hole_is_corruption_and_not_waited_for(stage: Stage) -> None:
    (household,), conn = on_lane(4), await database.connect(stage.dsn)
    await answers(conn, command(household, 0, 3))
    await stage.admin.execute("DELETE FROM event WHERE off = 2")
    with pytest.raises(Hole, match="lane 4 after 1"):
        await read(conn, {4: 0}, 10)
    await conn.close()


async def test_streams_are_loaded_together_each_after_its_version(stage: Stage) -> None:
    first, second = sorted(uuid4() for _ in range(2))
    conn = await database.connect(stage.dsn)
    await answers(conn, command(first, 0, 3), command(second, 0, 2))
    rows = await load(conn, [("tally", first, 2), ("tally", second, 0), ("tally", uuid4(), 0)])
    assert [(row["stream_id"], row["version"]) for row in rows] == [(first, 3), (second, 1), (second, 2)]
    await conn.close()
