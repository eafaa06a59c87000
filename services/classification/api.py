"""What staff of township and county do with a determination, and what they look up."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from contracts.base import Code
from services.chassis.door import Door
from services.chassis.paging import After, Limit
from services.classification.conference_api import conference_api, refuse_while_heard
from services.classification.domain.commands import (
    ConfirmClass,
    OpenNotice,
    RecordObjection,
    RefuseApplication,
    UpholdOpinion,
)
from services.classification.domain.determination import DETERMINATION
from services.classification.monitoring_api import monitoring_api
from services.classification.procedure_api import procedure_doors
from services.classification.projections import OPEN
from services.classification.steps import Step, named
from services.classification.views import determination_view

OfCase = OpenNotice | RecordObjection | UpholdOpinion | ConfirmClass | RefuseApplication
Stage = Literal["notice", "objection", "refuse", "confirm"]


class Objection(Step):
    """`upheld`: the township has looked again and stays with its opinion."""

    claims: tuple[Code, ...] = ()
    upheld: bool = False


class Decision(Step):
    """`served`: the day on which the written decision reaches the family, by default the same day."""

    served: date | None = None


def build_api(door: Door) -> APIRouter:
    router = APIRouter(prefix="/v1/determinations", tags=["classification"])

    @router.get("/worklist", operation_id="determinations_worklist")
    async def worklist(
        stage: Stage | None = None,
        division: Annotated[str, Query(pattern=r"^\d{0,12}$")] = "",
        after: After = None,
        limit: Limit = 50,
    ) -> dict[str, Any]:
        rows, following = await OPEN.page(door, stage, division, after=after, limit=limit)
        return {"items": [item(row) for row in rows], "next": following}

    @router.get("/{household_id}", operation_id="determination")
    async def determination(household_id: UUID) -> Response:
        state, version, _ = await door.stream(DETERMINATION, household_id)
        headers = {"ETag": f'"v{version}"', "Cache-Control": "no-store"}
        return JSONResponse(determination_view(household_id, state), headers=headers)

    @router.post("/{household_id}/notice", operation_id="post_notice")
    async def notice(request: Request, household_id: UUID, step: Step | None = None) -> Response:
        return await step_taken(request, household_id, OpenNotice(application_id=named(step), now=door.now()))

    @router.post("/{household_id}/objection", operation_id="object_to_notice")
    async def objection(request: Request, household_id: UUID, step: Objection | None = None) -> Response:
        claims = step.claims if step else ()
        if step and step.upheld:
            return await step_taken(request, household_id, UpholdOpinion(application_id=named(step), now=door.now()))
        command = RecordObjection(application_id=named(step), claims=claims, now=door.now())
        return await step_taken(request, household_id, command)

    @router.post("/{household_id}/confirmation", operation_id="confirm_determination")
    async def confirmation(request: Request, household_id: UUID, step: Decision | None = None) -> Response:
        served = step.served if step else None
        command = ConfirmClass(application_id=named(step), served_on=served, now=door.now())
        return await step_taken(request, household_id, command)

    @router.post("/{household_id}/refusal", operation_id="refuse_application")
    async def refusal(request: Request, household_id: UUID, step: Decision | None = None) -> Response:
        served = step.served if step else None
        case = (await door.state(DETERMINATION, household_id)).open_case(named(step))
        await refuse_while_heard(door, case.application_id if case else None)
        command = RefuseApplication(application_id=named(step), served_on=served, now=door.now())
        return await step_taken(request, household_id, command)

    async def step_taken(request: Request, household_id: UUID, command: OfCase) -> Response:
        """If-Match is honored where it is given; an office that has no version may leave it out."""
        state, _, _ = await door.stream(DETERMINATION, household_id)
        case = state.open_case(command.application_id)
        application_id = case.application_id if case else None
        return await door.answer(
            request, DETERMINATION, household_id, command, application_id=application_id, body=answer
        )

    procedure_doors(router, door, step_taken)
    return joined(router, conference_api(door), monitoring_api(door))


def joined(*parts: APIRouter) -> APIRouter:
    router = APIRouter()
    for part in parts:
        router.include_router(part)
    return router


def answer(events: Sequence[Any], version: int) -> dict[str, Any]:
    return {
        "application_id": str(events[-1].application_id) if events else None,
        "happened": [type(event).__name__ for event in events],
        "version": version,
    }


def item(row: Any) -> dict[str, Any]:
    return {**dict(row), "application_id": str(row["application_id"]), "household_id": str(row["household_id"])}
