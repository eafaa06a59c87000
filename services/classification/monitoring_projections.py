"""The list of households at risk: to be announced, or to be decided, and to which level they are shown."""

from collections.abc import Sequence
from typing import Any

from services.chassis.paging import EARLIEST, FIRST_ID, Listing
from services.chassis.tables import Projection, Recorded, View
from services.classification.domain.monitoring_messages import (
    MonitoringConcluded,
    RiskAnnounced,
    RiskFound,
    RiskNoticeEnded,
    UndecidedNoted,
)

FOUND = """INSERT INTO monitoring_case (application_id, household_id, division, stage, risk, since, due)
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (application_id) DO UPDATE SET division = excluded.division,
      risk = excluded.risk, stage = CASE WHEN excluded.risk AND monitoring_case.risk THEN monitoring_case.stage
        ELSE excluded.stage END"""
STAGE = "UPDATE monitoring_case SET stage = $2, since = $3 WHERE application_id = $1"
LATE = "UPDATE monitoring_case SET level = $2 WHERE application_id = $1"
AT_RISK = Listing(
    "monitoring",
    """SELECT application_id, household_id, stage, risk, division, since, due, level FROM monitoring_case
    WHERE stage IS NOT NULL AND ($1::text IS NULL OR stage = $1) AND starts_with(division, $2)
      AND (since, application_id) > ($3::timestamptz, $4::uuid)
    ORDER BY since, application_id LIMIT $5""",
    {"since": EARLIEST, "application_id": FIRST_ID},
)


async def keep_monitoring(view: View, batch: Sequence[Recorded]) -> None:
    for recorded in batch:
        await keep(view, recorded.message, recorded)


async def keep(view: View, event: Any, recorded: Recorded) -> None:
    """Few are found, so each event is a statement of its own. Without a risk there is nothing to announce."""
    id_, at = event.application_id, recorded.envelope.recorded_at
    match event:
        case RiskFound():
            stage = "notice" if event.holds else "decide"
            about = (event.division, stage, event.holds, at, event.due)
            await view.execute(FOUND, id_, recorded.envelope.household_id, *about)
        case RiskAnnounced():
            await view.execute(STAGE, id_, None, at)  # a notice runs by itself
        case RiskNoticeEnded():
            await view.execute(STAGE, id_, "decide", at)
        case MonitoringConcluded():
            await view.execute(STAGE, id_, None, at)
        case UndecidedNoted():
            await view.execute(LATE, id_, event.level)


MONITORING_PROJECTIONS: Sequence[Projection] = (
    Projection(
        name="monitoring",
        on=(RiskFound, RiskAnnounced, RiskNoticeEnded, MonitoringConcluded, UndecidedNoted),
        apply=keep_monitoring,
        tables=("monitoring_case",),
    ),
)
