"""What charities see of needs: kind, county and urgency, and nothing else."""

from collections.abc import Sequence
from typing import Any, Final

from services.charity_matching.domain.need_messages import HoldReleased, MatchMade, NeedEnded, NeedHeld, NeedOpened
from services.chassis.paging import EARLIEST, FIRST_ID, Listing
from services.chassis.tables import Projection, Recorded, View

OPENED = """INSERT INTO need
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[],
      $8::timestamptz[])
    ON CONFLICT DO NOTHING"""
MOVED = """UPDATE need SET stage = n.stage FROM unnest($1::uuid[], $2::text[]) n(need_id, stage)
    WHERE need.need_id = n.need_id"""
LISTED = Listing(
    "charity-needs",
    """SELECT need_id, kind, area, urgency, opened_at FROM need
    WHERE stage = 'published' AND starts_with(area, $1) AND ($2::text IS NULL OR kind = $2)
      AND (opened_at, need_id) > ($3::timestamptz, $4::uuid)
    ORDER BY opened_at, need_id LIMIT $5""",
    {"opened_at": EARLIEST, "need_id": FIRST_ID},
)

STAGES: Final = {NeedOpened: "published", NeedHeld: "reserved", MatchMade: "accepted", HoldReleased: "published"}


async def keep_needs(view: View, batch: Sequence[Recorded]) -> None:
    """First what is new, then the last stage of each."""
    opened = [line_of(item) for item in batch if isinstance(item.message, NeedOpened)]
    if opened:
        await view.execute(OPENED, *map(list, zip(*opened, strict=True)))
    stages = {item.message.need_id: stage_of(item.message) for item in batch}
    await view.execute(MOVED, list(stages), list(stages.values()))


def line_of(item: Recorded) -> tuple[Any, ...]:
    event: NeedOpened = item.message
    place = (event.need_id, event.application_id, item.envelope.household_id)
    return (*place, event.kind, event.area, event.urgency, "published", event.opened_at)


def stage_of(event: Any) -> str:
    return event.reason if isinstance(event, NeedEnded) else STAGES[type(event)]


PROJECTIONS: Sequence[Projection] = (
    Projection(
        name="needs", on=(NeedOpened, NeedHeld, MatchMade, HoldReleased, NeedEnded), apply=keep_needs, tables=("need",)
    ),
)
