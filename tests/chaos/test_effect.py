"""R5: each message has its effect once, whoever is killed, frozen, joins or leaves, and whatever comes again."""

import asyncio
from collections.abc import AsyncIterator, Callable
from signal import SIGKILL, SIGSTOP
from uuid import uuid4

import orjson

from services.chassis.bus import Message
from services.chassis.bus_kafka import KafkaBus
from tests.chaos.attack import Attack
from tests.chaos.journey import until
from tests.chaos.proxy import Proxy
from tests.chaos.rows import sized

NUMBERS, ROUNDS = sized(1_500, 60_000), sized(1, 8)
AGAIN = """UPDATE cursor c SET off = g.off, sequence = g.off FROM
    (SELECT part, greatest(0, off - $1) AS off FROM cursor WHERE name = 'relay' AND off > 0 FOR UPDATE) g
    WHERE c.name = 'relay' AND c.part = g.part"""
HAD = """SELECT e.* FROM cursor c JOIN event e ON e.part = c.part AND e.off <= c.sequence
    WHERE c.name = $1 AND e.type = 'Given.v1' AND e.off > c.sequence - 60 ORDER BY e.part, random()"""


async def test_each_number_has_its_effect_once_through_zombies_rebalances_and_what_comes_again(
    attacking: Callable[[str, str], Attack],
) -> None:
    attack = attacking("R5", "consumers killed, frozen, joining, leaving; suffixes again")
    async with Proxy(to=attack.ground.postgres.port) as proxy:
        attack.database_url = attack.ground.postgres.dsn().replace(f":{proxy.to}/", f":{proxy.port}/")
        await attack.start(2)
        async with attack.load(NUMBERS):
            for _ in range(ROUNDS):
                await storm(attack, proxy)
        await attack.settled()
        await attack.judge()
    assert attack.row.dropped and attack.row.zombies


async def storm(attack: Attack, proxy: Proxy) -> None:
    """Each fault once; three members where one has joined, two where one has left."""
    faults = attack.row.faults
    await attack.moves_on(50)
    await attack.start(1)
    faults["joined"] += 1
    await attack.moves_on(50)
    await suffixes_again(attack)
    await commit_without_answer(attack, proxy)
    await zombie(attack)
    await attack.copies.running[0].stop()
    faults["left"] += 1
    await attack.moves_on(50)
    attack.copies.order("handling", SIGKILL)
    await attack.copies.struck("handling")
    faults["killed in a pass"] += 1
    await attack.start(1)
    attack.ground.postgres.kill()
    await asyncio.sleep(0.3)
    attack.ground.postgres.start()
    faults["Postgres killed"] += 1
    await attack.moves_on(50)


async def zombie(attack: Attack) -> None:
    """Frozen with the locks in hand and its effects written; when it wakes others have done its work."""
    attack.copies.order("viewing", SIGSTOP)
    sleeper = await attack.copies.struck("viewing")
    attack.row.faults["frozen in a pass"] += 1
    await attack.caught_up()
    await attack.wakes(sleeper)


async def commit_without_answer(attack: Attack, proxy: Proxy) -> None:
    before = proxy.lost
    proxy.lose_answer_to(b"COMMIT;")

    async def lost() -> bool:
        return proxy.lost > before

    await until(lost)
    attack.row.faults["commit without its answer"] += 1


async def suffixes_again(attack: Attack) -> None:
    """The relays send the last of each lane again; somebody else sends what was had before, in any order."""
    before = await attack.copies.dropped()
    async with attack.database() as conn:
        await conn.execute(AGAIN, 100)
        attack.row.faults["suffix sent again"] += 1
        had = [message async for message in shuffled(attack, conn)]
    assert attack.ground.broker and had
    bus = KafkaBus(attack.ground.broker.bootstrap)
    lanes: dict[int, list[Message]] = {}
    for message in had:
        lanes.setdefault(message.part, []).append(message)
    await bus.publish(f"onedoor.{attack.name}", lanes)
    await bus.stop()
    attack.row.faults["suffix out of order"] += 1

    async def dropped() -> bool:
        return await attack.copies.dropped() >= before + len(had)

    await until(dropped)


async def shuffled(attack: Attack, conn: object) -> AsyncIterator[Message]:
    topic = f"onedoor.{attack.name}"
    for row in await conn.fetch(HAD, f"{attack.name}:{topic}"):  # type: ignore[attr-defined]
        data = {"household_id": str(row["household_id"]), **orjson.loads(row["data"])}
        headers = {"id": str(uuid4()), "source": "/chaos", "time": row["recorded_at"].isoformat()}
        yield Message(
            part=row["part"],
            off=0,
            sequence=row["off"],
            previous=row["off"] - 1,
            household_id=row["household_id"],
            type=f"{topic}.passed.v1",
            data=orjson.dumps(data),
            headers=headers,
        )
