"""R2: what was acknowledged is there, once, whoever is killed and whichever answer is lost."""

import asyncio
from collections.abc import Callable
from signal import SIGKILL

import pytest

from tests.chaos.attack import Attack
from tests.chaos.journey import until
from tests.chaos.proxy import Proxy
from tests.chaos.rows import sized

NUMBERS, ROUNDS = sized(1_000, 40_000), sized(1, 10)
APPEND = b"Given.v1"  # stands in the question of an append, and in nobody else's


@pytest.mark.timeout(sized(120, 900))
async def test_each_acknowledged_number_is_in_the_log_once(attacking: Callable[[str, str], Attack]) -> None:
    attack = attacking("R2", "service and Postgres killed, answers lost, Postgres half-open")
    async with Proxy(to=attack.ground.postgres.port) as proxy:
        attack.database_url = attack.ground.postgres.dsn().replace(f":{proxy.to}/", f":{proxy.port}/")
        await attack.start(1, "pglog")
        async with attack.load(NUMBERS):
            for _ in range(ROUNDS):
                await storm(attack, proxy)
        await attack.settled()
        await attack.judge()


async def storm(attack: Attack, proxy: Proxy) -> None:
    faults, postgres = attack.row.faults, attack.ground.postgres
    for _ in range(3):
        await attack.moves_on(20)
        await append_without_answer(attack, proxy)
    faults["connections reset"] += proxy.reset()
    await attack.moves_on(20)
    proxy.delay = 0.02
    await attack.moves_on(20)
    proxy.delay, held_back = 0, proxy.silenced
    proxy.silence()
    await asyncio.sleep(1)
    proxy.speak()
    faults["held back"] += proxy.silenced - held_back
    await attack.moves_on(20)
    postgres.kill()
    await asyncio.sleep(0.2)
    postgres.start()
    faults["Postgres killed"] += 1
    await attack.moves_on(20)
    for moment in ("handling", "sent"):
        attack.copies.order(moment, SIGKILL)
        await attack.copies.struck(moment)
        faults["service killed"] += 1
        await attack.start(1, "pglog")
    (copy,) = attack.copies.running
    copy.kill()
    faults["service killed"] += 1
    await attack.start(1, "pglog")


async def append_without_answer(attack: Attack, proxy: Proxy) -> None:
    """It is committed, and the service must find that out by itself: its caller gets no second try."""
    before = proxy.lost
    proxy.lose_answer_to(APPEND)

    async def lost() -> bool:
        return proxy.lost > before

    await until(lost)
    attack.row.faults["append without its answer"] += 1
