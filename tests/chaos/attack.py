"""One attack: a service of its own on the shared servers, what it is given, and what it must have kept of it."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import count, islice
from random import Random
from signal import SIGCONT
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx2
import orjson

from infra.postgres.launcher import EmbeddedPostgres
from services.chassis.database import address
from tests.chaos.broker import ProxiedBroker
from tests.chaos.copies import Copies, Copy
from tests.chaos.journey import until
from tests.chaos.rows import Row

LOG = "SELECT household_id, type, data FROM event WHERE type = ANY ($1) ORDER BY part, off"
BEHIND = """SELECT count(*) FILTER (WHERE type = 'Given.v1') - count(*) FILTER (WHERE type = 'Kept.v1')
    - (SELECT count(*) FROM parked) FROM event"""
GIVEN = "SELECT household_id, count(*) FROM event WHERE type = 'Given.v1' GROUP BY 1"
DONE = """SELECT household_id, count(*) FROM (SELECT household_id FROM event WHERE type = 'Kept.v1'
    UNION ALL SELECT household_id FROM parked) d GROUP BY 1"""
SEED = 20240507


@dataclass
class Ground:
    """The servers, which attacks share: what one of them kills it starts again."""

    postgres: EmbeddedPostgres
    broker: ProxiedBroker | None


@dataclass
class Attack:
    """`given`: numbers by household, in the order in which they were acknowledged."""

    ground: Ground
    copies: Copies
    row: Row
    random: Random = field(default_factory=lambda: Random(SEED))
    given: dict[UUID, list[int]] = field(default_factory=lambda: defaultdict(list))
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    again: int = 0  # requests sent a second time
    pause: float = 0.05  # seconds, on average, between two tries
    answers: Counter[int] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)  # requests without an answer
    under_way: Counter[Copy] = field(default_factory=Counter)
    left_out: set[Copy] = field(default_factory=set)  # nobody is sent there any more
    database_url: str = ""
    bootstrap: str = ""

    @property
    def name(self) -> str:
        return self.copies.name

    async def start(self, copies: int = 1, bus: str = "kafka", **more: str) -> list[Copy]:
        return await self.copies.start(copies, bus, **self.settings(bus), **more)

    def settings(self, bus: str) -> dict[str, str]:
        kafka = self.bootstrap or (self.ground.broker.bootstrap if self.ground.broker else "")
        postgres = self.database_url or self.ground.postgres.dsn()
        return {"ONEDOOR_DATABASE_URL": postgres, "ONEDOOR_KAFKA": kafka if bus == "kafka" else ""}

    @asynccontextmanager
    async def database(self) -> AsyncIterator[Any]:
        """As its owner, past every proxy."""
        conn = await asyncpg.connect(address(self.ground.postgres.dsn(), f"onedoor_{self.name}"))
        try:
            yield conn
        finally:
            conn.terminate()

    async def give(self, household: UUID, size: int, until_taken: bool = True) -> None:
        """Some more numbers, in one request, sent again until they are taken: its key makes that safe."""
        some, key = list(islice(self.numbers, size)), str(uuid4())
        body = {"household_id": str(household), "numbers": some}
        while not await self.sent(body, key):
            if not until_taken:
                return
            self.again += 1
            await asyncio.sleep(self.random.uniform(0, 2 * self.pause))
        self.given[household] += some

    async def sent(self, body: Any, key: str, path: str = "/v1/numbers") -> bool:
        """Whether one of the running copies has acknowledged it; another may have died over it."""
        awake = [copy for copy in self.copies.running if copy not in self.left_out and not copy.frozen]
        if not awake:
            return False
        copy = self.random.choice(awake)
        self.under_way[copy] += 1
        try:
            answer = await self.client.post(f"{copy.url}{path}", json=body, headers={"Idempotency-Key": key})
        except httpx2.TransportError as error:
            self.failures[type(error).__name__] += 1
            return False
        finally:
            self.under_way[copy] -= 1
        self.answers[answer.status_code] += 1
        assert answer.status_code in (200, 429, 503), answer.text
        return answer.status_code == 200

    @asynccontextmanager
    async def load(self, at_least: int, households: int = 32, size: int = 10, workers: int = 4) -> AsyncIterator[None]:
        """Numbers keep coming while the body lasts, and until there are enough."""
        over = asyncio.Event()
        lanes = [[uuid4() for _ in range(households // workers)] for _ in range(workers)]

        async def work(mine: list[UUID]) -> None:
            while not over.is_set() or sum(map(len, self.given.values())) < at_least:
                await self.give(self.random.choice(mine), size)
                await asyncio.sleep(0.02)

        limits = httpx2.Limits(max_keepalive_connections=0)
        async with httpx2.AsyncClient(timeout=20, limits=limits) as self.client:
            tasks = [asyncio.create_task(work(mine)) for mine in lanes]
            try:
                yield
                over.set()
                await asyncio.gather(*tasks)
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)

    async def kept(self) -> int:
        async with self.database() as conn:
            found: int = await conn.fetchval("SELECT count(*) FROM event WHERE type = 'Kept.v1'")
            return found

    async def moves_on(self, by: int = 1, seconds: float = 60) -> None:
        """Return when so many more effects are there."""
        goal = await self.kept() + by
        await until(self.reached(goal), seconds)

    def reached(self, goal: int) -> Callable[[], Awaitable[bool]]:
        async def there() -> bool:
            return await self.kept() >= goal

        return there

    async def caught_up(self, seconds: float = 60) -> None:
        """Return when all that is in the log at this moment has had its effect, but for households that are parked."""
        async with self.database() as conn:
            goal = dict(await conn.fetch(GIVEN))

            async def there() -> bool:
                done = dict(await conn.fetch(DONE))
                return all(done.get(household, 0) >= count for household, count in goal.items())

            await until(there, seconds)

    async def wakes(self, sleeper: Copy) -> None:
        """It goes on with what it was doing, and is refused: others have done it."""
        before = sleeper.refused()
        sleeper.send(SIGCONT)

        async def refused() -> bool:
            return sleeper.refused() > before

        await until(refused)
        self.row.zombies += sleeper.refused() - before

    async def settled(self, seconds: float = 60) -> None:
        """Return when every number that is in the log has had its effect."""

        async def nothing_left() -> bool:
            async with self.database() as conn:
                return bool(await conn.fetchval(BEHIND) <= 0)

        with suppress(TimeoutError):  # what is missing is counted
            await until(nothing_left, seconds)
        self.row.dropped += await self.copies.dropped()

    async def judge(self) -> None:
        """Count what was lost, doubled, disordered: in the log, in what was kept, in the view; then hold the row."""
        async with self.database() as conn:
            given, kept = await self.streams(conn, "Given.v1"), await self.streams(conn, "Kept.v1")
            seen = dict(await conn.fetch("SELECT household_id, n FROM seen"))
        for household in given.keys() | kept.keys() | self.given.keys():
            asked, found, effects = self.given.get(household, []), given[household], kept[household]
            self.row.lost += len(set(asked) - set(found)) + len(set(found) - set(effects))
            self.row.doubled += sum(len(numbers) - len(set(numbers)) for numbers in (found, effects))
            self.row.disordered += sum(numbers != sorted(numbers) for numbers in (found, effects))
            self.row.lost += max(0, len(effects) - seen.get(household, 0))
            self.row.doubled += max(0, seen.get(household, 0) - len(effects))
        print(f"{sum(map(len, kept.values()))} effects, {self.again} requests again", self.answers, self.failures)
        self.row.hold()

    async def streams(self, conn: Any, kind: str) -> dict[UUID, list[int]]:
        found: dict[UUID, list[int]] = defaultdict(list)
        for household, _, data in await conn.fetch(LOG, [kind]):
            found[household].append(orjson.loads(data)["number"])
        return found
