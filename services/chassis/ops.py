"""What an operator may ask of a process: is it alive, is it ready, who is parked, and let them go on."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from fastapi.responses import PlainTextResponse
from pydantic import AwareDatetime, BaseModel

from services.chassis import telemetry
from services.chassis.engine import Engine
from services.chassis.errors import NotFound, RuleBroken


class Moment(BaseModel):
    to: AwareDatetime


def router(engines: Sequence[Engine], advance: Callable[[datetime], Awaitable[None]] | None = None) -> APIRouter:
    """`advance` moves the simulated clock; without it time is real and cannot be moved."""
    api = APIRouter(tags=["operations"])
    by_name: Mapping[str, Engine] = {engine.service.name: engine for engine in engines}

    def engine_of(service: str) -> Engine:
        if service not in by_name:
            raise NotFound
        return by_name[service]

    @api.get("/livez", response_class=PlainTextResponse)
    async def livez() -> str:
        return "ok"

    @api.get("/readyz")
    async def readyz(response: Response) -> dict[str, Any]:
        """Every loop of every service runs and its database answers; else 503 and what is wrong."""
        troubles = {name: trouble for name, engine in by_name.items() if (trouble := await trouble_of(engine))}
        response.status_code = 503 if troubles else 200
        return {"ready": not troubles, "troubles": troubles}

    @api.get("/metrics", response_class=PlainTextResponse)
    async def metrics() -> str:
        return telemetry.metrics_text()

    @api.get("/v1/ops/services")
    async def services() -> dict[str, Any]:
        """How far each service is: events in its log, consumers stopped, what waits."""
        return {"items": [await summary(engine) for engine in engines]}

    @api.get("/v1/ops/{service}/parked")
    async def parked(service: str) -> dict[str, Any]:
        """Households put aside, one row per consumer: since when, why, how many messages wait. No personal value."""
        rows = await engine_of(service).parked()
        return {"items": [{"service": service, **dict(row)} for row in rows]}

    @api.post("/v1/ops/{service}/parked/release", status_code=202)
    async def release(
        service: str,
        household_id: Annotated[UUID | None, Query()] = None,
        consumer: Annotated[str | None, Query()] = None,
    ) -> dict[str, int]:
        """Try again now: one household, one consumer's, or all of the service."""
        return {"released": await engine_of(service).release(household_id, consumer)}

    @api.get("/v1/ops/clock")
    async def clock() -> dict[str, Any]:
        return {"now": engines[0].clock.now(), "simulated": advance is not None}

    @api.post("/v1/ops/clock", status_code=202)
    async def move(moment: Moment) -> dict[str, Any]:
        """Demo and tests: go on to this moment, stopping at everything that is due on the way."""
        if advance is None:
            raise RuleBroken("clock-is-real")
        if moment.to < engines[0].clock.now():
            raise RuleBroken("clock-goes-forward", "/to")
        await advance(moment.to)
        return await clock()

    return api


async def trouble_of(engine: Engine) -> str | None:
    if stopped := engine.stopped():
        return "stopped: " + ", ".join(f"{name} ({why})" for name, why in stopped.items())
    if engine.follower.failing:
        return f"follower: {engine.follower.failing}"
    if any(task.done() and not engine.ending.is_set() and not engine.stopped() for task in engine.tasks):
        return "a loop has ended"
    try:
        await engine.status()
    except Exception as error:
        return f"database: {type(error).__name__}"
    return None


async def summary(engine: Engine) -> dict[str, Any]:
    status = await engine.status()
    return {
        "service": engine.service.name,
        "events": status.head - 16,
        "lags": status.lags,
        "due": status.due,
        "parked": len(await engine.parked()),
        "stopped": engine.stopped(),
        "heard": {c.name: dict(c.handling.heard) for c in engine.consumers},
        "consumers": {c.name: dict(c.seen) for c in engine.consumers},
    }
