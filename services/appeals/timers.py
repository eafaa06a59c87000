"""When an appeal that nobody has answered is shown as late: township, county, city, once each."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final, get_args

from services.appeals.domain.appeals import APPEALS
from services.appeals.domain.messages import Answered, Escalated, Filed, Level, NoteOverdue
from services.chassis.tables import ClearTimer, Context, Due, Envelope, SetTimer, Timer, Timers
from services.policy.calendar import BEIJING, add_working_days

OVERDUE: Final = "appeal-overdue"
LEVELS: Final[tuple[Level, ...]] = get_args(Level)
BETWEEN_LEVELS: Final = 5  # working days, as between the levels of a late decision


def when_filed(event: Filed, _: Envelope) -> Sequence[SetTimer | ClearTimer]:
    payload = {"level": LEVELS[0], "appeal_id": str(event.appeal_id)}
    at = after(event.deadlines["appeal_answer"])
    return [SetTimer(name=OVERDUE, at=at, stream_id=event.appeal_id, payload=payload)]


def after(due: date | datetime) -> datetime:
    """A moment is over when it has passed, a day at its end."""
    if isinstance(due, datetime):
        return due + timedelta(minutes=1)
    return datetime.combine(due + timedelta(days=1), time(), BEIJING)


def when_late(event: Escalated, _: Envelope) -> Sequence[SetTimer | ClearTimer]:
    at = datetime.combine(
        add_working_days(event.escalated_at.astimezone(BEIJING).date(), BETWEEN_LEVELS), time(), BEIJING
    )
    above = LEVELS[LEVELS.index(event.level) + 1 :]
    return [
        SetTimer(
            name=OVERDUE,
            at=at,
            stream_id=event.appeal_id,
            payload={"level": level, "appeal_id": str(event.appeal_id)},
        )
        for level in above[:1]
    ]


def when_answered(event: Answered, _: Envelope) -> Sequence[SetTimer | ClearTimer]:
    return [ClearTimer(name=OVERDUE, stream_id=event.appeal_id)]


async def note_overdue(timer: Timer, ctx: Context) -> None:
    command = NoteOverdue(appeal_id=timer.stream_id, level=timer.payload["level"], now=ctx.now())
    await ctx.execute(APPEALS, timer.household_id, command)


TIMERS: Timers = {Filed: when_filed, Escalated: when_late, Answered: when_answered}
DUE: Due = {OVERDUE: note_overdue}
