"""Which households are still to be visited; one that is only tested again is not."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from contracts.base import Value
from services.chassis.door import Door
from services.chassis.paging import EARLIEST, FIRST_ID, Listing
from services.chassis.tables import Projection, Recorded, View
from services.investigation.domain.messages import Closed, LateNoted, Opened, Visited

INSERT = """INSERT INTO investigation (application_id, household_id, number, division, opened_at, due)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[], $6::date[])
    ON CONFLICT DO NOTHING"""
VISITED = "UPDATE investigation SET visited = true WHERE application_id = ANY ($1::uuid[])"
LATE = "UPDATE investigation SET level = $2 WHERE application_id = $1"
CLOSED = "UPDATE investigation SET closed = true WHERE application_id = ANY ($1::uuid[])"
TO_VISIT = Listing(
    "investigations",
    """SELECT application_id, household_id, number, 'visit' AS stage, division, opened_at AS since, due, level
    FROM investigation
    WHERE NOT visited AND NOT closed AND starts_with(division, $1) AND (opened_at, application_id) > ($2, $3)
    ORDER BY opened_at, application_id LIMIT $4""",
    {"since": EARLIEST, "application_id": FIRST_ID},
)


class WorkItem(Value):
    application_id: UUID
    household_id: UUID
    number: str | None
    stage: Literal["visit"]
    division: str
    since: datetime
    due: date | None
    level: str


class Page(Value):
    items: list[WorkItem]
    next: str | None


async def keep_investigations(view: View, batch: Sequence[Recorded]) -> None:
    new = [item for item in batch if isinstance(item.message, Opened)]
    if new:
        await view.execute(
            INSERT,
            [item.envelope.stream_id for item in new],
            [item.envelope.household_id for item in new],
            [item.message.number for item in new],
            [item.message.division for item in new],
            [item.message.opened_at for item in new],
            [item.message.deadlines.get("investigation_start") for item in new],
        )
    unvisited = [item for item in new if item.message.recheck]
    for sql, kind in ((VISITED, Visited), (CLOSED, Closed)):
        ids = [item.envelope.stream_id for item in batch if isinstance(item.message, kind)]
        ids += [item.envelope.stream_id for item in unvisited if kind is Visited]
        if ids:
            await view.execute(sql, ids)
    for item in batch:
        if isinstance(item.message, LateNoted):
            await view.execute(LATE, item.envelope.stream_id, item.message.level)


async def to_visit(door: Door, division: str | None, limit: int, after: str | None) -> Page:
    """Oldest first."""
    rows, following = await TO_VISIT.page(door, division or "", after=after, limit=limit)
    return Page(items=[WorkItem.model_validate(dict(row)) for row in rows], next=following)


PROJECTIONS = (Projection(name="investigations", on=(Opened, Visited, Closed, LateNoted), apply=keep_investigations),)
