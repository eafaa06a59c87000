"""When a level is woken because an investigation has not begun: the day after its last day, then level by level."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final, get_args

from services.chassis.tables import ClearTimer, Context, Envelope, SetTimer, Timer
from services.investigation.domain.investigation import INVESTIGATION
from services.investigation.domain.messages import Closed, LateNoted, Level, NoteLate, Opened, WorkBegun
from services.policy.calendar import BEIJING, add_working_days

LATE: Final = "start-overdue"
LEVELS: Final[tuple[Level, ...]] = get_args(Level)
BETWEEN_LEVELS: Final = 5  # working days, as between the levels of a late decision


def to_begin(event: Opened, envelope: Envelope) -> Sequence[SetTimer | ClearTimer]:
    due = event.deadlines.get("investigation_start")
    if due is None:
        return []
    day = due.date() if isinstance(due, datetime) else due
    return [woken(day + timedelta(days=1), LEVELS[0], envelope)]


def next_level(event: LateNoted, envelope: Envelope) -> Sequence[SetTimer | ClearTimer]:
    above = LEVELS[LEVELS.index(event.level) + 1 :]
    return [woken(add_working_days(event.late_on, BETWEEN_LEVELS), level, envelope) for level in above[:1]]


def woken(day: date, level: Level, envelope: Envelope) -> SetTimer:
    at = datetime.combine(day, time(), BEIJING)
    return SetTimer(name=LATE, at=at, stream_id=envelope.stream_id, payload={"level": level})


def begun(event: WorkBegun | Closed, envelope: Envelope) -> Sequence[SetTimer | ClearTimer]:
    return [ClearTimer(name=LATE, stream_id=envelope.stream_id)]


async def note_late(timer: Timer, ctx: Context) -> None:
    await ctx.execute(INVESTIGATION, timer.stream_id, NoteLate(level=timer.payload["level"], now=ctx.now()))
