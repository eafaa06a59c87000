"""The tables behind the pages: one sealed tracker per household, the numbers that lead to it, the programs."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from contracts.intake import ApplicationSubmitted
from contracts.programs import ProgramAnnounced
from services.chassis.tables import Projection, Recorded, View
from services.portal.folds import FOLDS, evolve
from services.portal.tracker import Tracker

LOAD = "SELECT household_id, document FROM tracker WHERE household_id = ANY ($1)"
# Messages of different services come through different consumers: whoever folds a household holds its row meanwhile.
RESERVE = """INSERT INTO tracker (household_id, document, updated_at)
    SELECT id, ''::bytea, 'epoch' FROM unnest($1::uuid[]) u(id) ORDER BY id ON CONFLICT DO NOTHING"""
HOLD = "SELECT household_id, document FROM tracker WHERE household_id = ANY ($1) ORDER BY household_id FOR UPDATE"
STORE = """INSERT INTO tracker (household_id, document, updated_at)
    SELECT * FROM unnest($1::uuid[], $2::bytea[], $3::timestamptz[])
    ON CONFLICT (household_id) DO UPDATE SET document = excluded.document, updated_at = excluded.updated_at"""
INDEX = """INSERT INTO case_index (application_id, household_id, number, query_code_hash, submitted_at)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[])
    ON CONFLICT (application_id) DO NOTHING"""
ANNOUNCE = """INSERT INTO program (program, agency, title_zh, title_en, needs, items) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (program) DO UPDATE SET agency = excluded.agency, title_zh = excluded.title_zh,
    title_en = excluded.title_en, needs = excluded.needs, items = excluded.items"""
FIND = "SELECT household_id, application_id, number, query_code_hash, submitted_at FROM case_index WHERE number = $1"
FIND_APPLICATION = """SELECT household_id, application_id, number, query_code_hash, submitted_at FROM case_index
    WHERE application_id = $1"""
OF_HOUSEHOLD = """SELECT household_id, application_id, number, query_code_hash, submitted_at FROM case_index
    WHERE household_id = $1 ORDER BY submitted_at DESC"""
PROGRAMS = "SELECT program, agency, title_zh, title_en, needs, items FROM program"


@dataclass(frozen=True)
class Program:
    """A program as it announced itself."""

    code: str
    agency: str
    title_zh: str
    title_en: str
    needs: tuple[str, ...]
    items: tuple[str, ...]


class Reader(Protocol):
    """What the queries need of a door."""

    async def fetch(self, sql: str, *args: Any) -> list[Any]: ...

    async def unseal(self, household_id: UUID, sealed: bytes) -> Any: ...


async def track(view: View, batch: Sequence[Recorded]) -> None:
    """Load and hold the trackers of the batch in one query, fold, and store them in one statement."""
    by_household: dict[UUID, list[Recorded]] = defaultdict(list)
    for recorded in batch:
        by_household[recorded.envelope.household_id].append(recorded)
    trackers = await _held(view, list(by_household))
    ids: list[UUID] = []
    documents: list[bytes] = []
    moments: list[datetime] = []
    for household_id, messages in by_household.items():
        doc = trackers.get(household_id, Tracker(household_id=household_id))
        for recorded in messages:
            doc = evolve(doc, recorded.message, recorded.envelope)
        ids.append(household_id)
        documents.append(await view.seal(household_id, doc.model_dump(mode="json", exclude_defaults=True)))
        moments.append(messages[-1].envelope.recorded_at)
    await view.execute(STORE, ids, documents, moments)


async def index(view: View, batch: Sequence[Recorded]) -> None:
    rows = [r.message for r in batch]
    await view.execute(
        INDEX,
        [m.application_id for m in rows],
        [m.household_id for m in rows],
        [plain_number(m.number) for m in rows],
        [m.query_code_hash for m in rows],
        [m.submitted_at for m in rows],
    )


async def announce(view: View, batch: Sequence[Recorded]) -> None:
    for recorded in batch:
        m: ProgramAnnounced = recorded.message
        await view.execute(ANNOUNCE, m.program, m.agency, m.title_zh, m.title_en, list(m.needs), list(m.items))


async def tracker_of(reader: Reader, household_id: UUID) -> Tracker | None:
    """The tracker of a household; None where nothing is known or the household was erased."""
    rows = await reader.fetch(LOAD, [household_id])
    found = await reader.unseal(household_id, rows[0]["document"]) if rows and rows[0]["document"] else None
    return Tracker.model_validate(found) if found else None


async def find_number(reader: Reader, number: str) -> Any | None:
    """The row of case_index under this number, as typed: blanks, hyphens and small letters do not matter."""
    rows = await reader.fetch(FIND, plain_number(number))
    return rows[0] if rows else None


async def find_case(reader: Reader, number: str | None, application_id: UUID | None) -> Any | None:
    """The row of case_index of a number, else of an application; None where neither is known or given."""
    if number is not None:
        return await find_number(reader, number)
    rows = await reader.fetch(FIND_APPLICATION, application_id) if application_id else []
    return rows[0] if rows else None


async def cases_of(reader: Reader, household_id: UUID) -> list[Any]:
    return await reader.fetch(OF_HOUSEHOLD, household_id)


async def programs(reader: Reader) -> dict[str, Program]:
    rows = await reader.fetch(PROGRAMS)
    return {
        r["program"]: Program(
            r["program"], r["agency"], r["title_zh"], r["title_en"], tuple(r["needs"]), tuple(r["items"])
        )
        for r in rows
    }


def plain_number(typed: str) -> str:
    return "".join(typed.split()).replace("-", "").upper()


async def _held(view: View, ids: list[UUID]) -> dict[UUID, Tracker]:
    await view.execute(RESERVE, ids)
    found: dict[UUID, Tracker] = {}
    for row in await view.fetch(HOLD, ids):
        document = await view.unseal(row["household_id"], row["document"]) if row["document"] else None
        if document:
            found[row["household_id"]] = Tracker.model_validate(document)
    return found


PROJECTIONS = (
    Projection(name="tracker", on=tuple(FOLDS), apply=track),
    Projection(name="case_index", on=(ApplicationSubmitted,), apply=index),
    Projection(name="program", on=(ProgramAnnounced,), apply=announce),
)
