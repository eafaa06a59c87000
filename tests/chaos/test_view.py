"""R9: a view that is built anew, under writes and by a builder that is killed, equals the live one; nothing is sent."""

import asyncio
from collections.abc import Callable
from signal import SIGKILL

import pytest

from tests.chaos.attack import Attack
from tests.chaos.evidence import database
from tests.chaos.rows import sized

NUMBERS, KILLS = sized(1_500, 40_000), sized(2, 5)
UNEQUAL = """SELECT count(*) FROM seen FULL JOIN (SELECT household_id, count(*) AS n FROM event WHERE type = 'Kept.v1'
    GROUP BY 1) k USING (household_id) WHERE seen.n IS DISTINCT FROM k.n"""
PARTS = "SELECT (SELECT count(*) FROM event WHERE type = 'Given.v1'), (SELECT count(*) FROM timer)"


@pytest.mark.timeout(sized(120, 900))
async def test_a_view_built_anew_under_writes_equals_the_live_one_whenever_its_builder_is_killed(
    attacking: Callable[[str, str], Attack],
) -> None:
    attack = attacking("R9", "the builder killed, exchange and back under writes")
    await attack.start(1, "pglog")
    looks, over = [], asyncio.Event()

    async def look() -> None:
        async with attack.database() as reader:
            while not over.is_set():
                looks.append(await reader.fetchval("SELECT count(*) FROM seen"))
                await asyncio.sleep(0.01)

    async with attack.load(NUMBERS):
        await attack.moves_on(NUMBERS // 2, seconds=300)
        looking = asyncio.create_task(look())
        for kill in range(KILLS):
            attack.copies.order("building-viewing", SIGKILL, after=kill)
            await build(attack, "build")
            await attack.copies.struck("building-viewing")
            attack.row.faults["builder killed"] += 1
        assert await build(attack, "build") == 2
        attack.row.faults["exchanged"] += 1
        await equal(attack)
        assert await build(attack, "back") == 1
        attack.row.faults["exchanged back"] += 1
        await equal(attack)
    over.set()
    await looking
    await attack.settled()
    async with attack.database() as conn:
        given, timers = await conn.fetchrow(PARTS)
    print(f"{len(looks)} looks, never fewer than {min(looks)} households")
    assert looks == sorted(looks) and min(looks) > 0, "a reader has seen a view that was not whole"
    assert (await messages(attack), timers) == (given, 0), "something was sent"
    await attack.judge()


async def equal(attack: Attack) -> None:
    """What a pass has decided and what its view shows are one transaction, so they are equal at any moment."""
    async with attack.database() as conn:
        assert await conn.fetchval(UNEQUAL) == 0
    await attack.moves_on(50)


async def build(attack: Attack, what: str) -> int:
    """The version that is live then; 0 where the builder died before."""
    builder = attack.copies.launch(what, **attack.settings("pglog"))
    said, _ = await asyncio.to_thread(builder.life.communicate)
    return int(said or 0)


async def messages(attack: Attack) -> int:
    async with database(attack.ground.postgres.dsn(), "bus") as conn:
        found: int = await conn.fetchval("SELECT count(*) FROM message WHERE topic = $1", f"onedoor.{attack.name}")
    return found
