"""R11: copies stop and are replaced under load; nobody is cut off, and the others take over."""

from collections.abc import Callable

import pytest

from tests.chaos.attack import Attack
from tests.chaos.copies import Copy
from tests.chaos.journey import until
from tests.chaos.rows import sized

NUMBERS, ROUNDS = sized(1_500, 30_000), sized(1, 6)


@pytest.mark.timeout(sized(120, 900))
async def test_three_copies_are_replaced_one_by_one_and_no_request_fails(
    attacking: Callable[[str, str], Attack],
) -> None:
    attack = attacking("R11", "three copies replaced one by one under load")
    await attack.start(3)
    async with attack.load(NUMBERS, households=64, size=2, workers=16):
        for _ in range(ROUNDS):
            for old in attack.copies.running:
                await attack.moves_on(50)
                await stop_amid_requests(attack, old)
                await attack.start(1)
                attack.row.faults["started"] += 1
    await attack.settled()
    await attack.judge()
    assert attack.answers.keys() <= {200, 503}
    assert not attack.failures


async def stop_amid_requests(attack: Attack, old: Copy) -> None:
    """As a balancer does: nobody new is sent there, and those who are there get their answer."""

    async def some() -> bool:
        return attack.under_way[old] > 0

    await until(some)
    attack.left_out.add(old)
    attack.row.faults["requests under way"] += attack.under_way[old]
    assert await old.stop() == 0
    attack.row.faults["stopped"] += 1
