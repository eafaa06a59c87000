"""The chain of assistance of a household, and the programs that may be asked."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from services.chassis.door import Door
from services.chassis.errors import NotFound
from services.program_dispatch.projections.chain import chain
from services.program_dispatch.projections.programs import programs


def build_api(door: Door) -> APIRouter:
    router = APIRouter(prefix="/v1", tags=["program_dispatch"])

    @router.get("/chains/{household_id}", operation_id="chain_of_assistance")
    async def chain_of_assistance(household_id: UUID, response: Response) -> dict[str, Any]:
        """一户一条救助链: every round of the household, every program asked, and what it answered."""
        found = await chain(door.fetch, household_id)
        if found is None:
            raise NotFound
        response.headers["Cache-Control"] = "no-store"
        return found

    @router.get("/programs", operation_id="programs")
    async def routing_table() -> dict[str, Any]:
        return {"items": await programs(door.fetch), "next": None}

    return router
