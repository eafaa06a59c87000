"""When sources are asked again, and when nobody waits for them any longer."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from services.chassis.tables import ClearTimer, Context, Due, Envelope, SetTimer, Timer, Timers
from services.investigation import lateness
from services.investigation.domain.investigation import INVESTIGATION
from services.investigation.domain.messages import (
    AnswersReceived,
    AskAgain,
    Closed,
    GiveUp,
    LateNoted,
    Opened,
    SourceObjected,
    SourcesAsked,
    WorkBegun,
)
from services.policy.calendar import BEIJING

NAMES = ("give-up-first", "give-up-last", "ask-again")
OBJECTED = "give-up-objected"


def waited_for(event: SourcesAsked, envelope: Envelope) -> Sequence[SetTimer | ClearTimer]:
    """Sources that are joined and those asked by hand have their own last day."""
    days = sorted({planned.until for planned in event.plan})
    return [
        SetTimer(name=name, at=day_after(day), stream_id=envelope.stream_id)
        for name, day in zip(NAMES, days, strict=False)
    ]


def waited_for_again(event: SourceObjected, envelope: Envelope) -> Sequence[SetTimer | ClearTimer]:
    return [SetTimer(name=OBJECTED, at=day_after(event.until), stream_id=envelope.stream_id)]


def to_ask_again(event: AnswersReceived, envelope: Envelope) -> Sequence[SetTimer | ClearTimer]:
    if event.ask_again_at is None:
        return [ClearTimer(name="ask-again", stream_id=envelope.stream_id)]
    return [SetTimer(name="ask-again", at=event.ask_again_at, stream_id=envelope.stream_id)]


def nothing_more(event: Closed, envelope: Envelope) -> Sequence[SetTimer | ClearTimer]:
    return [ClearTimer(name=name, stream_id=envelope.stream_id) for name in (*NAMES, OBJECTED, lateness.LATE)]


def day_after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), BEIJING)


async def ask_again(timer: Timer, ctx: Context) -> None:
    await ctx.execute(INVESTIGATION, timer.stream_id, AskAgain(now=ctx.now()))


async def give_up(timer: Timer, ctx: Context) -> None:
    await ctx.execute(INVESTIGATION, timer.stream_id, GiveUp(now=ctx.now()))


TIMERS: Timers = {
    Opened: lateness.to_begin,
    WorkBegun: lateness.begun,
    LateNoted: lateness.next_level,
    SourcesAsked: waited_for,
    SourceObjected: waited_for_again,
    AnswersReceived: to_ask_again,
    Closed: nothing_more,
}
DUE: Due = {
    lateness.LATE: lateness.note_late,
    "ask-again": ask_again,
    "give-up-first": give_up,
    "give-up-last": give_up,
    OBJECTED: give_up,
}
