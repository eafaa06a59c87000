"""At the start: open cases are counted anew where this release knows a year that the one before only guessed."""

import asyncio
from datetime import timedelta
from uuid import UUID

from services.chassis.door import Door
from services.classification.domain.determination import DETERMINATION
from services.classification.domain.procedure_messages import ReckonAnew
from services.policy.calendar import has_changed

WIDTH = 32  # households at once
LATE_FOR = timedelta(days=90)  # whose decision has been due for longer gains nothing from another last day
OPEN = "SELECT DISTINCT household_id FROM decision_case WHERE decision_due >= $1"


async def reckon_open_cases(door: Door) -> None:
    """Quiet where nothing moves, so it may be repeated at every start."""
    if not has_changed():
        return
    households = [row["household_id"] for row in await door.fetch(OPEN, door.today() - LATE_FOR)]
    gate = asyncio.Semaphore(WIDTH)

    async def reckon(household_id: UUID) -> None:
        async with gate:
            await door.execute(DETERMINATION, household_id, ReckonAnew(now=door.now()))

    await asyncio.gather(*(reckon(household_id) for household_id in households))
