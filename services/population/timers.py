"""When population wakes up: a warning that nobody handled, level by level, and the periodic re-check."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

from services.chassis.tables import ClearTimer, Context, Due, Envelope, SetTimer, Timer, Timers
from services.policy.calendar import BEIJING, OFFICE_OPENS
from services.policy.lateness import Level, above, late_at
from services.population import clocks
from services.population.domain.commands import DemandRecheck, LiftWarning
from services.population.domain.events import (
    Clock,
    DecisionKept,
    RecheckDemanded,
    StandingKept,
    WarningLifted,
    WarningOpened,
    WarningSettled,
)
from services.population.domain.known import KNOWN
from services.population.handlers import rules_at

LATE: Final[Mapping[Clock, str]] = {"warning_handled": "warning-overdue", "death_adjustment": "adjustment-overdue"}
RECHECK: Final = "recheck-due"


def when_opened(event: WarningOpened, _: Envelope) -> Sequence[SetTimer | ClearTimer]:
    dues: Mapping[Clock, date | datetime | None] = {
        "warning_handled": event.due,
        "death_adjustment": event.adjust_by,
    }
    return [told(clock, event.warning_id, late_at(due), clocks.FIRST_LEVEL) for clock, due in dues.items() if due]


def when_lifted(event: WarningLifted, _: Envelope) -> Sequence[SetTimer | ClearTimer]:
    """The next level, until nobody is left above."""
    level = above(event.level)
    return [told(event.clock, event.warning_id, event.next_at, level)] if event.next_at and level else []


def told(clock: Clock, warning_id: UUID, at: datetime, level: Level) -> SetTimer:
    return SetTimer(name=LATE[clock], at=at, stream_id=warning_id, payload={"clock": clock, "level": level})


def when_settled(event: WarningSettled, _: Envelope) -> Sequence[SetTimer | ClearTimer]:
    """A death that somebody has looked into is not adjusted yet."""
    return [ClearTimer(name=LATE["warning_handled"], stream_id=event.warning_id)]


def when_decided(event: StandingKept | DecisionKept, envelope: Envelope) -> Sequence[SetTimer | ClearTimer]:
    """In the office's hours of the day that the decision names."""
    if event.recheck is None:
        return [ClearTimer(name=RECHECK, stream_id=envelope.stream_id)]
    at = datetime.combine(event.recheck, OFFICE_OPENS, BEIJING)
    return [SetTimer(name=RECHECK, at=at, stream_id=envelope.stream_id)]


def when_demanded(_: RecheckDemanded, envelope: Envelope) -> Sequence[SetTimer | ClearTimer]:
    """Its decision sets the next day."""
    return [ClearTimer(name=RECHECK, stream_id=envelope.stream_id)]


async def lift_warning(timer: Timer, ctx: Context) -> None:
    household = (await ctx.state(KNOWN, timer.household_id)).household
    if household is None:
        return  # erased
    level: Level = timer.payload["level"]
    rules = rules_at(household.place, household.residence, ctx.today())
    command = LiftWarning(
        warning_id=timer.stream_id,
        clock=timer.payload.get("clock", "warning_handled"),
        level=level,
        next_at=clocks.next_level_at(level, ctx.now(), rules),
        now=ctx.now(),
    )
    await ctx.execute(KNOWN, timer.household_id, command)


async def recheck(timer: Timer, ctx: Context) -> None:
    household = (await ctx.state(KNOWN, timer.household_id)).household
    if household is None:
        return  # erased
    rules = rules_at(household.place, household.residence, ctx.today())
    command = DemandRecheck(household_id=timer.household_id, periodic=True, rules=rules, now=ctx.now())
    await ctx.execute(KNOWN, timer.household_id, command)


TIMERS: Timers = {
    WarningOpened: when_opened,
    WarningLifted: when_lifted,
    WarningSettled: when_settled,
    StandingKept: when_decided,
    DecisionKept: when_decided,
    RecheckDemanded: when_demanded,
}
DUE: Due = {**dict.fromkeys(LATE.values(), lift_warning), RECHECK: recheck}
