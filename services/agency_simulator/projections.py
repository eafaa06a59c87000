"""The latest word on what each source says about each person."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from services.agency_simulator.domain import AnswersPrepared, Prepared
from services.chassis.door import Door
from services.chassis.tables import Projection, Recorded, View

KEEP = """INSERT INTO prepared
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::timestamptz[], $5::bytea[])
    ON CONFLICT (person, source) DO UPDATE SET household_id = excluded.household_id,
      prepared_at = excluded.prepared_at, sealed = excluded.sealed
      WHERE prepared.prepared_at <= excluded.prepared_at"""
OF = "SELECT person, source, household_id, sealed FROM prepared WHERE person = ANY ($1::uuid[])"


class Told(NamedTuple):
    answer: Any
    until: datetime | None


async def keep_prepared(view: View, batch: Sequence[Recorded]) -> None:
    latest: dict[tuple[UUID, str], tuple[UUID, datetime, Prepared]] = {}
    for item in batch:
        for one in item.message.answers:
            latest[one.person, one.source] = (item.envelope.household_id, item.message.prepared_at, one)
    sealed = [await view.seal(home, one.model_dump(mode="json")) for home, _, one in latest.values()]
    await view.execute(
        KEEP,
        [person for person, _ in latest],
        [source for _, source in latest],
        [home for home, _, _ in latest.values()],
        [at for _, at, _ in latest.values()],
        sealed,
    )


async def told(door: Door, persons: Sequence[UUID]) -> dict[tuple[UUID, str], Told]:
    """What was prepared about these people; nothing for those whose data was erased."""
    found = {}
    for row in await door.fetch(OF, list(persons)):
        document = await door.unseal(row["household_id"], row["sealed"])
        if document is not None:
            one = Prepared.model_validate(document)
            found[row["person"], row["source"]] = Told(one.answer, one.until)
    return found


PROJECTIONS = (Projection(name="prepared", on=(AnswersPrepared,), apply=keep_prepared),)
