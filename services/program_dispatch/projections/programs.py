"""The routing table as people may read it."""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from typing import Any

from services.chassis.tables import Projection, Recorded, View
from services.program_dispatch.domain.catalog import ProgramListed

KEEP = """INSERT INTO program SELECT * FROM unnest($1::text[], $2::text[]::jsonb[])
    ON CONFLICT (code) DO UPDATE SET announcement = excluded.announcement"""


async def keep_programs(view: View, batch: Sequence[Recorded]) -> None:
    latest = {item.message.program.code: json.dumps(asdict(item.message.program), ensure_ascii=False) for item in batch}
    await view.execute(KEEP, list(latest), list(latest.values()))


async def programs(fetch: Callable[..., Awaitable[list[Any]]]) -> list[dict[str, Any]]:
    rows = await fetch("SELECT announcement::text AS announcement FROM program ORDER BY code")
    return [json.loads(row["announcement"]) for row in rows]


PROGRAMS = Projection(name="programs", on=(ProgramListed,), apply=keep_programs, tables=("program",))
