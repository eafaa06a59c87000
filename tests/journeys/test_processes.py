"""Each service in a process of its own, as docker-compose.yml starts them: one Postgres, Kafka between them."""

import asyncio
import base64
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import httpx2
import pytest

from infra.kafka.broker import KafkaBroker
from infra.postgres.launcher import EmbeddedPostgres
from infra.postgres.processes import dies_with_parent
from services.assembly import BUILDS
from services.casebook.generate import Generated, generate
from services.casebook.office import Deed, answer_of, deed_of
from services.casebook.oracle import category, is_urgent
from services.casebook.wire import Json, Wire, wire_to
from services.chassis.telemetry import BEIJING
from tests.chaos import journey
from tests.chaos.process import PATIENCE, ROOT

SERVE = [sys.executable, "-c", "from services.cli import main; main()", "serve"]
GRACE = 20.0  # seconds from SIGTERM to the end of the last process
STEP = 60.0  # seconds that a message may take on its way to the next desk
DESKS: tuple[
    tuple[str, str, str, Callable[[Json], Deed]], ...
] = (  # service, its work list, the stage that it waits for
    ("programs", "/v1/desks/worklist", "pay", answer_of),
    ("intake", "/v1/applications/worklist", "accept", lambda item: deed_of("accept", item)),
    ("investigation", "/v1/investigations/worklist", "visit", lambda item: deed_of("visit", item)),
    ("classification", "/v1/determinations/worklist", "notice", lambda item: deed_of("notice", item)),
)
T = TypeVar("T")


@dataclass
class Apart:
    """The running processes and a door to each, by name of the service."""

    home: Path
    urls: dict[str, str]
    lives: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    wires: dict[str, Wire] = field(default_factory=dict)

    def start(self, database_url: str, kafka: str) -> None:
        environment = {
            **os.environ,
            "ONEDOOR_DATABASE_URL": database_url,
            "ONEDOOR_KAFKA": kafka,
            "ONEDOOR_URLS": json.dumps(self.urls),
            "ONEDOOR_MASTER_KEY": base64.b64encode(bytes(32)).decode(),
            "ONEDOOR_STATE_DIR": str(self.home / "state"),
            "ONEDOOR_LOG_LEVEL": "info",
        }
        for name, url in self.urls.items():
            with self.log(name).open("wb") as log:
                self.lives[name] = subprocess.Popen(
                    [*SERVE, name, "--port", url.rpartition(":")[2]],
                    cwd=ROOT,
                    env=environment,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                    preexec_fn=dies_with_parent(),  # noqa: PLW1509
                )

    def log(self, name: str) -> Path:
        return self.home / f"{name}.log"

    async def ready(self) -> bool:
        """Whether all answer that they are ready; AssertionError when one has ended."""
        ended = {name: life.returncode for name, life in self.lives.items() if life.poll() is not None}
        assert not ended
        async with httpx2.AsyncClient(timeout=10) as client:
            try:
                answers = [await client.get(f"{url}/readyz") for url in self.urls.values()]
            except httpx2.TransportError:
                return False
        return all(answer.status_code == 200 for answer in answers)

    def stop(self) -> dict[str, int]:
        """SIGTERM to each at once, and how each ended; who does not end in time is killed, and has -9."""
        deadline = time.monotonic() + GRACE
        for life in self.lives.values():
            life.terminate()
        return {name: _end(life, deadline) for name, life in self.lives.items()}

    def show(self) -> None:
        """What each wrote last; seen when the test fails."""
        for name in self.lives:
            print(f"--- {name}", self.log(name).read_text(errors="replace")[-4000:], sep="\n")


def _end(life: subprocess.Popen[bytes], deadline: float) -> int:
    try:
        return life.wait(max(0.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        life.kill()
        return life.wait()


def _addresses() -> dict[str, str]:
    """One per service: all are told all of them before the first one starts."""
    held = {name: socket.create_server(("127.0.0.1", 0)) for name in BUILDS}
    urls = {name: f"http://127.0.0.1:{server.getsockname()[1]}" for name, server in held.items()}
    for server in held.values():
        server.close()
    return urls


@pytest.fixture
async def apart(tmp_path: Path) -> AsyncIterator[Apart]:
    postgres = EmbeddedPostgres(tmp_path / "postgres", durable=False)
    postgres.start()
    async with AsyncExitStack() as stack:
        stack.callback(postgres.stop)
        broker = stack.enter_context(KafkaBroker(tmp_path / "kafka"))
        processes = Apart(tmp_path, _addresses())
        stack.callback(processes.show)
        stack.callback(processes.stop)
        processes.start(postgres.dsn(), broker.bootstrap)
        await until(processes.ready, PATIENCE)
        for name, url in processes.urls.items():
            processes.wires[name] = await stack.enter_async_context(wire_to(url, "processes"))
        yield processes


async def until(found: Callable[[], Awaitable[T | None]], seconds: float = STEP) -> T:
    async with asyncio.timeout(seconds):
        while True:
            if value := await found():
                return value
            await asyncio.sleep(0.1)


def family() -> Generated:
    """Under the line, and in an emergency whose first money is paid before any test; as of today, by real clocks."""
    (found,) = generate(1, on=datetime.now(BEIJING).date(), seed=11)
    assert category(found.household) == "dibao" and is_urgent(found.household)
    return found


async def serve_at(wire: Wire, worklist: str, stage: str, deed_for: Callable[[Json], Deed]) -> None:
    """Wait until the case is on the list at this stage, and do what it waits for."""

    async def listed() -> Json | None:
        return next(iter([item async for item in wire.pages(worklist) if item["stage"] == stage]), None)

    deed = deed_for(await until(listed))
    await wire.post(deed.path, deed.body, actor=deed.actor, key=deed.name)


async def test_an_application_gets_to_its_public_notice_through_one_process_per_service_and_kafka(
    apart: Apart,
) -> None:
    (receipt,) = await journey.submit(apart.wires["intake"], [family()])
    for service, worklist, stage, deed_for in DESKS:
        await serve_at(apart.wires[service], worklist, stage, deed_for)

    async def told() -> Json | None:
        case = await apart.wires["portal"].get(f"/v1/cases/{receipt['household_id']}")
        return case if case["status"] == "in_notice" and case["payments"] else None

    case = await until(told)
    print(f"{len(apart.lives)} processes, asked: {case['referred']}, paid: {len(case['payments'])}")
    assert set(apart.lives) == set(BUILDS)
    for wire in apart.wires.values():
        await journey.nobody_is_parked(wire)
    assert apart.stop() == dict.fromkeys(BUILDS, 0)
