"""R12: more than can be done, over a slow or silent Postgres: refused in words, in bounded memory, then as before."""

import asyncio
from collections.abc import Callable
from uuid import UUID, uuid4

import httpx2
import pytest

from tests.chaos.attack import Attack
from tests.chaos.proxy import Proxy
from tests.chaos.rows import sized

CALLERS, BOUND, ROUNDS = 200, 50, sized(1, 6)
PATIENCE = 2  # seconds
GROWTH = 1.5


@pytest.mark.timeout(sized(120, 900))
async def test_too_much_at_once_is_refused_within_bounded_memory_and_passes(
    attacking: Callable[[str, str], Attack],
) -> None:
    attack = attacking("R12", "callers without end over a slow and a silent Postgres")
    faults, attack.pause = attack.row.faults, 0.5
    async with Proxy(to=attack.ground.postgres.port) as proxy:
        attack.database_url = attack.ground.postgres.dsn().replace(f":{proxy.to}/", f":{proxy.port}/")
        (copy,) = await attack.start(1, "pglog", CHAOS_BOUND=str(BOUND))
        limits = httpx2.Limits(max_connections=CALLERS, max_keepalive_connections=CALLERS)
        async with httpx2.AsyncClient(timeout=60, limits=limits) as attack.client:
            households = [uuid4() for _ in range(CALLERS)]
            await crowd(attack, households)
            assert attack.answers.keys() == {200}, "it can take as many in good times"
            base = copy.memory()
            for _ in range(ROUNDS):
                proxy.delay = 0.2
                await crowd(attack, households, until_taken=False)
                faults["callers at once"] += CALLERS
                faults["slow"] += 1
                proxy.delay = 0
                await silent(attack, proxy, households)
                most = copy.memory()
                assert most < GROWTH * base, f"{base} to {most} bytes"
                await crowd(attack, households)
        await attack.settled()
    assert attack.answers[429] and attack.answers.keys() <= {200, 429, 503} and not attack.failures
    await attack.judge()


async def crowd(attack: Attack, households: list[UUID], until_taken: bool = True) -> None:
    """All at once; `until_taken`: as long as it takes."""
    await asyncio.gather(*(attack.give(household, 1, until_taken) for household in households))


async def silent(attack: Attack, proxy: Proxy, households: list[UUID]) -> None:
    """Postgres takes everything and says nothing; at last the connections break."""
    proxy.silence()
    asking = asyncio.create_task(crowd(attack, households, until_taken=False))
    await asyncio.wait([asking], timeout=PATIENCE)
    attack.row.faults["silent"] += 1
    attack.row.faults["connections reset"] += proxy.reset()
    proxy.speak()
    await asking
