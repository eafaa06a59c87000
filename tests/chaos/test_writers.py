"""R1 and R3: nobody who reads a log skips an event, and one caller wins each version, whoever dies over it."""

import asyncio
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from signal import SIGCONT, SIGKILL, SIGSTOP
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from infra.postgres.processes import dies_with_parent
from services.chassis import database
from services.chassis.log import LANES, read
from tests.chaos.attack import Attack
from tests.chaos.journey import until
from tests.chaos.process import ROOT
from tests.chaos.rows import sized

EVENTS, ROUNDS = sized(1_500, 60_000), sized(1, 10)
IN_ORDER = """SELECT count(*) FROM (SELECT version, row_number() OVER (PARTITION BY stream_id ORDER BY off) AS n
    FROM event) e WHERE version <> n"""
CUT = """SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE datname = current_database() AND usename <> current_user AND application_name <> 'test'"""


@pytest.fixture
async def log(attacking: Callable[[str, str], Attack]) -> AsyncIterator[Callable[[str, str], Any]]:
    """An attack with a database and nobody who writes to it yet."""

    async def made(promise: str, name: str) -> tuple[Attack, str]:
        attack = attacking(promise, name)
        migrations = ["services.chassis.migrations.service"]
        dsn = await database.ensure_database(
            attack.ground.postgres.dsn(), f"onedoor_{attack.name}", migrations, password="test"
        )
        return attack, dsn

    yield made


class Writers:
    """Processes of `writers.py`, and what they were told."""

    def __init__(self, mode: str, dsn: str, folder: Path) -> None:
        self.mode, self.dsn, self.folder = mode, dsn, folder
        self.lives: list[subprocess.Popen[bytes]] = []

    def start(self, count: int) -> None:
        for _ in range(count):
            number = str(len(self.lives))
            with self.file(number).open("wb") as said:
                command = [sys.executable, "-m", "tests.chaos.writers", self.mode, self.dsn, number]
                life = subprocess.Popen(command, cwd=ROOT, stdout=said, preexec_fn=dies_with_parent())  # noqa: PLW1509
            self.lives.append(life)

    def file(self, number: str) -> Path:
        return self.folder / f"writer-{number}"

    def said(self) -> Iterator[list[str]]:
        """Whole lines; who was killed may have left half of one."""
        for number in range(len(self.lives)):
            for line in self.file(str(number)).read_text().splitlines(keepends=True):
                if line.endswith("\n"):
                    yield line.split()

    def told(self, kind: str) -> list[list[str]]:
        return [words[1:] for words in self.said() if words[0] == kind]

    def send(self, at: int, sign: int) -> None:
        os.kill(self.lives[at].pid, sign)

    def end(self) -> None:
        for life in self.lives:
            if life.poll() is None:
                life.kill()
            life.wait()


@contextmanager
def writing(mode: str, dsn: str, folder: Path, count: int) -> Iterator[Writers]:
    writers = Writers(mode, dsn, folder)
    writers.start(count)
    try:
        yield writers
    finally:
        writers.end()


@pytest.mark.timeout(sized(120, 900))
async def test_a_reader_sees_every_event_while_writers_pause_roll_back_and_die(log: Any) -> None:
    attack, dsn = await log("R1", "six writers pausing, rolling back, killed, frozen")
    faults, seen, over = attack.row.faults, set[UUID](), asyncio.Event()

    async def tail() -> None:
        conn, at = await database.connect(dsn, application_name="test"), dict.fromkeys(range(LANES), 0)
        while True:
            last = over.is_set()
            rows = await read(conn, at, 50)  # raises Hole for anything but the next place
            for row in rows:
                at[row["part"]] = row["off"]
                seen.add(row["id"])
            if last and not rows:
                break
            await asyncio.sleep(0)
        await conn.close()

    tailing = asyncio.create_task(tail())
    async with attack.database() as owner, attack.database() as foreign:
        with writing("rollback", dsn, attack.copies.folder, 6) as writers:
            async with foreign.transaction():
                await foreign.execute("CREATE TABLE foreign_work ()")  # an older transaction than all that follow
                for round_ in range(ROUNDS):
                    await more(seen, 100)
                    at = len(writers.lives) - 6
                    writers.send(at, SIGKILL)
                    writers.start(1)
                    writers.send(at + 1, SIGSTOP)
                    faults["killed"] += 1
                    await more(seen, 100)
                    writers.send(at + 1, SIGCONT)
                    faults["frozen"] += 1
                    faults["cut off"] += await owner.fetchval(CUT)
                    await more(seen, EVENTS * (round_ + 1) // ROUNDS - len(seen))
                faults["older transaction open"] += 1
            await more(seen, 50)
        over.set()
        await tailing
        faults["rolled back"] = len(writers.told("rolled-back"))
        there = {row["id"] for row in await owner.fetch("SELECT id FROM event")}
        written = {UUID(id_) for ids in writers.told("written") for id_ in ids}
        attack.row.lost = len(there - seen) + len(written - there)
        attack.row.disordered = await owner.fetchval(IN_ORDER)
    attack.row.hold()
    assert len(seen) >= EVENTS and written


async def more(seen: set[UUID], count: int) -> None:
    goal = len(seen) + count

    async def there() -> bool:
        return len(seen) >= goal

    await until(there, 60)


@pytest.mark.timeout(sized(120, 900))
async def test_one_caller_wins_each_version_and_losers_are_told_the_true_one(log: Any) -> None:
    attack, dsn = await log("R3", "64 callers on 50 streams, cut off and killed")
    faults = attack.row.faults
    async with attack.database() as owner:
        with writing("race", dsn, attack.copies.folder, 4) as writers:
            for round_ in range(ROUNDS):
                await written(owner, EVENTS * (2 * round_ + 1) // (2 * ROUNDS))
                faults["cut off"] += await owner.fetchval(CUT)
                writers.send(len(writers.lives) - 4, SIGKILL)
                writers.start(1)
                faults["killed"] += 1
                await written(owner, EVENTS * (round_ + 1) // ROUNDS)
        there = {(row["stream_id"], row["version"]): row["id"] for row in await owner.fetch("SELECT * FROM event")}
        attack.row.disordered = await owner.fetchval(IN_ORDER)
    won: dict[tuple[UUID, int], list[UUID]] = defaultdict(list)
    for stream, version, id_ in writers.told("won"):
        won[UUID(stream), int(version)].append(UUID(id_))
    told = writers.told("told")
    attack.row.doubled = sum(len(winners) - 1 for winners in won.values())
    attack.row.lost = sum(there.get(place) not in winners for place, winners in won.items())
    untrue = [words for words in told if int(words[2]) == int(words[1]) or (UUID(words[0]), int(words[2])) not in there]
    print(f"{len(there)} versions, {len(won)} won, {len(told)} outrun, {len(writers.told('away'))} unanswered")
    attack.row.hold()
    assert won and told and not untrue


async def written(owner: asyncpg.Connection, goal: int) -> None:
    async def there() -> bool:
        return bool(await owner.fetchval("SELECT count(*) FROM event") >= goal)

    await until(there, 120)
