"""The views of one pass: all of them at once; where that fails, one household at a time, to find who does not fit."""

from collections import defaultdict
from collections.abc import Sequence

import asyncpg

from services.chassis import telemetry
from services.chassis.database import is_away
from services.chassis.handling import Handled, Unfits
from services.chassis.log import Connection
from services.chassis.tables import Projection
from services.chassis.unit import RunAgain
from services.chassis.worker import Worker


class Suspect(RunAgain):
    """A view failed: run the pass again and look household by household."""


class Unfit(RunAgain):
    """Views of these households fail, so nothing that their messages decided may stay."""

    def __init__(self, errors: Unfits) -> None:
        super().__init__(f"{len(errors)} households")
        self.errors = errors


class Views:
    def __init__(self, worker: Worker, projections: Sequence[Projection]) -> None:
        self.worker, self.projections = worker, projections

    async def apply(self, conn: Connection, done: Sequence[Handled], careful: bool = True) -> None:
        """`careful`: in savepoints, and answered with Unfit; else all at once, and answered with Suspect."""
        if not self.projections or not done:
            return
        if not careful:
            if await self.tried(conn, done):
                raise Suspect
            return
        by_household = defaultdict(list)
        for item in done:
            by_household[item.consumer, item.message.household_id].append(item)
        errors = {}
        for one, items in by_household.items():
            savepoint = conn.transaction()
            await savepoint.start()
            if error := await self.tried(conn, items):
                errors[one] = error
                await savepoint.rollback()
            else:
                await savepoint.commit()
        if errors:
            raise Unfit(errors)

    async def tried(self, conn: Connection, done: Sequence[Handled]) -> Exception | None:
        """The error of a view; what is the connection's, or of the keys' database, is nobody's poison and raised."""
        batches = [
            (projection, batch)
            for projection in self.projections
            if (batch := [item.recorded for item in done if type(item.recorded.message) in projection.on])
        ]
        if not batches:
            return None
        view = self.worker.view(conn)
        try:
            with telemetry.projecting(self.worker.service, done[0].consumer, [item.message for item in done]):
                for projection, batch in batches:
                    await projection.apply(view, batch)
        except Exception as error:
            wrong_value = isinstance(error, ValueError)  # also of the driver, which calls it an InterfaceError
            if is_away(error) or (isinstance(error, asyncpg.InterfaceError) and not wrong_value):
                raise
            return error
        return None
