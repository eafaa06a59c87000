"""R8: a timer acts once, never early and never after it was cleared, whoever dies over it and however clocks jump."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from signal import SIGKILL, SIGSTOP
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest

from services.chassis.telemetry import BEIJING
from tests.chaos.attack import Attack
from tests.chaos.journey import until
from tests.chaos.rows import sized

TIMERS, ROUNDS = sized(20, 400), sized(1, 8)
HOUR = timedelta(hours=1)
RANG = "SELECT stream_id, recorded_at, convert_from(data, 'UTF8')::json->>'planned' AS due FROM event WHERE type = $1"


@dataclass
class Watch:
    """`due`: each timer's last word, None where it was cleared; `shift`: how far the computers' clocks are off."""

    attack: Attack
    client: httpx2.AsyncClient
    due: dict[UUID, datetime | None] = field(default_factory=dict)
    shift: timedelta = timedelta()

    def now(self) -> datetime:
        return datetime.now(BEIJING) + self.shift

    def jump(self, to: timedelta) -> None:
        (self.attack.copies.folder / "shift").write_text(str(to.total_seconds()))
        (self.attack.copies.folder / "shift").rename(self.attack.copies.folder / "clock")
        self.attack.row.faults["clock put forward" if to > self.shift else "clock put back"] += 1
        self.shift = to

    async def plan(self, at: datetime, count: int) -> list[UUID]:
        timers = [uuid4() for _ in range(count)]
        for timer in timers:
            await self.set(timer, at)
        return timers

    async def set(self, timer: UUID, at: datetime | None) -> None:
        body = {"household_id": str(timer), "timer": str(timer), "at": at and at.isoformat()}
        key = str(uuid4())

        async def sent() -> bool:
            return await self.attack.sent(body, key, "/v1/alarms")

        await until(sent)
        self.due[timer] = at

    async def rang(self) -> list[Any]:
        async with self.attack.database() as conn:
            rows: list[Any] = await conn.fetch(RANG, "Rang.v1")
        return rows

    async def all_rang(self) -> None:
        """Return when all that are due by now have rung."""

        async def there() -> bool:
            rang = {row["stream_id"] for row in await self.rang()}
            return all(timer in rang for timer, at in self.due.items() if at and at <= self.now())

        await until(there)


@pytest.mark.timeout(sized(120, 900))
async def test_each_timer_acts_once_and_never_early_however_clocks_jump_and_owners_die(
    attacking: Callable[[str, str], Attack],
) -> None:
    attack = attacking("R8", "two owners, killed and frozen while firing; clocks jump an hour")
    await attack.start(2, "pglog")
    async with httpx2.AsyncClient(timeout=20) as attack.client:
        watch = Watch(attack, attack.client)
        for _ in range(ROUNDS):
            await storm(watch)
        rang = await watch.rang()
    for timer, at in watch.due.items():
        times = [row for row in rang if row["stream_id"] == timer]
        attack.row.lost += at is not None and not times
        attack.row.doubled += len(times) - 1 if at and times else len(times)
        attack.row.disordered += sum(row["recorded_at"] < datetime.fromisoformat(row["due"]) for row in times)
        assert all(datetime.fromisoformat(row["due"]) == at for row in times)
    print(f"{len(watch.due)} timers, {len(rang)} rang")
    attack.row.hold()
    assert attack.row.zombies


async def storm(watch: Watch) -> None:
    attack = watch.attack
    start = watch.now()
    soon, later = await watch.plan(start + HOUR / 2, TIMERS), await watch.plan(start + 3 * HOUR / 2, TIMERS)
    for timer in soon[: TIMERS // 4]:
        await watch.set(timer, None)
    for timer in soon[TIMERS // 4 : TIMERS // 2]:
        await watch.set(timer, start + 3 * HOUR / 2)
    attack.copies.order("ringing", SIGKILL, after=3)
    watch.jump(watch.shift + HOUR)
    await attack.copies.struck("ringing")
    attack.row.faults["killed while firing"] += 1
    await attack.start(1, "pglog")
    await watch.all_rang()
    watch.jump(watch.shift - HOUR)
    await watch.plan(watch.now(), TIMERS)
    await watch.all_rang()
    rang = {row["stream_id"] for row in await watch.rang()}
    assert not rang & set(later), "an hour that was taken back counts for nothing"
    attack.copies.order("ringing", SIGSTOP, after=3)
    watch.jump(watch.shift + 2 * HOUR)
    sleeper = await attack.copies.struck("ringing")
    attack.row.faults["frozen while firing"] += 1
    await watch.all_rang()
    await attack.wakes(sleeper)
