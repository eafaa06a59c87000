"""R6, after the idea of Apache Kafka's own transactions test: integers in, broker and copier bounced, each out once."""

import asyncio
from collections.abc import Callable
from signal import SIGKILL

import pytest

from tests.chaos.attack import Attack
from tests.chaos.rows import sized

INTEGERS, BOUNCES = sized(3_000, 100_000), sized(1, 3)


@pytest.mark.timeout(sized(120, 900))
async def test_each_integer_comes_out_once_however_broker_and_copier_are_bounced(
    attacking: Callable[[str, str], Attack],
) -> None:
    attack = attacking("R6", "integers through a bounced broker and copier")
    broker, faults = attack.ground.broker, attack.row.faults
    assert broker
    await attack.start(2)
    async with attack.load(INTEGERS):
        for _ in range(BOUNCES):
            await attack.moves_on(200)
            broker.kill()
            broker.start()
            faults["broker killed"] += 1
            await attack.moves_on(200)
            await asyncio.to_thread(broker.halt)
            broker.start()
            faults["broker stopped"] += 1
            await attack.moves_on(200)
            attack.copies.order("handling", SIGKILL)
            await attack.copies.struck("handling")
            faults["copier killed in a pass"] += 1
            await attack.start(1)
    await attack.settled()
    await attack.judge()
    assert sum(map(len, attack.given.values())) >= INTEGERS
