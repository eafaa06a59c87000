"""Postgres and bus of a folder for a command beside the running system, or started for as long as the command takes."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Literal

from infra.kafka.broker import KafkaBroker
from infra.postgres.cluster import cluster
from services.chassis import bootstrap
from services.chassis.bus import Bus
from services.chassis.bus_kafka import KafkaBus
from services.chassis.bus_pglog import PgBus
from services.chassis.database import address
from services.chassis.settings import Settings
from services.commands.faults import stop

BusName = Literal["pglog", "kafka"]


def bus_name(kafka: bool) -> BusName:
    return "kafka" if kafka else "pglog"


def folder_of(settings: Settings, kind: BusName) -> Path:
    """Where `onedoor up --real-clock` keeps its data; ends the command where there is nothing."""
    folder = settings.state_dir / kind
    if settings.database_url is None and not folder.exists():
        stop(f"There is nothing in {folder}: it is written by `onedoor up --real-clock`.")
    return folder


@asynccontextmanager
async def standing(settings: Settings, folder: Path, kind: BusName) -> AsyncIterator[tuple[str, bytes, Bus]]:
    """The administrator's URL, the master key and the bus."""
    async with AsyncExitStack() as stack:
        postgres = cluster(folder / "postgres", settings.database_url)
        if not postgres.attach():
            postgres.start()
            stack.callback(postgres.stop)
        admin_dsn, master = postgres.dsn(), bootstrap.master_key(settings, folder)
        if kind == "kafka":
            broker = settings.kafka or stack.enter_context(KafkaBroker(home=folder / "kafka")).bootstrap
            bus: Bus = KafkaBus(broker)
        else:
            bus = PgBus(address(admin_dsn, "onedoor_bus"))
        await bus.start()
        stack.push_async_callback(bus.stop)
        yield admin_dsn, master, bus
