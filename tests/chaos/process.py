"""The parent's side of `child.py`: start, kill and stop a whole OneDoor by its process id, and reach its databases."""

import asyncio
import os
import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from infra.postgres.launcher import EmbeddedPostgres
from infra.postgres.processes import dies_with_parent
from services.chassis.telemetry import BEIJING

ROOT = Path(__file__).parents[2]
MONDAY = datetime(2024, 5, 6, 9, tzinfo=BEIJING)
PATIENCE = 120.0  # seconds until a start has to be through


class Process:
    """One state folder; any number of lives. What it logs goes to `log`, over all lives."""

    def __init__(self, state: Path, bus: str = "pglog", level: str = "warning") -> None:
        self.state, self.bus = state, bus
        self.log = state / "child.log"
        self.environment = {**os.environ, "ONEDOOR_LOG_LEVEL": level}
        self.life: subprocess.Popen[bytes] | None = None

    async def start(self) -> str:
        """The address of the pages and the API, once they answer."""
        self.state.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "tests.chaos.child", str(self.state), self.bus, MONDAY.isoformat()]
        with self.log.open("ab") as log:
            self.life = subprocess.Popen(  # noqa: ASYNC220 (from this thread, with which it dies)
                command,
                cwd=ROOT,
                env=self.environment,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
                preexec_fn=dies_with_parent(),  # noqa: PLW1509
            )
        assert self.life.stdout
        async with asyncio.timeout(PATIENCE):
            address = (await asyncio.to_thread(self.life.stdout.readline)).decode().strip()
        if not address:
            raise RuntimeError(f"it did not start:\n{self.log.read_text()[-4000:]}")
        return address

    def kill(self, *, with_servers: bool) -> None:
        """kill -9: the process alone, whose Postgres then stops by itself, or its servers in the same moment."""
        assert self.life
        servers = self.servers() if with_servers else []
        for pid in (self.life.pid, *servers):
            os.kill(pid, signal.SIGKILL)
        self.life.wait()

    def servers(self) -> list[int]:
        """Postgres and broker that this process has started itself."""
        assert self.life
        return [int(pid) for pid in Path(f"/proc/{self.life.pid}/task/{self.life.pid}/children").read_text().split()]

    def stop(self) -> None:
        if self.life and self.life.poll() is None:
            self.life.terminate()
            self.life.wait(60)

    def admin_dsn(self) -> str:
        """The administrator's URL of the running Postgres."""
        cluster = EmbeddedPostgres(self.state / "postgres")
        assert cluster.attach(), "Postgres does not run"
        return cluster.dsn()
