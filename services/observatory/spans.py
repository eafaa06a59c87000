"""The store of spans: written in batches, kept seven days, read by trace."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import orjson

from services.chassis.door import Door
from services.chassis.telemetry import SpanRow

KEPT: Final = timedelta(days=7)
PRUNED_EVERY: Final = timedelta(hours=1)
MOST: Final = 20_000  # spans of one trace that are read
INSERT = """INSERT INTO otel_span (trace_id, span_id, parent_id, service, name, kind, start, duration, failed,
      application_id, event_id, attributes)
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[],
      $8::bigint[], $9::boolean[], $10::uuid[], $11::text[], $12::jsonb[]) ON CONFLICT DO NOTHING"""
LINK = """INSERT INTO otel_link SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])
    ON CONFLICT DO NOTHING"""
PRUNE = "DELETE FROM otel_span WHERE start < $1"
PRUNE_LINKS = "DELETE FROM otel_link l WHERE NOT EXISTS (SELECT FROM otel_span s WHERE s.trace_id = l.from_trace)"
OF_TRACE = """SELECT *, attributes ->> 'messaging.consumer.group.name' AS consumer FROM otel_span
    WHERE trace_id = $1 ORDER BY start, span_id LIMIT $2"""
CAME_FROM = "SELECT DISTINCT to_trace AS trace_id FROM otel_link WHERE from_trace = $1 AND to_trace <> $1 LIMIT 20"
LED_TO = """SELECT from_trace AS trace_id, min(s.start) AS start, min(s.name) AS name FROM otel_link l
    JOIN otel_span s ON s.trace_id = l.from_trace AND s.span_id = l.from_span
    WHERE l.to_trace = $1 AND l.from_trace <> $1 GROUP BY from_trace ORDER BY start LIMIT 50"""
TRACES = """SELECT trace_id, min(start) AS start, count(*) AS spans, bool_or(failed) AS failed,
      (extract(epoch FROM max(start + duration * interval '1 microsecond') - min(start)) * 1000000)::bigint AS duration,
      (array_agg(service || ' ' || name ORDER BY start))[1] AS name, count(DISTINCT service) AS services
    FROM otel_span WHERE trace_id = ANY ($1) GROUP BY trace_id ORDER BY start"""
OF_CASE = "SELECT DISTINCT trace_id FROM otel_span WHERE application_id = $1 LIMIT 200"
RED = """SELECT service, name, count(*) AS calls, sum(failed::int) AS failed,
      percentile_disc(0.5) WITHIN GROUP (ORDER BY duration) AS p50,
      percentile_disc(0.95) WITHIN GROUP (ORDER BY duration) AS p95
    FROM otel_span WHERE start > (SELECT max(start) FROM otel_span) - interval '7 days'
    GROUP BY service, name ORDER BY calls DESC LIMIT 40"""


class SpanKeeper:
    """Stores what the process hands over; a span that comes twice is stored once."""

    def __init__(self) -> None:
        self.pruned_at: datetime | None = None

    async def keep(self, door: Door, rows: Sequence[SpanRow]) -> None:
        await door.fetch(INSERT, *columns(rows))
        links = [(row.trace_id, row.span_id, *link) for row in rows for link in row.links]
        if links:
            await door.fetch(LINK, *map(list, zip(*links, strict=True)))
        latest = max((row.start for row in rows), default=None)
        if latest and (self.pruned_at is None or latest - self.pruned_at > PRUNED_EVERY):
            self.pruned_at = latest
            await door.fetch(PRUNE, latest - KEPT)
            await door.fetch(PRUNE_LINKS)


def columns(rows: Sequence[SpanRow]) -> list[list[Any]]:
    table = [
        (
            row.trace_id,
            row.span_id,
            row.parent_id,
            row.service,
            row.name,
            row.kind,
            row.start,
            row.duration,
            row.failed,
            row.application_id,
            row.event_id,
            orjson.dumps(dict(row.attributes), default=str).decode(),
        )
        for row in rows
    ]
    return [list(column) for column in zip(*table, strict=True)] if table else [[] for _ in range(12)]


async def spans_of(door: Door, trace_id: str) -> list[Any]:
    return await door.fetch(OF_TRACE, trace_id, MOST)


async def neighbors(door: Door, trace_id: str) -> tuple[list[Any], list[Any]]:
    """The traces that this one came from, and those that it led to later."""
    return await door.fetch(CAME_FROM, trace_id), await door.fetch(LED_TO, trace_id)


async def traces_of(door: Door, application_id: UUID, known: Sequence[str]) -> dict[str, Any]:
    """A summary of every trace of a case that is still kept."""
    found = {row["trace_id"] for row in await door.fetch(OF_CASE, application_id)}
    rows = await door.fetch(TRACES, list(found | set(known)))
    return {row["trace_id"]: row for row in rows}


async def busiest(door: Door) -> list[Any]:
    """Calls, failures and durations (microseconds) by service and name, over the last seven days of spans."""
    return await door.fetch(RED)
