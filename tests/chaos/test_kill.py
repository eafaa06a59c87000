"""R13: kill -9 of everything at random moments of many applications; after the last restart each has ended once."""

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random

import pytest

from services.casebook.driver import Driver
from services.casebook.generate import generate
from services.casebook.office import Office
from services.casebook.wire import Wire
from tests.chaos import evidence, journey
from tests.chaos.process import MONDAY, Process
from tests.chaos.remote import MOVE, Client, Remote
from tests.chaos.rows import Row, sized

APPLICATIONS = int(os.environ.get("CHAOS_APPLICATIONS", sized(50, 500)))
KILLS = int(os.environ.get("CHAOS_KILLS", sized(5, 20)))
SEED = int(os.environ.get("CHAOS_SEED", "20240506"))
ONCE = {  # events that one stream may hold once
    "investigation": {"Opened", "WorkBegun"},
    "classification": {"ClassConfirmed", "ClassRefused"},
}


class Killer:
    """Kills at seeded requests: most while commands are under way, every third one while the clock is moved."""

    def __init__(self, process: Process, random: Random, kills: int) -> None:
        self.process, self.random = process, random
        moves = kills // 3
        self.at_moves = set(random.sample(range(2, 12), moves))
        self.at_commands = set(random.sample(range(10, 3 * APPLICATIONS), kills - moves))
        self.moves = self.commands = 0
        self.killed: list[str] = []
        self.under_way: asyncio.Task[None] | None = None
        self.client = Client("http://127.0.0.1", self.sending)

    def sending(self, method: str, path: str) -> None:
        moving = path == MOVE
        if method != "POST":
            return
        self.moves += moving
        self.commands += not moving
        wanted, count = (self.at_moves, self.moves) if moving else (self.at_commands, self.commands)
        due = {at for at in wanted if at <= count}
        if due and (self.under_way is None or self.under_way.done()):
            wanted.remove(min(due))
            self.under_way = asyncio.create_task(self.strike(f"{'clock' if moving else 'command'} {count}"))

    async def strike(self, moment: str) -> None:
        """A little later, so that it falls anywhere into the work."""
        await asyncio.sleep(self.random.uniform(0, 0.4))
        with_servers = self.random.random() < 0.5
        self.process.kill(with_servers=with_servers)
        self.killed.append(f"{moment}{' with Postgres' if with_servers else ''}")
        await self.client.moved_to(self.process.start)


@pytest.fixture
async def killer(tmp_path: Path) -> AsyncIterator[Killer]:
    process = Process(tmp_path / "state")
    killer = Killer(process, Random(SEED), KILLS)
    try:
        await killer.client.moved_to(process.start)
        yield killer
    finally:
        await killer.client.aclose()
        process.stop()


@pytest.mark.timeout(sized(900, 1800))
async def test_each_application_ends_once_whenever_the_process_is_killed(killer: Killer) -> None:
    print(f"seed {SEED}: {APPLICATIONS} applications, {KILLS} kills")
    wire = Wire(killer.client, "kill")
    households = generate(APPLICATIONS, on=MONDAY.date(), seed=SEED)
    receipts = await journey.submit(wire, households)
    await journey.to_the_end(Driver(Remote(wire, "", MONDAY), Office(wire, {}, width=8)), wire, receipts)
    if killer.under_way:
        await killer.under_way
    print(f"killed {len(killer.killed)} times, at {', '.join(killer.killed)}; {killer.client.repeated} requests again")
    assert len(killer.killed) == KILLS, "a fault that was not injected proves nothing"
    applications = {receipt["application_id"] for receipt in receipts}
    assert len(applications) == APPLICATIONS
    await journey.each_was_asked_for_what_it_needs(wire, households, receipts)
    await journey.nobody_is_parked(wire)
    dsn = killer.process.admin_dsn()
    print(await journey.nothing_is_missing_or_doubled(dsn, applications))
    for service, once in ONCE.items():
        rows = [tuple(row) for row in await evidence.events(dsn, service)]
        assert rows and not evidence.more_than_once([row for row in rows if row[2] in once])
    Row("R13", "applications while everything is killed", Counter(map(kind, killer.killed))).hold()


def kind(killed: str) -> str:
    return "killed with Postgres" if "Postgres" in killed else "killed"
