"""The operators' pages: overview, cases, the journey of one, a trace as a waterfall, who is parked."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from services.chassis.door import Door
from services.chassis.errors import NotFound
from services.chassis.pages import Pages, Words
from services.chassis.telemetry import BEIJING
from services.observatory import projections, spans
from services.observatory.adapters import SERVICES, Ops
from services.observatory.lanes import lanes
from services.observatory.waterfall import Span, micros, share, short, waterfall

HERE = Path(__file__).parent
COLORS = ("#124e78", "#8a3b00", "#14602f", "#6b2d73", "#7a5c00", "#0b6b6b", "#9b1c4b", "#3d4b8f", "#556b12", "#5a4636")


def observatory_pages(*, demo: bool) -> Pages:
    words = Words(HERE / "words.yaml")
    return Pages(HERE / "templates", words, prefix="/observatory", home="/observatory", demo=demo)


def routes(urls: Mapping[str, str], *, demo: bool) -> Callable[[Door], APIRouter]:
    """`urls`: where every service's operations API answers."""

    def build_api(door: Door) -> APIRouter:
        pages, ops = observatory_pages(demo=demo), Ops(urls)
        router = APIRouter(include_in_schema=False)
        router.include_router(pages.assets())
        router.include_router(build_overview(door, pages, ops))
        router.include_router(build_cases(door, pages))
        router.include_router(build_parked(pages, ops))
        return router

    return build_api


def build_overview(door: Door, pages: Pages, ops: Ops) -> APIRouter:
    router = APIRouter()

    @router.get("/observatory")
    async def overview(request: Request) -> Response:
        services, silent = await ops.services()
        return pages.render(
            request,
            "overview.html",
            services=services,
            silent=silent,
            trouble=trouble(services, silent),
            calls=await spans.busiest(door),
        )

    return router


def trouble(services: list[dict[str, Any]], silent: list[str]) -> tuple[str, dict[str, Any]]:
    """The one sentence on top: the worst that is known, as a key of the table of words with its values."""
    for service in services:
        if service.get("stopped"):
            return "top.stopped", {"service": service["service"]}
    if silent:
        return "top.silent", {"count": len(silent)}
    parked = sum(service.get("parked", 0) for service in services)
    if parked:
        return "top.parked", {"count": parked}
    behind = [service["service"] for service in services if service.get("lags")]
    if behind:
        return "top.behind", {"services": ", ".join(behind)}
    return "top.well", {}


def build_cases(door: Door, pages: Pages) -> APIRouter:
    router = APIRouter(prefix="/observatory")

    @router.get("/cases")
    async def cases(request: Request) -> Response:
        typed = request.query_params.get("q", "")[:60]
        return pages.render(request, "cases.html", q=typed, cases=await projections.find_cases(door, typed))

    @router.get("/case/{application_id}")
    async def journey(request: Request, application_id: UUID) -> Response:
        rows = [here(row) for row in await projections.journey_of(door, application_id)]
        if not rows:
            raise NotFound
        known = [row["trace_id"] for row in rows if row["trace_id"]]
        return pages.render(
            request,
            "case.html",
            application_id=application_id,
            rows=rows,
            lanes=lanes(rows),
            traces=await spans.traces_of(door, application_id, known),
            color=color,
        )

    @router.get("/trace/{trace_id}")
    async def trace(request: Request, trace_id: str) -> Response:
        found = await spans.spans_of(door, trace_id)
        if not found:
            raise NotFound
        came_from, led_to = await spans.neighbors(door, trace_id)
        return pages.render(
            request,
            "trace.html",
            trace_id=trace_id,
            start=min(row["start"] for row in found),
            fall=waterfall([span(row) for row in found]),
            services=sorted({row["service"] for row in found}),
            cases=sorted({str(row["application_id"]) for row in found if row["application_id"]}),
            came_from=came_from,
            led_to=led_to,
            color=color,
            length=length,
            share=share,
            short=short,
        )

    return router


def build_parked(pages: Pages, ops: Ops) -> APIRouter:
    router = APIRouter(prefix="/observatory/parked")

    @router.get("")
    async def parked(request: Request) -> Response:
        services, silent = await ops.services()
        rows = await ops.parked([service["service"] for service in services])
        by_reason: dict[str, list[dict[str, Any]]] = {}
        for row in rows:
            by_reason.setdefault(row["reason"], []).append(row)
        return pages.render(request, "parked.html", by_reason=by_reason, silent=silent)

    @router.post("/release")
    async def release(request: Request) -> Response:
        posted = {name: str(value) for name, value in (await request.form()).items()}
        if posted.get("service") not in SERVICES:
            raise NotFound
        await ops.release(posted["service"], posted.get("household_id", ""), posted.get("consumer", ""))
        return RedirectResponse("/observatory/parked", status_code=303)

    return router


def here(row: Any) -> dict[str, Any]:
    """A row of the journey in Beijing time."""
    return {**dict(row), "at": row["at"].astimezone(BEIJING)}


def span(row: Any) -> Span:
    return Span(
        row["span_id"],
        row["parent_id"],
        row["service"],
        row["name"],
        micros(row["start"]),
        row["duration"],
        row["failed"],
        row["consumer"],
    )


def color(service: str) -> str:
    """The same service has the same color on every page."""
    place = SERVICES.index(service) if service in SERVICES else sum(map(ord, service))
    return COLORS[place % len(COLORS)]


def length(microseconds: int) -> str:
    if microseconds < 1_000:
        return f"{microseconds} µs"
    if microseconds < 1_000_000:
        return f"{microseconds / 1_000:.1f} ms"
    return f"{microseconds / 1_000_000:.2f} s"
