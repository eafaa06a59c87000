"""The doors of monitoring: who was found at risk, the notice in the village, and the decision."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse

from contracts.base import Code, Value
from services.chassis.door import Door
from services.chassis.errors import NotFound
from services.chassis.paging import After, Limit
from services.classification.domain.monitoring import MONITORING, Monitoring
from services.classification.domain.monitoring_messages import AnnounceRisk, Command, DecideMonitoring
from services.classification.monitoring_projections import AT_RISK
from services.classification.views import reason_view
from services.policy.parameters import parameters


class MonitoringDecision(Value):
    """`because`: why the household is not monitored although the rule has found a risk."""

    monitored: bool
    because: Code | None = None


def monitoring_api(door: Door) -> APIRouter:
    router = APIRouter(prefix="/v1/monitoring", tags=["classification"])

    @router.get("/worklist", operation_id="monitoring_worklist")
    async def worklist(
        stage: Literal["notice", "decide"] | None = None,
        division: Annotated[str, Query(pattern=r"^\d{0,12}$")] = "",
        after: After = None,
        limit: Limit = 50,
    ) -> dict[str, Any]:
        """A running notice is on no list."""
        rows, following = await AT_RISK.page(door, stage, division, after=after, limit=limit)
        return {"items": [item(row) for row in rows], "next": following}

    @router.get("/{application_id}", operation_id="monitoring")
    async def monitoring(application_id: UUID) -> Response:
        state, version, _ = await door.stream(MONITORING, application_id)
        headers = {"ETag": f'"v{version}"', "Cache-Control": "no-store"}
        return JSONResponse(monitoring_view(application_id, state), headers=headers)

    @router.post("/{application_id}/notice", operation_id="announce_monitoring")
    async def notice(request: Request, application_id: UUID) -> Response:
        found = (await door.state(MONITORING, application_id)).found
        if found is None:
            raise NotFound("monitoring-unknown")
        rules = parameters(found.division, found.residence, door.today()).process
        return await take(
            request, application_id, AnnounceRisk(notice_days=rules.monitoring_notice_days, now=door.now())
        )

    @router.post("/{application_id}/decision", operation_id="decide_monitoring")
    async def decision(request: Request, application_id: UUID, body: MonitoringDecision) -> Response:
        command = DecideMonitoring(monitored=body.monitored, because=body.because, now=door.now())
        return await take(request, application_id, command)

    async def take(request: Request, application_id: UUID, command: Command) -> Response:
        return await door.answer(
            request,
            MONITORING,
            application_id,
            command,
            application_id=application_id,
            body=lambda events, version: {
                "application_id": str(application_id),
                "happened": [type(event).__name__ for event in events],
                "version": version,
            },
        )

    return router


def monitoring_view(application_id: UUID, state: Monitoring) -> dict[str, Any]:
    found, decided = state.found, state.decided
    return {
        "application_id": str(application_id),
        "stage": state.stage,
        "risk": found.holds if found else None,
        "reason": reason_view(found.reason) if found else None,
        "deadlines": {
            name: day.isoformat()
            for name, day in (
                ("monitoring_decision", found.due if found else None),
                ("monitoring_notice_end", state.notice_end),
            )
            if day
        },
        "escalated": list(state.late),
        "monitored": decided.monitored if decided else None,
        "failed": list(decided.failed) if decided else [],
    }


def item(row: Any) -> dict[str, Any]:
    return {**dict(row), "application_id": str(row["application_id"]), "household_id": str(row["household_id"])}
