"""When a determination is woken: the end of a notice or of grace, and a decision that is late."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
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
    LateClock,
    NoticeElapsed,
    NoticeOpened,
    ObjectionRecorded,
    OpinionProposed,
    OverdueNoted,
)
from services.classification.domain.procedure_messages import (
    ClockResumed,
    ClocksReckoned,
    ClockSuspended,
    DecisionExtended,
)
from services.policy.lateness import LEVELS, Level, above, late_at, next_at

OPINION = "opinion"
NOTICE_END = "notice-end"
LATE: Mapping[LateClock, str] = {
    "decision": "decision-overdue",
    "county_decision": "county-overdue",
    "township_opinion": "township-overdue",
}
GRACE_END = "grace-end"


def when_tested(event: HouseholdTested, _: Envelope) -> Sequence[SetTimer | ClearTimer]:
    """A test that is provisional again takes back the opinion that was to come."""
    township = until("township_opinion", event.township_due, event.application_id)
    if event.provisional:
        return [clear(OPINION, event.application_id), *township]
    at = clocks.opinion_at(clocks.day_of(event.tested_at))
    return [SetTimer(name=OPINION, at=at, stream_id=event.application_id), *township]


def when_notice_opens(event: NoticeOpened, _: Envelope) -> Sequence[SetTimer | ClearTimer]:
    return [SetTimer(name=NOTICE_END, at=clocks.start_of(event.reaches_county), stream_id=event.application_id)]


def stop_notice(event: ObjectionRecorded, _: Envelope) -> Sequence[SetTimer | ClearTimer]:
    return [clear(NOTICE_END, event.application_id)]


def when_proposed(event: OpinionProposed, _: Envelope) -> Sequence[SetTimer | ClearTimer]:
    """A new opinion needs a new notice."""
    stopped = [clear(name, event.application_id) for name in (NOTICE_END, OPINION, LATE["township_opinion"])]
    return [*stopped, *until("county_decision", event.county_due, event.application_id)]


def when_elapsed(event: NoticeElapsed, _: Envelope) -> Sequence[SetTimer | ClearTimer]:
    return until("county_decision", event.county_due, event.application_id)


def when_clock_starts(event: DecisionClockStarted | DecisionExtended, _: Envelope) -> Sequence[SetTimer | ClearTimer]:
    return until("decision", event.decision_due, event.application_id)


def when_moved(event: ClockResumed | ClocksReckoned, _: Envelope) -> Sequence[SetTimer | ClearTimer]:
    return [
        *until("decision", event.decision_due, event.application_id),
        *until("township_opinion", event.township_due, event.application_id),
        *until("county_decision", event.county_due, event.application_id),
    ]


def until(clock: LateClock, due: date | None, application_id: UUID) -> Sequence[SetTimer | ClearTimer]:
    """The township is the first to be told that it is late."""
    return [told(clock, LEVELS[0], late_at(due), application_id)] if due else []


def told(clock: LateClock, level: Level, at: datetime, application_id: UUID) -> SetTimer:
    return SetTimer(name=LATE[clock], at=at, stream_id=application_id, payload={"clock": clock, "level": level})


def when_overdue(event: OverdueNoted, _: Envelope) -> Sequence[SetTimer | ClearTimer]:
    """The next level, until nobody is left above."""
    level = above(event.level)
    return [told(event.clock, level, next_at(event.overdue_on), event.application_id)] if level else []


def when_confirmed(event: ClassConfirmed, envelope: Envelope) -> Sequence[SetTimer | ClearTimer]:
    """With grace the case wakes up once more, on the last day of it."""
    stopped = stop_all(event, envelope)
    if event.grace_until is None:
        return stopped
    at = clocks.grace_ends_at(event.grace_until)
    return [*stopped, SetTimer(name=GRACE_END, at=at, stream_id=event.application_id)]


def stop_all(event: ClassConfirmed | ClassRefused | CaseEnded, _: Envelope) -> Sequence[SetTimer | ClearTimer]:
    return [clear(name, event.application_id) for name in (OPINION, NOTICE_END, *LATE.values())]


def clear(name: str, application_id: UUID) -> ClearTimer:
    return ClearTimer(name=name, stream_id=application_id)


def when_suspended(event: ClockSuspended, _: Envelope) -> Sequence[SetTimer | ClearTimer]:
    return [clear(name, event.application_id) for name in LATE.values()]


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
    clock, level = timer.payload.get("clock", "decision"), timer.payload["level"]
    command = NoteOverdue(application_id=timer.stream_id, clock=clock, level=level, now=ctx.now())
    await ctx.execute(DETERMINATION, timer.household_id, command)


TIMERS: Timers = {
    HouseholdTested: when_tested,
    NoticeOpened: when_notice_opens,
    ObjectionRecorded: stop_notice,
    OpinionProposed: when_proposed,
    DecisionClockStarted: when_clock_starts,
    DecisionExtended: when_clock_starts,
    ClockSuspended: when_suspended,
    ClockResumed: when_moved,
    ClocksReckoned: when_moved,
    NoticeElapsed: when_elapsed,
    OverdueNoted: when_overdue,
    ClassConfirmed: when_confirmed,
    ClassRefused: stop_all,
    CaseEnded: stop_all,
}
DUE: Due = {
    OPINION: give_opinion,
    NOTICE_END: end_notice,
    GRACE_END: end_grace,
    **dict.fromkeys(LATE.values(), note_overdue),
}
