"""`onedoor up` and `onedoor serve`: start, say where, serve until Ctrl-C."""

import asyncio
import signal
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Literal

import uvloop

from services.assembly import BUILDS, all_services, one_service
from services.casebook.demo import addresses, preload, samples
from services.casebook.driver import Driver
from services.casebook.timeline import beginning
from services.casebook.wire import wire_to
from services.chassis.runtime import Runtime
from services.chassis.settings import Settings
from services.commands.faults import plain_faults, settings_given, stop

TICK = 10.0  # seconds between two looks of the simulated office


def up(*, kafka: bool, port: int | None, real_clock: bool, days_per_minute: float) -> None:
    settings = settings_given()
    with plain_faults(port := port or settings.port), suppress(KeyboardInterrupt):
        uvloop.run(_up("kafka" if kafka else "pglog", port, real_clock, days_per_minute))


async def _up(bus: Literal["pglog", "kafka"], port: int, real_clock: bool, days_per_minute: float) -> None:
    stopped = stop_signals()
    if real_clock:
        folder = Settings().state_dir / bus
        async with Runtime.start(all_services, bus=bus, clock="real", state_dir=folder, port=port) as system:
            print(*addresses(system.base_url), sep="\n", flush=True)
            await stopped.wait()
        return
    async with (
        Runtime.start(all_services, bus=bus, clock="simulated", at=beginning(samples()), port=port) as system,
        wire_to(system.base_url, salt="up") as wire,
    ):
        print("Playing the first months of the sample households ...", flush=True)
        player = await preload(system, wire)
        households = player.households.values()
        for h in households:
            if h.number:
                print(f"  number {h.number}  query code {h.query_code}  {h.story.title}")
        if system.broker:
            print(f"Kafka {system.broker}   kcat -C -b {system.broker} -t onedoor.programs -f '%k %h %s\\n'")
        print(*addresses(system.base_url), sep="\n", flush=True)
        living = asyncio.create_task(_live(player.driver, days_per_minute))
        await stopped.wait()
        living.cancel()
        with suppress(asyncio.CancelledError):
            await living


async def _live(driver: Driver, days_per_minute: float) -> None:
    """The simulated clock runs on, in step with ours or faster, and the office works on what comes in."""
    pace = max(1.0, days_per_minute * timedelta(days=1).total_seconds() / 60)
    while True:
        await asyncio.sleep(TICK)
        now = driver.system.clock.now()
        await driver.until(now + timedelta(seconds=TICK * pace))


def serve(service: str, *, only: Sequence[str], port: int | None) -> None:
    if service not in BUILDS:
        stop(f"There is no service {service!r}; there are {', '.join(BUILDS)}.")
    settings = settings_given()
    with plain_faults(port := port or settings.port), suppress(KeyboardInterrupt):
        uvloop.run(_serve(service, only, port, settings))


async def _serve(service: str, only: Sequence[str], port: int, settings: Settings) -> None:
    bus: Literal["pglog", "kafka"] = "kafka" if settings.kafka else "pglog"
    services, stopped = one_service(service, only), stop_signals()
    folder, host = settings.state_dir, settings.host
    async with Runtime.start(services, bus=bus, clock="real", state_dir=folder, host=host, port=port) as system:
        print(f"{service} at {system.base_url}", flush=True)
        await stopped.wait()


def stop_signals() -> asyncio.Event:
    """Set on Ctrl-C or SIGTERM; asked for before the start, so that a signal during it ends cleanly too."""
    stopped, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    return stopped
