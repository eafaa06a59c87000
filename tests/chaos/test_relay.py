"""R4: what the log publishes gets to the topic, all of it and in order, whatever happens to relays and broker."""

import asyncio
from collections.abc import Callable
from signal import SIGKILL, SIGSTOP

import pytest

from tests.chaos import topic
from tests.chaos.attack import Attack
from tests.chaos.proxy import Proxy
from tests.chaos.rows import LONG, sized

NUMBERS, ROUNDS = sized(1_000, 60_000), sized(1, 8)
FROZEN = ("publishing", "sent") if LONG else ("publishing",)  # before it sends, which it then does too late
PUBLISHED = "SELECT part, array_agg(off ORDER BY off) FROM event WHERE type = 'Given.v1' GROUP BY 1"


@pytest.mark.timeout(sized(120, 900))
async def test_all_that_is_published_is_on_the_topic_in_an_unbroken_chain(
    attacking: Callable[[str, str], Attack],
) -> None:
    attack = attacking("R4", "two relays killed, frozen, cut off; broker killed")
    broker = attack.ground.broker
    assert broker
    async with Proxy(to=broker.behind, port=broker.proxy) as proxy:
        attack.bootstrap = f"127.0.0.1:{proxy.port}"
        await attack.start(2)
        async with attack.load(NUMBERS):
            for _ in range(ROUNDS):
                await storm(attack, proxy)
        await attack.settled()
        found = await topic.read(broker.bootstrap, f"onedoor.{attack.name}")
    async with attack.database() as conn:
        wanted = dict(await conn.fetch(PUBLISHED))
    attack.row.dropped = found.copies
    attack.row.lost += found.missing(wanted)
    attack.row.disordered += found.broken
    print(f"{sum(map(len, wanted.values()))} published, {found.copies} copies, {proxy.silenced} pieces held back")
    await attack.judge()
    assert attack.row.zombies


async def storm(attack: Attack, proxy: Proxy) -> None:
    broker, faults = attack.ground.broker, attack.row.faults
    assert broker
    await attack.moves_on(50)
    attack.copies.order("sent", SIGKILL)
    await attack.copies.struck("sent")
    faults["relay killed after sending"] += 1
    await attack.start(1)
    await attack.moves_on(50)
    for moment in FROZEN:
        attack.copies.order(moment, SIGSTOP)
        sleeper = await attack.copies.struck(moment)
        faults[f"relay frozen while {moment}"] += 1
        await attack.caught_up()
        await attack.wakes(sleeper)
    faults["connections reset"] += proxy.reset()
    await attack.moves_on(50)
    proxy.silence()
    await asyncio.sleep(1)
    proxy.speak()
    faults["half-open"] += proxy.silenced
    proxy.delay = 0.03
    await attack.moves_on(50)
    proxy.delay = 0
    broker.kill()
    broker.start()
    faults["broker killed"] += 1
    await attack.moves_on(50)
