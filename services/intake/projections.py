"""Where every application stands, and who is named in which: the township's list and the check for known cases."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from contracts.base import Value
from services.chassis.door import Door
from services.chassis.paging import EARLIEST, FIRST_ID, Listing
from services.chassis.tables import Projection, Recorded, View
from services.intake.domain import Accepted, GapsNoticed, Submitted, Supplemented, Withdrawn

INSERT = """INSERT INTO application
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::boolean[], $7::text[],
      $8::timestamptz[])
    ON CONFLICT DO NOTHING"""
NAMED = """INSERT INTO named_person SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::boolean[])
    ON CONFLICT DO NOTHING"""
MOVE = """UPDATE application a SET status = s.status FROM unnest($1::uuid[], $2::text[]) s(id, status)
    WHERE a.application_id = s.id"""
TO_ACCEPT = Listing(
    "applications",
    """SELECT application_id, household_id, number, 'accept' AS stage, division, submitted_at AS since
    FROM application
    WHERE status = 'submitted' AND starts_with(division, $1) AND (submitted_at, application_id) > ($2, $3)
    ORDER BY submitted_at, application_id LIMIT $4""",
    {"since": EARLIEST, "application_id": FIRST_ID},
)
KNOWN = """SELECT a.application_id, a.household_id, a.number, a.status, a.division, a.submitted_at, n.applicant
    FROM named_person n JOIN application a USING (application_id)
    WHERE n.person = $1 ORDER BY a.submitted_at DESC, a.application_id LIMIT 50"""


class WorkItem(Value):
    application_id: UUID
    household_id: UUID
    number: str
    stage: Literal["accept"]
    division: str
    since: datetime
    due: date | None = None


class Page(Value):
    items: list[WorkItem]
    next: str | None


class KnownCase(Value):
    """A case in which somebody is named already: enough to speak of it, nothing about the family."""

    application_id: UUID
    household_id: UUID
    number: str
    status: str
    division: str
    submitted_at: datetime
    applicant: bool


class KnownCases(Value):
    items: list[KnownCase]


async def keep_applications(view: View, batch: Sequence[Recorded]) -> None:
    new = [item for item in batch if isinstance(item.message, Submitted)]
    if new:
        await insert(view, new)
    moved = {item.envelope.stream_id: status for item in batch if (status := status_after(item.message))}
    if moved:
        await view.execute(MOVE, list(moved), list(moved.values()))


def status_after(event: Any) -> str | None:
    """Where an event leaves the application; None where it stays."""
    match event:
        case Submitted():
            return "submitted"
        case GapsNoticed():
            return "supplement_requested"
        case Supplemented(completed=True):
            return "submitted"
        case Accepted():
            return "accepted"
        case Withdrawn():
            return "withdrawn"
        case _:
            return None


async def insert(view: View, new: Sequence[Recorded]) -> None:
    messages: list[Submitted] = [item.message for item in new]
    ids = [item.envelope.stream_id for item in new]
    await view.execute(
        INSERT,
        ids,
        [item.envelope.household_id for item in new],
        [m.number for m in messages],
        [m.division for m in messages],
        [m.channel for m in messages],
        [m.urgent for m in messages],
        ["submitted"] * len(new),
        [m.submitted_at for m in messages],
    )
    named = [
        (person, item.envelope.stream_id, key == item.message.applicant)
        for item in new
        for key, person in item.message.persons.items()
    ]
    await view.execute(NAMED, *([row[column] for row in named] for column in range(3)))


async def to_accept(door: Door, division: str | None, limit: int, after: str | None) -> Page:
    """Oldest first."""
    rows, following = await TO_ACCEPT.page(door, division or "", after=after, limit=limit)
    return Page(items=[WorkItem.model_validate(dict(row)) for row in rows], next=following)


async def known_cases(door: Door, person: UUID) -> KnownCases:
    rows = await door.fetch(KNOWN, person)
    return KnownCases(items=[KnownCase.model_validate(dict(row)) for row in rows])


PROJECTIONS = (
    Projection(
        name="applications",
        on=(Submitted, GapsNoticed, Supplemented, Accepted, Withdrawn),
        apply=keep_applications,
        tables=("application", "named_person"),
    ),
)
