"""The demo: samples through the whole chain, seen while it happens, and their chains of assistance at the end."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from rich.console import Console

from services.casebook.fan_out import FOREWORD, FanOut, chain_table
from services.casebook.format import Story, load
from services.casebook.household_played import NotSupported
from services.casebook.moments import BEIJING
from services.casebook.player import Player
from services.casebook.report import Line, Report
from services.casebook.system import System
from services.casebook.wire import Refused, Wire

SAMPLES = Path(__file__).parent / "samples"
HALF_WAY = datetime(2024, 11, 14, 12, tzinfo=BEIJING)  # some samples are finished then, some are not


def samples() -> list[Story]:
    return load(sorted(SAMPLES.glob("*.yaml")))


async def play_samples(system: System, wire: Wire, console: Console, stories: Sequence[Story]) -> Report:
    """One household after the other; every expectation that does not hold is shown at once."""

    def tell(line: Line) -> None:
        if not line.ok:
            console.print(f"[red]{line}[/red]", soft_wrap=True)

    player = Player(system, wire, stories, tell)
    view = FanOut(wire, console, system, player.households)
    player.watch, player.driver.looks = view.happened, view.look
    console.print(FOREWORD)
    report = await player.play()
    await show_chains(player, console)
    for summary in report.summaries():
        console.print(summary)
    return report


async def show_chains(player: Player, console: Console) -> None:
    for played in player.households.values():
        try:
            console.print()
            console.print(chain_table(played, dict(await player.case(played))))
        except (Refused, NotSupported) as no:
            console.print(f"{played.story.name}: no chain of assistance ({no})")


def addresses(base_url: str) -> list[str]:
    """What can be looked at."""
    return [
        f"{base_url}/                     what families see: apply, track",
        f"{base_url}/hotline              the hotline's one screen",
        f"{base_url}/observatory          services, journeys of cases, traces",
    ]


async def preload(system: System, wire: Wire) -> Player:
    """A few households that are finished and a few that are on their way, for people who look around."""
    player = Player(system, wire, samples())
    await player.play(until=HALF_WAY)
    await player.driver.until(HALF_WAY)
    return player
