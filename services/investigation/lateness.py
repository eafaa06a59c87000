"""When a level is woken because an investigation has not begun: the day after its last day, then level by level."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from services.chassis.tables import ClearTimer, Context, Envelope, SetTimer, Timer
from services.investigation.domain.investigation import INVESTIGATION
from services.investigation.domain.messages import Closed, LateNoted, NoteLate, Opened, WorkBegun
from services.policy.lateness import LEVELS, Level, above, late_at, next_at

LATE: Final = "start-overdue"


def to_begin(event: Opened, envelope: Envelope) -> Sequence[SetTimer | ClearTimer]:
    due = event.deadlines.get("investigation_start")
    return [woken(late_at(due), LEVELS[0], envelope)] if due else []


def next_level(event: LateNoted, envelope: Envelope) -> Sequence[SetTimer | ClearTimer]:
    level = above(event.level)
    return [woken(next_at(event.late_on), level, envelope)] if level else []


def woken(at: datetime, level: Level, envelope: Envelope) -> SetTimer:
    return SetTimer(name=LATE, at=at, stream_id=envelope.stream_id, payload={"level": level})


def begun(event: WorkBegun | Closed, envelope: Envelope) -> Sequence[SetTimer | ClearTimer]:
    return [ClearTimer(name=LATE, stream_id=envelope.stream_id)]


async def note_late(timer: Timer, ctx: Context) -> None:
    await ctx.execute(INVESTIGATION, timer.stream_id, NoteLate(level=timer.payload["level"], now=ctx.now()))
