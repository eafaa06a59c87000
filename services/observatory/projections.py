"""The journey of every case: one row per message, with its trace; and the numbers that lead to it."""

from collections.abc import Sequence
from typing import Any, Protocol
from uuid import UUID

from contracts import registry
from contracts.base import NOBODY, Contract
from contracts.intake import ApplicationSubmitted
from services.chassis.tables import Projection, Recorded, View

JOURNEY = """INSERT INTO journey (event_id, household_id, application_id, at, service, type, detail, trace_id)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::text[], $6::text[], $7::text[],
      $8::text[])
    ON CONFLICT (event_id) DO NOTHING"""
NUMBERS = """INSERT INTO case_number (number, application_id, household_id, submitted_at)
    SELECT * FROM unnest($1::text[], $2::uuid[], $3::uuid[], $4::timestamptz[]) ON CONFLICT DO NOTHING"""
OF_APPLICATION = """SELECT j.* FROM journey j WHERE j.application_id = $1 OR (j.application_id IS NULL
      AND j.household_id = (SELECT household_id FROM case_number WHERE application_id = $1))
    ORDER BY j.at, j.event_id LIMIT 2000"""
FIND = """SELECT * FROM case_number WHERE number = $1 OR application_id::text = $2 OR household_id::text = $2
    ORDER BY submitted_at DESC LIMIT 50"""
RECENT = "SELECT * FROM case_number ORDER BY submitted_at DESC LIMIT 30"
OF_EVENT = "SELECT application_id, trace_id FROM journey WHERE event_id::text = $1"

PLAIN = ("program", "item", "outcome", "category", "reason", "channel", "consent", "because", "kind", "charity")


class Reader(Protocol):
    async def fetch(self, sql: str, *args: Any) -> list[Any]: ...


async def note(view: View, batch: Sequence[Recorded]) -> None:
    rows = [r for r in batch if r.envelope.household_id != NOBODY]
    if not rows:
        return
    await view.execute(
        JOURNEY,
        [r.envelope.event_id for r in rows],
        [r.envelope.household_id for r in rows],
        [_application(r) for r in rows],
        [r.envelope.recorded_at for r in rows],
        [r.message.type.split(".")[1] for r in rows],
        [r.message.type.split(".")[2] for r in rows],
        [detail(r.message) for r in rows],
        [trace_id(r.envelope.traceparent) for r in rows],
    )


async def number(view: View, batch: Sequence[Recorded]) -> None:
    rows = [r.message for r in batch]
    await view.execute(
        NUMBERS,
        [plain(m.number) for m in rows],
        [m.application_id for m in rows],
        [m.household_id for m in rows],
        [m.submitted_at for m in rows],
    )


def detail(message: Contract) -> str:
    """The codes of a message that an operator wants to see; none of its personal fields."""
    fields = vars(message)
    values = map(fields.get, PLAIN)
    return " · ".join(value for value in values if isinstance(value, str))


def trace_id(traceparent: str | None) -> str | None:
    parts = (traceparent or "").split("-")
    return parts[1] if len(parts) == 4 else None


def plain(typed: str) -> str:
    """A number as it is compared: blanks, hyphens and small letters do not matter."""
    return "".join(typed.split()).replace("-", "").upper()


async def journey_of(reader: Reader, application_id: UUID) -> list[Any]:
    """Every message about an application, and those about its household that belong to none, in order of time."""
    return await reader.fetch(OF_APPLICATION, application_id)


async def find_cases(reader: Reader, typed: str) -> list[Any]:
    """By number, application or household id; the latest ones where nothing is asked."""
    return (
        await reader.fetch(FIND, plain(typed), typed.strip().lower()) if typed.strip() else await reader.fetch(RECENT)
    )


def _application(recorded: Recorded) -> UUID | None:
    found: UUID | None = getattr(recorded.message, "application_id", None) or recorded.envelope.application_id
    return found


PROJECTIONS = (
    Projection(name="journey", on=tuple(registry.by_type().values()), apply=note),
    Projection(name="case_number", on=(ApplicationSubmitted,), apply=number),
)
