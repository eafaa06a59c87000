"""The parent's side of `copy.py`: copies of the attacked service that are started, killed, frozen and stopped."""

import asyncio
import base64
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2

from infra.postgres.processes import dies_with_parent
from tests.chaos.process import PATIENCE, ROOT

REFUSED = {"pass_failed", "relay_failed", "timers_failed", "retry_failed", "follower_failed"}
MASTER = base64.b64encode(bytes(32)).decode()


@dataclass(eq=False)
class Copy:
    """One process. What it logs goes to `log`; `had`: copies of messages that it has had before, as it said last."""

    life: subprocess.Popen[bytes]
    log: Path
    url: str = ""
    had: int = 0

    async def ready(self) -> "Copy":
        assert self.life.stdout
        async with asyncio.timeout(PATIENCE):
            self.url = (await asyncio.to_thread(self.life.stdout.readline)).decode().strip()
        if not self.url:
            raise RuntimeError(f"it did not start:\n{self.log.read_text()[-4000:]}")
        return self

    @property
    def alive(self) -> bool:
        return self.life.poll() is None

    @property
    def frozen(self) -> bool:
        return self.alive and Path(f"/proc/{self.life.pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"

    def send(self, sign: signal.Signals) -> None:
        os.kill(self.life.pid, sign)

    def kill(self) -> None:
        """Whatever it is doing, frozen or not."""
        if self.alive:
            self.send(signal.SIGKILL)
        self.life.wait()

    async def stop(self) -> int:
        """SIGTERM; answers how it ended."""
        self.send(signal.SIGTERM)
        return await asyncio.to_thread(self.life.wait, 30)

    def said(self) -> Counter[str]:
        """Events of its log, by name."""
        return Counter(json.loads(line).get("event", "") for line in self.lines())

    def lines(self) -> Iterator[str]:
        return (line for line in self.log.read_text().splitlines() if line.startswith("{"))

    def refused(self) -> int:
        """Passes that the database did not let through."""
        said = self.said()
        return sum(said[name] for name in REFUSED)

    async def ask(self, path: str) -> Any:
        async with httpx2.AsyncClient(timeout=20) as client:
            return (await client.get(f"{self.url}{path}")).json()

    def memory(self) -> int:
        """Bytes that it holds."""
        return int(Path(f"/proc/{self.life.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


@dataclass
class Copies:
    """All that were started of one service, and those that run."""

    name: str
    folder: Path
    started: list[Copy] = field(default_factory=list)

    @property
    def running(self) -> list[Copy]:
        return [copy for copy in self.started if copy.alive and copy.url]

    async def start(self, count: int, bus: str, **settings: str) -> list[Copy]:
        """Side by side, as a deployment does."""
        new = [self.launch(bus, **settings) for _ in range(count)]
        return list(await asyncio.gather(*(copy.ready() for copy in new)))

    def launch(self, what: str, **settings: str) -> Copy:
        """`what`: see `copy.py`."""
        environment = {
            **os.environ,
            "ONEDOOR_MASTER_KEY": MASTER,
            "ONEDOOR_LOG_LEVEL": "warning",
            **{name: value for name, value in settings.items() if value},
        }
        log = self.folder / f"{len(self.started)}.log"
        with log.open("wb") as file:
            life = subprocess.Popen(
                [sys.executable, "-m", "tests.chaos.copy", self.name, str(self.folder), what],
                cwd=ROOT,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=file,
                start_new_session=True,
                preexec_fn=dies_with_parent(),  # noqa: PLW1509
            )
        self.started.append(copy := Copy(life, log))
        return copy

    async def dropped(self) -> int:
        """Messages that came again and had no effect again, as far as those that run have told."""
        for copy in self.running:
            if not copy.frozen:
                with suppress(httpx2.TransportError):
                    (one,) = (await copy.ask("/v1/ops/services"))["items"]
                    copy.had = sum(seen.get("dropped", 0) for seen in one["consumers"].values())
        return sum(copy.had for copy in self.started)

    def order(self, moment: str, sign: signal.Signals, after: int = 0) -> None:
        """Whoever comes to this moment first sends itself this signal, having been there `after` times before."""
        (self.folder / "order").write_text(f"{int(sign)} {after}")
        (self.folder / "order").rename(self.folder / moment)

    async def struck(self, moment: str, seconds: float = 30) -> Copy:
        """The copy that came there, dead or frozen."""
        async with asyncio.timeout(seconds):
            while True:
                for taken in self.folder.glob(f"{moment}.*"):
                    pid = int(taken.suffix[1:])
                    copy = next(copy for copy in self.started if copy.life.pid == pid)
                    if not copy.alive or copy.frozen:
                        taken.unlink()
                        return copy
                await asyncio.sleep(0.01)

    def end(self) -> None:
        for copy in self.started:
            copy.kill()
