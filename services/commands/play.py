"""`onedoor cases` and `onedoor demo`: a fresh system on a simulated clock, played, compared, stopped."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Literal

import uvloop
from rich.console import Console

from services.assembly import all_services
from services.casebook.demo import addresses, play_samples, samples
from services.casebook.format import Story, load
from services.casebook.load import load as play_load
from services.casebook.moments import BEIJING
from services.casebook.player import Player
from services.casebook.report import Report
from services.casebook.timeline import beginning
from services.casebook.wire import wire_to
from services.chassis.runtime import Runtime
from services.commands.faults import plain_faults, settings_given
from services.commands.running import stop_signals

Bus = Literal["pglog", "kafka"]
Home = Callable[[], Path]
"""Where the system lives for as long as it is played; answers once its Postgres is made."""
WIDE = 120  # columns where there is no terminal
A_MONDAY_MORNING = datetime(2024, 3, 4, 9, tzinfo=BEIJING)


def cases(home: Home, files: list[Path], *, bus: Bus, json: Path | None) -> int:
    """Exit code 0 only when every expectation of every file holds."""
    settings_given()  # a wrong one is told before anything is started
    with plain_faults():
        report = uvloop.run(_cases(home, load(files), bus))
    for summary in report.summaries():
        print(summary)
    if json:
        report.write(json)
    return 0 if report.holds else 1


async def _cases(home: Home, stories: list[Story], bus: Bus) -> Report:
    async with (
        Runtime.start(all_services, bus=bus, clock="simulated", at=beginning(stories), state_dir=home()) as system,
        wire_to(system.base_url, salt="cases") as wire,
    ):
        return await Player(system, wire, stories, lambda line: print(line, flush=True)).play()


def demo(home: Home, *, households: int, quiet: bool, kafka: bool, seed: int, keep: bool) -> int:
    bus: Bus = "kafka" if kafka else "pglog"
    settings_given()  # a wrong one is told before anything is started
    with plain_faults():
        return uvloop.run(_load(home, households, bus, seed, quiet) if households else _samples(home, bus, quiet, keep))


async def _samples(home: Home, bus: Bus, quiet: bool, keep: bool) -> int:
    stories, console = samples(), Console(quiet=quiet, highlight=False)
    if not console.is_terminal:
        console.width = WIDE
    async with (
        Runtime.start(all_services, bus=bus, clock="simulated", at=beginning(stories), state_dir=home()) as system,
        wire_to(system.base_url, salt="demo") as wire,
    ):
        report = await play_samples(system, wire, console, stories)
        print("every outcome is as expected" if report.holds else "FAIL: not every outcome is as expected")
        if keep:
            print(*addresses(system.base_url), sep="\n", flush=True)
            await stop_signals().wait()
    return 0 if report.holds else 1


async def _load(home: Home, households: int, bus: Bus, seed: int, quiet: bool) -> int:
    async with (
        Runtime.start(all_services, bus=bus, clock="simulated", at=A_MONDAY_MORNING, state_dir=home()) as system,
        wire_to(system.base_url, salt="load") as wire,
    ):
        report = await play_load(
            system, wire, households, seed=seed, tell=lambda words: None if quiet else print(words)
        )
    print(*report.lines(), sep="\n")
    return 1 if report.faults else 0
