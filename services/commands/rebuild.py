"""`onedoor rebuild`: build a view anew beside the live one, beside the running system, and exchange the two."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from rich.progress import Progress as Bar

from contracts.base import Contract
from services.assembly import BUILDS
from services.chassis import database
from services.chassis.beside import Beside, NotNow, Progress, build, owner
from services.chassis.bus import Bus
from services.chassis.clock import RealClock
from services.chassis.engine import topic_of
from services.chassis.keys import KeyStore
from services.chassis.service import Environment, Service
from services.chassis.settings import Settings
from services.chassis.streams import Streams
from services.chassis.tables import Projection
from services.chassis.tape import Tape
from services.commands.faults import plain_faults, settings_given, stop
from services.commands.standing import BusName, bus_name, folder_of, standing


def rebuild(service: str, view: str, *, kafka: bool, back: bool) -> None:
    settings, kind = settings_given(), bus_name(kafka)
    if service not in BUILDS:
        stop(f"There is no service {service!r}; there are {', '.join(BUILDS)}.")
    declared = BUILDS[service](Environment(clock=RealClock(), urls={}, settings=settings))
    projection = projection_of(declared, view)
    folder = folder_of(settings, kind)
    with plain_faults(), Bar() as bar:
        task = bar.add_task(f"{service} {view}")

        def tell(at: Progress) -> None:
            bar.update(task, completed=at.done, total=at.of)

        try:
            version = asyncio.run(_rebuild(settings, folder, kind, declared, projection, back, tell))
        except NotNow as reason:
            stop(f"{service} {view}: {reason}.")
    print(f"{service} {view}: version {version} is live, the one before it is kept")


def projection_of(service: Service, view: str) -> Projection:
    views = {projection.name: projection for projection in service.projections}
    if view not in views:
        stop(f"{service.name} has no view {view!r}; it has {', '.join(views) or 'none'}.")
    return views[view]


async def _rebuild(
    settings: Settings,
    folder: Path,
    kind: BusName,
    service: Service,
    projection: Projection,
    back: bool,
    tell: Callable[[Progress], None],
) -> int:
    async with standing(settings, folder, kind) as (admin_dsn, master, bus):
        keys = await database.pool(database.address(admin_dsn, "onedoor_keys"), max=2)
        dsn = database.address(admin_dsn, f"onedoor_{service.name}")
        try:
            async with builder(service, projection, dsn, bus, KeyStore(keys, master)) as beside:
                return await build(beside, back=back, tell=tell)
        finally:
            await keys.close()


@asynccontextmanager
async def builder(
    service: Service, projection: Projection, dsn: str, bus: Bus, keys: KeyStore
) -> AsyncIterator[Beside]:
    """`dsn` is that of the tables' owner."""
    streams = Streams(service.deciders, keys if service.opens else None)
    heard = {t.type: t for t in projection.on if issubclass(t, Contract)}
    topics = {topic_of(contract) for contract in heard.values()}
    tapes = {topic: Tape(bus, f"beside.{service.name}.{projection.name}", topic, heard) for topic in sorted(topics)}
    conn = await owner(dsn)
    try:
        for tape in tapes.values():
            await tape.source.start()
        yield Beside(service, projection, conn, streams, tapes)
    finally:
        for tape in tapes.values():
            await tape.source.stop()
        await conn.close()
