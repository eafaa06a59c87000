"""The work list of the agency desks: which items wait for whom, since when and until when."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from services.chassis.door import Door
from services.chassis.paging import FIRST_ID, Listing
from services.chassis.tables import Projection, Recorded, View
from services.programs.entitlement.events import DeskLate, ItemSettled, ItemsHeld, ProgramAsked
from services.programs.entitlement.proposals import Waits

ASKED = """INSERT INTO referral SELECT * FROM unnest(
    $1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::date[])
    ON CONFLICT DO NOTHING"""
WAITS = """INSERT INTO desk_item (referral_id, item, person, since, due, stage)
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::date[], $6::text[])
    ON CONFLICT DO NOTHING"""
SETTLED = """DELETE FROM desk_item d USING unnest($1::uuid[], $2::text[], $3::text[]) s(referral_id, item, person)
    WHERE (d.referral_id, d.item, d.person) = (s.referral_id, s.item, s.person)"""
LATE = "UPDATE desk_item SET late = true WHERE referral_id = ANY ($1::uuid[])"

WORKLIST = Listing(
    "desks",
    """SELECT r.*, d.item, d.person, d.since, d.due, d.late, d.stage
    FROM desk_item d JOIN referral r USING (referral_id)
    WHERE ($1::text IS NULL OR r.agency = $1) AND ($2::uuid IS NULL OR r.household_id = $2)
    AND (d.due, d.referral_id, d.item, d.person) > ($3::date, $4::uuid, $5::text, $6::text)
    ORDER BY d.due, d.referral_id, d.item, d.person LIMIT $7""",
    {"due": date(1, 1, 1), "referral_id": FIRST_ID, "item": "", "person": ""},
)
STAGES: Mapping[Waits | None, str] = {"desk": "desk", "payment": "pay", "conference": "conference"}
REFERRALS = "SELECT * FROM referral WHERE household_id = $1 ORDER BY asked_at, program"
REFERRAL = "SELECT * FROM referral WHERE referral_id = $1"


class Asked(NamedTuple):
    """Which program was asked about which household."""

    program: str
    household_id: UUID
    application_id: UUID


async def apply(view: View, batch: Sequence[Recorded]) -> None:
    """An item waits before it is settled, so within one batch what waits is written first."""
    asked = [(r.message, r.envelope.household_id) for r in batch if isinstance(r.message, ProgramAsked)]
    if asked:
        await view.execute(ASKED, *columns([row_of(event, household_id) for event, household_id in asked]))
    waiting = [row for r in batch if isinstance(r.message, ItemsHeld) for row in waiting_rows(r.message)]
    if waiting:
        await view.execute(WAITS, *columns(waiting))
    settled = [r.message for r in batch if isinstance(r.message, ItemSettled)]
    if settled:
        rows = [(event.referral_id, event.settled.item, event.settled.person or "") for event in settled]
        await view.execute(SETTLED, *columns(rows))
    late = [r.message.referral_id for r in batch if isinstance(r.message, DeskLate)]
    if late:
        await view.execute(LATE, late)


def row_of(event: ProgramAsked, household_id: UUID) -> tuple[Any, ...]:
    ids = (event.referral_id, household_id, event.application_id)
    return (*ids, event.program, event.agency, event.division, event.referred_at, event.answer_by)


def waiting_rows(event: ItemsHeld) -> list[tuple[Any, ...]]:
    return [
        (event.referral_id, p.item, p.person or "", event.held_at, event.answer_by, STAGES[p.waits_for])
        for p in event.proposals
        if p.waits_for in STAGES
    ]


def columns(rows: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


async def referrals(door: Door, household_id: UUID) -> list[Any]:
    return await door.fetch(REFERRALS, household_id)


async def referral(door: Door, referral_id: UUID) -> Asked | None:
    rows = await door.fetch(REFERRAL, referral_id)
    if not rows:
        return None
    # the driver's own UUID is not one that the log can write
    return Asked(rows[0]["program"], UUID(str(rows[0]["household_id"])), UUID(str(rows[0]["application_id"])))


PROJECTIONS = (
    Projection(
        name="desks", on=(ProgramAsked, ItemsHeld, ItemSettled, DeskLate), apply=apply, tables=("referral", "desk_item")
    ),
)
