"""Whole households through the running system, on the embedded bus and on a real Kafka broker."""

from datetime import datetime
from pathlib import Path
from typing import Literal

import uvloop

from services.assembly import all_services
from services.casebook.demo import samples
from services.casebook.format import Story, load
from services.casebook.load import load as play_load
from services.casebook.moments import BEIJING
from services.casebook.player import Player
from services.casebook.report import Report
from services.casebook.timeline import beginning
from services.casebook.wire import Json, wire_to
from services.chassis.runtime import Runtime

CASES = sorted((Path(__file__).parents[1] / "cases").glob("*.yaml"))
MONDAY = datetime(2024, 3, 4, 9, tzinfo=BEIJING)
Bus = Literal["pglog", "kafka"]


async def play(stories: list[Story], bus: Bus) -> tuple[Report, dict[str, Json]]:
    """The report, and each household as the read model tells it at the end."""
    async with (
        Runtime.start(all_services, bus=bus, clock="simulated", at=beginning(stories), durable=False) as system,
        wire_to(system.base_url) as wire,
    ):
        player = Player(system, wire, stories)
        report = await player.play()
        return report, {p.story.name: dict(await player.case(p)) for p in player.households.values()}


def failed(report: Report) -> list[str]:
    return [str(line) for line in report.lines if not line.ok]


def test_every_sample_and_every_case_ends_as_expected(bus: Bus) -> None:
    """On the loop that the command uses. On Kafka the cases that came from outside; what a rule says no bus changes."""
    files = [file for file in CASES if bus == "pglog" or file.name[0].isdigit()]
    report, _ = uvloop.run(play([*samples(), *load(files)], bus))
    assert not failed(report)
    assert len(report.lines) > 100


async def test_generated_households_are_asked_about_as_counted_and_all_answered(bus: Bus) -> None:
    async with (
        Runtime.start(all_services, bus=bus, clock="simulated", at=MONDAY, durable=False) as system,
        wire_to(system.base_url) as wire,
    ):
        report = await play_load(system, wire, 25, seed=7, tell=lambda _: None)
    assert not report.faults
    assert report.referrals > 25
