"""Starts one Apache Kafka node (KRaft) for tests and local use: its folder, its ports, its life.

with KafkaBroker() as broker:  # a temporary folder; KafkaBroker(home) keeps its data and its port
    broker.bootstrap  # "127.0.0.1:PORT"
"""

import base64
import ctypes
import hashlib
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from infra.kafka.jars import jars, java, only_one

JVM: Final = ("-Xms64m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xlog:disable")
CONFIG: Final = """process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
controller.listener.names=CONTROLLER
log.dirs={home}/data
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
broker.session.timeout.ms=2000
broker.heartbeat.interval.ms=500
log.cleaner.dedupe.buffer.size=2097152
"""
LIBC: Final = ctypes.CDLL(None)


@contextmanager
def kafka(home: Path | None = None) -> Iterator[str]:
    """The address of a broker: `ONEDOOR_KAFKA=host:port` where that is set, else of one that is started here."""
    if existing := os.environ.get("ONEDOOR_KAFKA"):
        yield existing
        return
    with KafkaBroker(home) as broker:
        yield broker.bootstrap


class KafkaBroker:
    """Start it from a thread that outlives it: on Linux the broker dies with the thread that started it."""

    def __init__(self, home: Path | None = None, *, jvm: tuple[str, ...] | None = None) -> None:
        self.keep = home is not None
        self.home = Path(home or tempfile.mkdtemp(prefix="onedoor-kafka-")).resolve()
        self.home.mkdir(parents=True, exist_ok=True)
        self.config, self.log = self.home / "server.properties", self.home / "broker.log"
        self.jvm = (*JVM, f"-XX:{_archive()}") if jvm is None else jvm
        port, controller = _ports(self.config)
        self.bootstrap = f"127.0.0.1:{port}"
        self.config.write_text(CONFIG.format(port=port, controller=controller, home=self.home))
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, timeout: float = 60) -> "KafkaBroker":
        """Returns when the broker answers. After `kill` or `stop` of a kept folder it goes on with the same data."""
        if not (self.home / "data" / "meta.properties").exists():
            self._format()
        deadline = time.monotonic() + timeout
        with self.log.open("ab") as log:  # a process group of its own: Ctrl-C reaches the application first
            self.process = subprocess.Popen(
                _command(self.jvm, "kafka.Kafka", str(self.config)),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509
            )
        while not _answers(self.bootstrap):
            if self.process.poll() is not None or time.monotonic() > deadline:
                said = self.log.read_text()[-4000:]
                self.stop()
                raise RuntimeError(f"the broker did not start:\n{said}")
            time.sleep(0.02)
        return self

    def kill(self) -> None:
        """No clean shutdown."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def halt(self, timeout: float = 30) -> None:
        """Clean shutdown; the data stays."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout)
            self.kill()

    def stop(self) -> None:
        """Clean shutdown; a temporary folder goes."""
        self.halt()
        if not self.keep:
            shutil.rmtree(self.home, ignore_errors=True)

    def __enter__(self) -> "KafkaBroker":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _format(self) -> None:
        cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode()[:22].replace("-", "A")
        jvm = tuple(
            part for part in self.jvm if not part.startswith(("-XX:AOTCacheOutput", "-XX:ArchiveClassesAtExit"))
        )
        command = _command(jvm, "kafka.tools.StorageTool", "format", "-t", cluster, "-c", str(self.config))
        said = subprocess.run(command, capture_output=True, text=True, check=False)
        if said.returncode:
            self.stop()
            raise RuntimeError(said.stdout + said.stderr)


def _command(jvm: tuple[str, ...], name: str, *args: str) -> list[str]:
    path = ":".join(str(jar) for jar in sorted(jars().glob("*.jar")))
    return [java(), *jvm, "-Dlog4j2.level=WARN", "-cp", path, name, *args]


def _archive() -> str:
    """The JVM option that loads an archive of classes: it halves every start. The first call on a machine makes it."""
    said = subprocess.run([java(), "-version"], capture_output=True, text=True, check=True).stderr
    version = re.search(r'"(\d+)', said)
    modern = version is not None and int(version[1]) >= 25
    archive = jars() / (hashlib.sha256(said.encode()).hexdigest()[:12] + ".archive")
    with only_one("archive"):
        if not archive.exists():
            write = f"-XX:{'AOTCacheOutput' if modern else 'ArchiveClassesAtExit'}={archive}"
            trained = KafkaBroker(jvm=(*JVM, write))
            trained.start().halt(120)
            trained.stop()
    return f"{'AOTCache' if modern else 'SharedArchiveFile'}={archive}"


def _ports(config: Path) -> tuple[int, int]:
    """Those of the last start in this folder while they are free, else two that nobody uses."""
    known = re.findall(r"(?:PLAINTEXT|CONTROLLER)://127\.0\.0\.1:(\d+)", config.read_text()) if config.exists() else []
    wanted = [int(port) for port in known] or [0, 0]
    try:
        held = [socket.create_server(("127.0.0.1", port)) for port in wanted]
    except OSError:
        held = [socket.create_server(("127.0.0.1", 0)) for _ in wanted]
    port, controller = (server.getsockname()[1] for server in held)
    for server in held:
        server.close()
    return port, controller


def _answers(bootstrap: str) -> bool:
    """Whether the answer to a Metadata request (version 1, no topics) names a broker."""
    host, _, port = bootstrap.partition(":")
    with suppress(OSError, struct.error), socket.create_connection((host, int(port)), 1) as connection:
        connection.sendall(struct.pack(">ihhihi", 14, 3, 1, 1, -1, 0))
        (brokers,) = struct.unpack(">i", connection.recv(4096)[8:12])
        return bool(brokers)
    return False


def _die_with_parent() -> None:
    LIBC.prctl(1, signal.SIGKILL)
