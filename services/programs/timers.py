"""When a program looks at a household again by itself, and what it does then. Timers are named `<what>.<program>`."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from services.chassis.tables import ClearTimer, Context, Due, Envelope, SetTimer, Timer, Timers
from services.policy.parameters import parameters
from services.programs.entitlement import Program, entitlement
from services.programs.entitlement.commands import CloseYear, Command, NoteDeskLate, PayMonth, RefreshRates
from services.programs.entitlement.events import ProgramAsked, WakePlanned
from services.programs.entitlement.state import Entitlement
from services.programs.handlers import Stream
from services.programs.months import closed_by
from services.programs.rates import next_change, stretches


def planned(event: WakePlanned, envelope: Envelope) -> Sequence[SetTimer | ClearTimer]:
    name = f"{event.what}.{event.program}"
    if event.at is None:
        return [ClearTimer(name=name, stream_id=envelope.household_id)]
    return [SetTimer(name=name, at=event.at, stream_id=envelope.household_id)]


def pay_month(file: ProgramAsked | None, timer: Timer, ctx: Context) -> Command | None:
    """Figures first, so that one which was put in after its day is found by the next run at the latest."""
    return refresh_rates(file, timer, ctx) or PayMonth(now=ctx.now())


def note_desk_late(file: ProgramAsked | None, timer: Timer, ctx: Context) -> Command | None:
    return NoteDeskLate(now=ctx.now())


def refresh_rates(file: ProgramAsked | None, timer: Timer, ctx: Context) -> Command | None:
    if file is None:
        return None
    return RefreshRates(
        figures=stretches(file.division, file.residence, ctx.today()),
        rates_change_on=next_change(file.division, file.residence, ctx.today()),
        now=ctx.now(),
    )


def close_year(file: ProgramAsked | None, timer: Timer, ctx: Context) -> Command | None:
    """For the year that was planned, even where the clock is late."""
    if file is None:
        return None
    year = closed_by(timer.due)
    rules = parameters(file.division, file.residence, date(year, 12, 31))
    return CloseYear(year=year, rules=rules, now=ctx.now())


WHAT = {"payments": pay_month, "desk": note_desk_late, "rates": refresh_rates, "year_end": close_year}
TIMERS: Timers = {WakePlanned: planned}


def due(programs: Sequence[Program]) -> Due:
    return {f"{what}.{program.code}": waking(program, act) for program in programs for what, act in WHAT.items()}


def waking(program: Program, act: Any) -> Any:
    stream: Stream = entitlement(program)

    async def wake(timer: Timer, ctx: Context) -> None:
        state: Entitlement = await ctx.state(stream, timer.stream_id)
        command = act(state.file, timer, ctx)
        if command is not None:
            await ctx.execute(stream, timer.stream_id, command)

    return wake
