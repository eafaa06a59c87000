"""When an appeal that nobody has answered is shown as late: township, county, city, once each."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from services.appeals.domain.appeals import APPEALS
from services.appeals.domain.messages import Answered, Escalated, Filed, NoteOverdue
from services.chassis.tables import ClearTimer, Context, Due, Envelope, SetTimer, Timer, Timers
from services.policy.calendar import BEIJING
from services.policy.lateness import LEVELS, Level, above, late_at, next_at

OVERDUE: Final = "appeal-overdue"


def when_filed(event: Filed, _: Envelope) -> Sequence[SetTimer | ClearTimer]:
    return [told(LEVELS[0], late_at(event.deadlines["appeal_answer"]), event.appeal_id)]


def when_late(event: Escalated, _: Envelope) -> Sequence[SetTimer | ClearTimer]:
    level = above(event.level)
    return [told(level, next_at(event.escalated_at.astimezone(BEIJING).date()), event.appeal_id)] if level else []


def told(level: Level, at: datetime, appeal_id: UUID) -> SetTimer:
    return SetTimer(name=OVERDUE, at=at, stream_id=appeal_id, payload={"level": level, "appeal_id": str(appeal_id)})


def when_answered(event: Answered, _: Envelope) -> Sequence[SetTimer | ClearTimer]:
    return [ClearTimer(name=OVERDUE, stream_id=event.appeal_id)]


async def note_overdue(timer: Timer, ctx: Context) -> None:
    command = NoteOverdue(appeal_id=timer.stream_id, level=timer.payload["level"], now=ctx.now())
    await ctx.execute(APPEALS, timer.household_id, command)


TIMERS: Timers = {Filed: when_filed, Escalated: when_late, Answered: when_answered}
DUE: Due = {OVERDUE: note_overdue}
