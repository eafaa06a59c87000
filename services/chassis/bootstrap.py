"""What a process stands on: Postgres, databases and roles, keys, clock, bus. Built here, nowhere else."""

import base64
import hmac
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

import asyncpg

from infra.kafka.broker import KafkaBroker
from infra.postgres.cluster import cluster
from services.chassis import database, telemetry
from services.chassis.bus import Bus
from services.chassis.bus_kafka import KafkaBus
from services.chassis.bus_pglog import PgBus
from services.chassis.clock import Clock, RealClock, SimulatedClock
from services.chassis.keys import KeyStore
from services.chassis.service import Service
from services.chassis.settings import Settings


@dataclass(frozen=True)
class Foundations:
    admin_dsn: str
    master: bytes
    keys: KeyStore
    clock: Clock
    bus: Bus

    async def database(self, service: Service) -> str:
        """The service's own database with its migrations, as its own role may use it."""
        return await prepare(
            self.admin_dsn, self.master, service.name, ["services.chassis.migrations.service", service.migrations]
        )


async def prepare(admin_dsn: str, master: bytes, name: str, migrations: list[str]) -> str:
    role = f"onedoor_{name}"
    password = hmac.digest(master, f"role {name}".encode(), "sha256").hex()
    return await database.ensure_database(admin_dsn, role, migrations, password=password)


@asynccontextmanager
async def foundations(
    settings: Settings,
    folder: Path,
    bus: Literal["pglog", "kafka"],
    clock: Literal["simulated", "real"],
    at: datetime | None,
    durable: bool,
) -> AsyncIterator[Foundations]:
    """Start what is not given by the settings, in order; stop it in the opposite order."""
    telemetry.set_up_logs(settings.log_level)
    if settings.otlp:
        telemetry.export_to(settings.otlp)
    async with AsyncExitStack() as stack:
        postgres = cluster(folder / "postgres", settings.database_url, durable)
        postgres.start()
        stack.callback(postgres.stop)
        admin_dsn = postgres.dsn()
        master = master_key(settings, folder)
        pool = await opened(stack, await prepare(admin_dsn, master, "keys", ["services.chassis.migrations.keys"]))
        moment = at or datetime.now(telemetry.BEIJING)
        now: Clock = await SimulatedClock.start(pool, moment) if clock == "simulated" else RealClock()
        carrier = await started_bus(stack, settings, folder, bus, admin_dsn, master)
        yield Foundations(admin_dsn, master, KeyStore(pool, master), now, carrier)


async def opened(stack: AsyncExitStack, dsn: str) -> asyncpg.Pool:
    pool = await database.pool(dsn, max=2)
    stack.push_async_callback(pool.close)
    return pool


async def started_bus(
    stack: AsyncExitStack, settings: Settings, folder: Path, kind: str, admin_dsn: str, master: bytes
) -> Bus:
    bus: Bus
    telemetry.carried_by("kafka" if kind == "kafka" else "onedoor_local")
    if kind == "kafka":
        bootstrap = settings.kafka
        if bootstrap is None:
            broker = stack.enter_context(KafkaBroker(home=folder / "kafka"))
            bootstrap = broker.bootstrap
        bus = KafkaBus(bootstrap)
    else:
        bus = PgBus(await prepare(admin_dsn, master, "bus", ["services.chassis.migrations.bus"]))
    await bus.start()
    stack.push_async_callback(bus.stop)
    return bus


def master_key(settings: Settings, folder: Path) -> bytes:
    """The key of keys: from the settings, or made once and kept beside the data for its owner alone."""
    if settings.master_key:
        return base64.b64decode(settings.master_key)
    path = folder / "master.key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_EXCL, 0o600), "wb") as file:
            file.write(base64.b64encode(os.urandom(32)))
    return base64.b64decode(path.read_bytes())
