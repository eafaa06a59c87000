"""The portal's routes: the case as data for staff, the pages for families and the hotline."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.chassis.door import Door
from services.chassis.errors import NotFound
from services.chassis.pages import Pages, Words
from services.portal.adapters import Intake
from services.portal.apply_pages import build_apply
from services.portal.case_view import case_view
from services.portal.explanation import explanation
from services.portal.hotline_pages import build_hotline
from services.portal.projections import find_case, programs, tracker_of
from services.portal.track_pages import build_track

HERE = Path(__file__).parent


def portal_pages(*, demo: bool) -> Pages:
    words = Words(HERE / "words.yaml", HERE / "codes.yaml")
    return Pages(HERE / "templates", words, prefix="", home="/", demo=demo)


def routes(urls: Mapping[str, str], *, demo: bool) -> Callable[[Door], APIRouter]:
    """`urls`: where intake answers. `demo` puts the banner on every page."""

    def build_api(door: Door) -> APIRouter:
        pages, intake = portal_pages(demo=demo), Intake(urls["intake"])
        router = APIRouter()
        router.include_router(pages.assets())
        router.include_router(build_home(pages))
        router.include_router(build_apply(door, pages, intake))
        router.include_router(build_track(door, pages))
        router.include_router(build_hotline(door, pages, intake))
        router.include_router(build_cases(door))
        return router

    return build_api


def build_home(pages: Pages) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    async def home(request: Request) -> Response:
        return pages.render(request, "home.html")

    return router


def build_cases(door: Door) -> APIRouter:
    router = APIRouter(prefix="/v1/cases", tags=["portal"])

    @router.get("")
    async def find(number: str | None = None, application_id: UUID | None = None) -> dict[str, str]:
        """The household and application behind a number, or behind an application's id."""
        row = await find_case(door, number, application_id)
        if row is None:
            raise NotFound
        return {name: str(row[name]) for name in ("household_id", "application_id", "number")}

    @router.get("/{household_id}")
    async def case(household_id: UUID, on: datetime | None = None) -> dict[str, Any]:
        """The household's case with the keys of a case file's `expect`; money in fen, `on` defaults to now."""
        doc = await tracker_of(door, household_id)
        if doc is None:
            raise NotFound
        moment = on.astimezone(door.now().tzinfo) if on and on.tzinfo else on
        items = {program.code: program.items for program in (await programs(door)).values()}
        return case_view(doc, moment or door.now(), items)

    @router.get("/{household_id}/explanation")
    async def explained(
        household_id: UUID, number: str | None = None, application_id: UUID | None = None
    ) -> dict[str, Any]:
        """The reason trees of the latest test and of every program's answer; of the latest application by default."""
        doc = await tracker_of(door, household_id)
        if doc is None:
            raise NotFound
        row = await find_case(door, number, application_id)
        return explanation(doc, doc.application(row["application_id"]) if row else doc.latest())

    return router
