"""When dispatch stops waiting for a program, the day after its last day, and who is told until it answers."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.chassis.tables import ClearTimer, Context, Due, Envelope, SetTimer, Timer, Timers
from services.policy.calendar import BEIJING
from services.policy.lateness import LEVELS, Level, above, late_at, next_at
from services.program_dispatch.domain.commands import NoteOverdue
from services.program_dispatch.domain.events import AnswerTaken, OverdueNoted, ProgramAsked
from services.program_dispatch.domain.round import ROUND

OVERDUE = "program-overdue"


def wait_for_answer(event: ProgramAsked, _: Envelope) -> Sequence[SetTimer | ClearTimer]:
    return [told(event, LEVELS[0], late_at(event.answer_by))]


def next_level(event: OverdueNoted, _: Envelope) -> Sequence[SetTimer | ClearTimer]:
    level = above(event.level)
    return [told(event, level, next_at(event.overdue_at.astimezone(BEIJING).date()))] if level else []


def told(event: ProgramAsked | OverdueNoted, level: Level, at: datetime) -> SetTimer:
    payload = {"application_id": str(event.application_id), "level": level}
    return SetTimer(name=OVERDUE, at=at, stream_id=event.referral_id, payload=payload)


def stop_waiting(event: AnswerTaken, _: Envelope) -> Sequence[SetTimer | ClearTimer]:
    return [ClearTimer(name=OVERDUE, stream_id=event.referral_id)]


async def note_overdue(timer: Timer, ctx: Context) -> None:
    application_id = UUID(timer.payload["application_id"])
    command = NoteOverdue(
        application_id=application_id,
        referral_id=timer.stream_id,
        level=timer.payload.get("level", LEVELS[0]),
        now=ctx.now(),
    )
    await ctx.execute(ROUND, application_id, command)


TIMERS: Timers = {ProgramAsked: wait_for_answer, OverdueNoted: next_level, AnswerTaken: stop_waiting}
DUE: Due = {OVERDUE: note_overdue}
