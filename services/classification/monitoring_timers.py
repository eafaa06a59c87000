"""When monitoring is woken: the end of the notice, and what is undecided after its last day, level by level."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from services.chassis.tables import ClearTimer, Context, Due, Envelope, SetTimer, Timer, Timers
from services.classification.domain.monitoring import MONITORING
from services.classification.domain.monitoring_messages import (
    EndRiskNotice,
    MonitoringConcluded,
    NoteUndecided,
    RiskAnnounced,
    RiskFound,
    UndecidedNoted,
)
from services.policy.lateness import LEVELS, Level, above, late_at, next_at

NOTICE_END: Final = "monitoring-notice-end"
LATE: Final = "monitoring-overdue"


def when_found(event: RiskFound, _: Envelope) -> Sequence[SetTimer | ClearTimer]:
    return [told(LEVELS[0], late_at(event.due), event.application_id)]


def when_announced(event: RiskAnnounced, _: Envelope) -> Sequence[SetTimer | ClearTimer]:
    return [SetTimer(name=NOTICE_END, at=late_at(event.notice_end), stream_id=event.application_id)]


def when_late(event: UndecidedNoted, _: Envelope) -> Sequence[SetTimer | ClearTimer]:
    level = above(event.level)
    return [told(level, next_at(event.noted_on), event.application_id)] if level else []


def told(level: Level, at: datetime, application_id: UUID) -> SetTimer:
    return SetTimer(name=LATE, at=at, stream_id=application_id, payload={"level": level})


def when_decided(event: MonitoringConcluded, _: Envelope) -> Sequence[SetTimer | ClearTimer]:
    return [ClearTimer(name=name, stream_id=event.application_id) for name in (NOTICE_END, LATE)]


async def end_notice(timer: Timer, ctx: Context) -> None:
    await ctx.execute(MONITORING, timer.stream_id, EndRiskNotice(now=ctx.now()))


async def note_late(timer: Timer, ctx: Context) -> None:
    await ctx.execute(MONITORING, timer.stream_id, NoteUndecided(level=timer.payload["level"], now=ctx.now()))


MONITORING_TIMERS: Timers = {
    RiskFound: when_found,
    RiskAnnounced: when_announced,
    UndecidedNoted: when_late,
    MonitoringConcluded: when_decided,
}
MONITORING_DUE: Due = {NOTICE_END: end_notice, LATE: note_late}
