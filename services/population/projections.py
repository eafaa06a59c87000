"""The work list of warnings: what is open, how urgent it is, until when, and which level sees it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from services.chassis.door import Door
from services.chassis.paging import EARLIEST, FIRST_ID, Listing
from services.chassis.tables import Projection, Recorded, View
from services.policy.lateness import late_at
from services.population.domain.events import WarningLifted, WarningMoved, WarningOpened, WarningSettled

INSERT = """INSERT INTO warning (warning_id, household_id, division, kind, tier, person, state, level, due, raised_at)
    SELECT id, household, division, kind, tier, person, 'raised', 'township', due, raised_at
    FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[],
      $8::timestamptz[]) n(id, household, division, kind, tier, person, due, raised_at)
    ON CONFLICT DO NOTHING"""
MOVE = """UPDATE warning w SET state = n.state FROM unnest($1::uuid[], $2::text[]) n(id, state)
    WHERE w.warning_id = n.id"""
LIFT = """UPDATE warning w SET level = n.level FROM unnest($1::uuid[], $2::text[]) n(id, level)
    WHERE w.warning_id = n.id"""
OPEN = Listing(
    "warnings",
    """SELECT warning_id, household_id, division, kind, tier, person, state, level, due, raised_at
    FROM warning
    WHERE state <> 'closed' AND starts_with(division, $1) AND ($2::text IS NULL OR tier = $2)
      AND ($3::text IS NULL OR level = $3) AND (due, warning_id) > ($4::timestamptz, $5::uuid)
    ORDER BY due, warning_id LIMIT $6""",
    {"due": EARLIEST, "warning_id": FIRST_ID},
)
OF_HOUSEHOLD = """SELECT warning_id, household_id, division, kind, tier, person, state, level, due, raised_at
    FROM warning WHERE household_id = $1 ORDER BY raised_at, warning_id"""


async def keep_warnings(view: View, batch: Sequence[Recorded]) -> None:
    """Rows first, then what happened to them; within a batch the last word counts."""
    new = [item for item in batch if isinstance(item.message, WarningOpened)]
    if new:
        rows = [row_of(item) for item in new]
        await view.execute(INSERT, *map(list, zip(*rows, strict=True)))
    states = {item.message.warning_id: state for item in batch if (state := state_after(item.message))}
    if states:
        await view.execute(MOVE, list(states), list(states.values()))
    levels = {item.message.warning_id: item.message.level for item in batch if isinstance(item.message, WarningLifted)}
    if levels:
        await view.execute(LIFT, list(levels), list(levels.values()))


def row_of(item: Recorded) -> tuple[Any, ...]:
    event: WarningOpened = item.message
    about = (event.warning_id, item.envelope.household_id, event.division, event.kind, event.tier, event.person)
    return (*about, late_at(event.due), event.opened_at)


def state_after(event: Any) -> str | None:
    match event:
        case WarningMoved():
            return event.state
        case WarningSettled():
            return "closed"
        case _:
            return None


async def warnings_of(door: Door, household_id: UUID) -> list[dict[str, Any]]:
    return [shown(row) for row in await door.fetch(OF_HOUSEHOLD, household_id)]


def shown(row: Any) -> dict[str, Any]:
    """One line as every work list says it; `due` is the moment from which it is late."""
    ids = {name: str(row[name]) for name in ("warning_id", "household_id")}
    return {**dict(row), **ids, "due": row["due"].isoformat(), "raised_at": row["raised_at"].isoformat()}


PROJECTIONS: Sequence[Projection] = (
    Projection(
        name="warnings",
        on=(WarningOpened, WarningMoved, WarningSettled, WarningLifted),
        apply=keep_warnings,
        tables=("warning",),
    ),
)
