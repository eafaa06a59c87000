"""`onedoor verify`: is every log whole, sealed as it was written, and carried by the bus without a gap."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg

from services.chassis import seals, verifying
from services.chassis.bus import Bus
from services.chassis.database import address
from services.chassis.keys import KeyStore
from services.chassis.settings import Settings
from services.chassis.verifying import Found
from services.commands.faults import plain_faults, settings_given
from services.commands.standing import BusName, bus_name, folder_of, standing

OURS = "SELECT datname FROM pg_database WHERE datname LIKE 'onedoor\\_%' ORDER BY datname"
NO_SERVICE = {"bus", "keys"}


def verify(*, kafka: bool) -> int:
    """Exit code 0 only where nothing is wrong."""
    settings, bus = settings_given(), bus_name(kafka)
    folder = folder_of(settings, bus)
    with plain_faults():
        found = asyncio.run(_verify(settings, folder, bus))
    for service, one in found.items():
        print(line(service, one))
        for fault in one.broken:
            print(f"FAIL {service} lane {fault.lane} at {fault.off}: {fault.what}")
    return 1 if any(one.broken for one in found.values()) else 0


def line(service: str, found: Found) -> str:
    counts = f"{found.events:,} events, {found.sealed:,} of them sealed, {found.messages:,} messages"
    copies = f", {found.copies:,} sent again" if found.copies else ""
    return f"{'FAIL' if found.broken else 'ok  '} {service}: {counts}{copies}"


async def _verify(settings: Settings, folder: Path, kind: BusName) -> dict[str, Found]:
    async with standing(settings, folder, kind) as (admin_dsn, master, bus):
        return await examine(admin_dsn, master, bus)


async def examine(admin_dsn: str, master: bytes, bus: Bus) -> dict[str, Found]:
    """Every service that has a database: first its log, then its topic, then how far others claim to have read."""
    admin = await asyncpg.connect(admin_dsn)
    databases = {row[0].removeprefix("onedoor_"): row[0] for row in await admin.fetch(OURS)}
    await admin.close()
    found: dict[str, Found] = {}
    topics = {}
    for service in sorted(databases.keys() - NO_SERVICE):
        found[service] = Found()
        async with connected(address(admin_dsn, databases[service])) as conn:
            secret = KeyStore(None, master).secret(seals.NAME, service)
            ends = await verifying.log_of(conn, secret, found[service])
        topic = f"onedoor.{service}"
        topics[topic] = await verifying.bus_of(bus, topic, ends, found[service])
    for service, one in found.items():
        async with connected(address(admin_dsn, databases[service])) as conn:
            one.broken += await verifying.cursors_of(conn, topics)
    return found


@asynccontextmanager
async def connected(dsn: str) -> AsyncIterator[asyncpg.Connection]:
    conn = await asyncpg.connect(dsn)
    try:
        yield conn
    finally:
        await conn.close()
