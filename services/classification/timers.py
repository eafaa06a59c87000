"""When a determination is woken: the end of a notice or of grace, and a decision that is late."""

from collections.abc import Sequence
from uuid import UUID

from services.chassis.tables import ClearTimer, Context, Due, Envelope, SetTimer, Timer, Timers
from services.classification import clocks
from services.classification.domain.commands import EndGrace, EndNotice, GiveOpinion, NoteOverdue
from services.classification.domain.determination import DETERMINATION
from services.classification.domain.events import (
    CaseEnded,
    ClassConfirmed,
    ClassRefused,
    DecisionClockStarted,
    HouseholdTested,
    NoticeOpened,
    ObjectionRecorded,
    OpinionProposed,
    OverdueNoted,
)
from services.classification.domain.procedure_messages import ClockResumed, ClockSuspended, DecisionExtended

OPINION = "opinion"
NOTICE_END = "notice-end"
OVERDUE = "decision-overdue"
GRACE_END = "grace-end"


def when_tested(event: HouseholdTested, _: Envelope) -> Sequence[SetTimer | ClearTimer]:
    """A test that is provisional again takes back the opinion that was to come."""
    if event.provisional:
        return [clear(OPINION, event.application_id)]
    at = clocks.opinion_at(clocks.day_of(event.tested_at))
    return [SetTimer(name=OPINION, at=at, stream_id=event.application_id)]


def when_notice_opens(event: NoticeOpened, _: Envelope) -> Sequence[SetTimer | ClearTimer]:
    return [SetTimer(name=NOTICE_END, at=clocks.start_of(event.reaches_county), stream_id=event.application_id)]


def stop_notice(event: ObjectionRecorded, _: Envelope) -> Sequence[SetTimer | ClearTimer]:
    return [clear(NOTICE_END, event.application_id)]


def when_proposed(event: OpinionProposed, _: Envelope) -> Sequence[SetTimer | ClearTimer]:
    """A new opinion needs a new notice."""
    return [clear(NOTICE_END, event.application_id), clear(OPINION, event.application_id)]


def when_clock_starts(
    event: DecisionClockStarted | DecisionExtended | ClockResumed, _: Envelope
) -> Sequence[SetTimer | ClearTimer]:
    at = clocks.overdue_at(event.decision_due)
    return [SetTimer(name=OVERDUE, at=at, stream_id=event.application_id, payload={"level": clocks.LEVELS[0]})]


def when_overdue(event: OverdueNoted, _: Envelope) -> Sequence[SetTimer | ClearTimer]:
    """The next level, until nobody is left above."""
    above = clocks.LEVELS[clocks.LEVELS.index(event.level) + 1 :]
    return [
        SetTimer(
            name=OVERDUE,
            at=clocks.next_level_at(event.overdue_on),
            stream_id=event.application_id,
            payload={"level": level},
        )
        for level in above[:1]
    ]


def when_confirmed(event: ClassConfirmed, envelope: Envelope) -> Sequence[SetTimer | ClearTimer]:
    """With grace the case wakes up once more, on the last day of it."""
    stopped = stop_all(event, envelope)
    if event.grace_until is None:
        return stopped
    at = clocks.grace_ends_at(event.grace_until)
    return [*stopped, SetTimer(name=GRACE_END, at=at, stream_id=event.application_id)]


def stop_all(event: ClassConfirmed | ClassRefused | CaseEnded, _: Envelope) -> Sequence[SetTimer | ClearTimer]:
    return [clear(name, event.application_id) for name in (OPINION, NOTICE_END, OVERDUE)]


def clear(name: str, application_id: UUID) -> ClearTimer:
    return ClearTimer(name=name, stream_id=application_id)


def when_suspended(event: ClockSuspended, _: Envelope) -> Sequence[SetTimer | ClearTimer]:
    return [clear(OVERDUE, event.application_id)]


async def give_opinion(timer: Timer, ctx: Context) -> None:
    command = GiveOpinion(application_id=timer.stream_id, now=ctx.now())
    await ctx.execute(DETERMINATION, timer.household_id, command)


async def end_notice(timer: Timer, ctx: Context) -> None:
    command = EndNotice(application_id=timer.stream_id, now=ctx.now())
    await ctx.execute(DETERMINATION, timer.household_id, command)


async def end_grace(timer: Timer, ctx: Context) -> None:
    command = EndGrace(application_id=timer.stream_id, now=ctx.now())
    await ctx.execute(DETERMINATION, timer.household_id, command)


async def note_overdue(timer: Timer, ctx: Context) -> None:
    command = NoteOverdue(application_id=timer.stream_id, level=timer.payload["level"], now=ctx.now())
    await ctx.execute(DETERMINATION, timer.household_id, command)


TIMERS: Timers = {
    HouseholdTested: when_tested,
    NoticeOpened: when_notice_opens,
    ObjectionRecorded: stop_notice,
    OpinionProposed: when_proposed,
    DecisionClockStarted: when_clock_starts,
    DecisionExtended: when_clock_starts,
    ClockSuspended: when_suspended,
    ClockResumed: when_clock_starts,
    OverdueNoted: when_overdue,
    ClassConfirmed: when_confirmed,
    ClassRefused: stop_all,
    CaseEnded: stop_all,
}
DUE: Due = {OPINION: give_opinion, NOTICE_END: end_notice, OVERDUE: note_overdue, GRACE_END: end_grace}
