"""The county's list of cases for the conference: to be convened, or convened and to be decided."""

from collections.abc import Sequence
from typing import Any

from services.chassis.paging import EARLIEST, FIRST_ID, Listing
from services.chassis.tables import Projection, Recorded, View
from services.classification.domain.conference_messages import CaseConvened, CaseHeard, CaseLaid, MatterProposed

LAID = """INSERT INTO conference_case (application_id, household_id, division, since) VALUES ($1, $2, $3, $4)
    ON CONFLICT (application_id) DO UPDATE SET division = excluded.division"""
PROPOSED = """UPDATE conference_case SET stage = coalesce(stage, 'convene'), due = $2, causes = causes || $3::text[]
    WHERE application_id = $1"""
MOVED = "UPDATE conference_case SET stage = $2, since = $3, due = NULL WHERE application_id = $1"
TO_HEAR = Listing(
    "conferences",
    """SELECT application_id, household_id, stage, division, since, due, causes FROM conference_case
    WHERE stage IS NOT NULL AND ($1::text IS NULL OR stage = $1)
      AND starts_with(division, $2) AND (since, application_id) > ($3::timestamptz, $4::uuid)
    ORDER BY since, application_id LIMIT $5""",
    {"since": EARLIEST, "application_id": FIRST_ID},
)


async def keep_conferences(view: View, batch: Sequence[Recorded]) -> None:
    for recorded in batch:
        await keep(view, recorded.message, recorded)


async def keep(view: View, event: Any, recorded: Recorded) -> None:
    """Few cases go to the conference, so each event is a statement of its own."""
    at, household_id = recorded.envelope.recorded_at, recorded.envelope.household_id
    match event:
        case CaseLaid():
            await view.execute(LAID, event.application_id, household_id, event.division, at)
        case MatterProposed():
            causes = [matter.cause for matter in event.matters]
            await view.execute(PROPOSED, event.application_id, event.due, causes)
        case CaseConvened():
            await view.execute(MOVED, event.application_id, "decide", at)
        case CaseHeard():
            await view.execute(MOVED, event.application_id, None, at)


CONFERENCE_PROJECTIONS: Sequence[Projection] = (
    Projection(
        name="conferences",
        on=(CaseLaid, MatterProposed, CaseConvened, CaseHeard),
        apply=keep_conferences,
        tables=("conference_case",),
    ),
)
