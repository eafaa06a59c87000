"""R7: what cannot be handled holds up nobody else, and goes on in its order once the handler is mended."""

from collections.abc import Callable
from contextlib import suppress
from signal import SIGKILL
from typing import Any

import httpx2
import pytest

from tests.chaos.attack import Attack
from tests.chaos.journey import until
from tests.chaos.rows import sized

NUMBERS, ROUNDS = sized(1_500, 30_000), sized(1, 6)
POISON = 500  # numbers that it divides; so one request of fifty
IN_A_ROW = 20


@pytest.mark.timeout(sized(120, 900))
async def test_poison_holds_up_nobody_else_and_is_handled_in_order_once_the_handler_is_mended(
    attacking: Callable[[str, str], Attack],
) -> None:
    attack = attacking("R7", "one household in fifty poisoned; killed while they wait and while released")
    copies, faults = attack.copies, attack.row.faults
    poison = copies.folder / "poison"
    await attack.start(2)
    async with attack.load(NUMBERS, households=100):
        for _ in range(ROUNDS):
            poison.write_text(str(POISON))
            sick = await parked(attack, 2)
            copies.order("handling", SIGKILL)
            await copies.struck("handling")
            faults["killed while some wait"] += 1
            await attack.start(1)
            await attack.caught_up()
            assert await parked(attack, 2) <= await poisoned(attack), "nobody else waits"
            faults["households parked"] += len(sick)
            poison.unlink()
            copies.order("handling", SIGKILL)
            await release(attack)
            await copies.struck("handling")
            faults["killed while others are released"] += 1
            await attack.start(1)
            await until(lambda: nobody_waits(attack))
        poison.write_text("1")
        await until(lambda: stopped(attack))
        faults["stopped because all was poison"] += 1
        poison.unlink()
        assert len(await parked(attack, 0)) <= len(copies.running) * IN_A_ROW
        for copy in copies.running:
            assert await copy.stop() == 0
        await attack.start(2)
        await release(attack)
    await until(lambda: nobody_waits(attack))
    await attack.settled()
    await attack.judge()


async def parked(attack: Attack, at_least: int) -> set[Any]:
    """Households that wait, as soon as there are so many."""
    found: set[Any] = set()

    async def waiting() -> bool:
        async with attack.database() as conn:
            found.update(row[0] for row in await conn.fetch("SELECT DISTINCT household_id FROM parked"))
        return len(found) >= at_least

    await until(waiting)
    return found


async def poisoned(attack: Attack) -> set[Any]:
    async with attack.database() as conn:
        given = await attack.streams(conn, "Given.v1")
    return {household for household, numbers in given.items() if any(number % POISON == 0 for number in numbers)}


async def nobody_waits(attack: Attack) -> bool:
    async with attack.database() as conn:
        return not await conn.fetchval("SELECT count(*) FROM parked")


async def stopped(attack: Attack) -> bool:
    """Whether every consumer stands still with an alarm, and says so where readiness is asked for."""
    async with httpx2.AsyncClient(timeout=10) as client:
        answers = [await client.get(f"{copy.url}/readyz") for copy in attack.copies.running]
    return all(answer.status_code == 503 and "FaultIsOurs" in answer.text for answer in answers)


async def release(attack: Attack) -> None:
    """As an operator does who asks again when nobody answers."""

    async def released() -> bool:
        with suppress(httpx2.TransportError):
            async with httpx2.AsyncClient(timeout=10) as client:
                copy = attack.random.choice(attack.copies.running)
                return (await client.post(f"{copy.url}/v1/ops/{attack.name}/parked/release")).status_code == 202
        return False

    await until(released)
