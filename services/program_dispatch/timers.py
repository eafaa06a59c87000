"""When dispatch stops waiting for a program: the day after its last day."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from uuid import UUID

from services.chassis.tables import ClearTimer, Context, Due, Envelope, SetTimer, Timer, Timers
from services.policy.calendar import BEIJING
from services.program_dispatch.domain.commands import NoteOverdue
from services.program_dispatch.domain.events import AnswerTaken, ProgramAsked
from services.program_dispatch.domain.round import ROUND

OVERDUE = "program-overdue"


def wait_for_answer(event: ProgramAsked, _: Envelope) -> Sequence[SetTimer | ClearTimer]:
    at = datetime.combine(event.answer_by + timedelta(days=1), time(), BEIJING)
    payload = {"application_id": str(event.application_id)}
    return [SetTimer(name=OVERDUE, at=at, stream_id=event.referral_id, payload=payload)]


def stop_waiting(event: AnswerTaken, _: Envelope) -> Sequence[SetTimer | ClearTimer]:
    return [ClearTimer(name=OVERDUE, stream_id=event.referral_id)]


async def note_overdue(timer: Timer, ctx: Context) -> None:
    application_id = UUID(timer.payload["application_id"])
    command = NoteOverdue(application_id=application_id, referral_id=timer.stream_id, now=ctx.now())
    await ctx.execute(ROUND, application_id, command)


TIMERS: Timers = {ProgramAsked: wait_for_answer, AnswerTaken: stop_waiting}
DUE: Due = {OVERDUE: note_overdue}
