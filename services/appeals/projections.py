"""The work list of appeals: what somebody has to look at, answer, or decide anew, and to which level it is shown."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from services.appeals.domain.messages import Answered, Compared, Escalated, Filed
from services.chassis.paging import EARLIEST, FIRST_ID, Listing
from services.chassis.tables import Projection, Recorded, View
from services.policy.calendar import BEIJING

FILED = """INSERT INTO appeal (appeal_id, household_id, application_id, division, kind, stage, since, due)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING"""
MOVED = "UPDATE appeal SET stage = $2 WHERE appeal_id = $1"
RAISED = "UPDATE appeal SET level = $2 WHERE appeal_id = $1"
OPEN = Listing(
    "appeals",
    """SELECT appeal_id, household_id, application_id, division, kind, stage, level, since, due FROM appeal
    WHERE stage IS NOT NULL AND ($1::text IS NULL OR stage = $1) AND starts_with(division, $2)
      AND (since, appeal_id) > ($3::timestamptz, $4::uuid)
    ORDER BY since, appeal_id LIMIT $5""",
    {"since": EARLIEST, "appeal_id": FIRST_ID},
)


async def keep_appeals(view: View, batch: Sequence[Recorded]) -> None:
    for recorded in batch:
        await keep(view, recorded.message, recorded)


async def keep(view: View, event: Any, recorded: Recorded) -> None:
    """Appeals are few, so each event is a statement of its own."""
    match event:
        case Filed():
            household_id = recorded.envelope.household_id
            ids = (event.appeal_id, household_id, event.application_id)
            due = moment(event.deadlines.get("appeal_answer"))
            await view.execute(FILED, *ids, event.division, event.kind, "look", event.filed_at, due)
        case Compared():
            await view.execute(MOVED, event.appeal_id, "decide" if follows(event) else "answer")
        case Answered():
            await view.execute(MOVED, event.appeal_id, None)
        case Escalated():
            await view.execute(RAISED, event.appeal_id, event.level)


def follows(event: Compared) -> bool:
    """Whether a new decision has to follow, by all that was compared so far."""
    return not event.unchanged if event.open_still is None else event.open_still


def moment(due: date | datetime | None) -> datetime | None:
    """The end of a last day as a moment."""
    if due is None or isinstance(due, datetime):
        return due
    return datetime.combine(due, time(23, 59), BEIJING)


PROJECTIONS: Sequence[Projection] = (
    Projection(name="appeals", on=(Filed, Compared, Answered, Escalated), apply=keep_appeals, tables=("appeal",)),
)
