"""The tracker page: number and query code by form, never in the address; then one row per program and item."""

import hmac
from hashlib import sha256

from fastapi import APIRouter, Request, Response

from services.chassis.door import Door
from services.chassis.pages import Pages, language
from services.portal.apply_pages import switched
from services.portal.otherwise import otherwise
from services.portal.projections import find_number, plain_number, programs, tracker_of
from services.portal.sentences import headline, is_about, rows
from services.portal.telling import Teller
from services.portal.tracker import Application, Tracker
from services.portal.warned import told_warnings


def build_track(door: Door, pages: Pages) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/track")
    async def ask(request: Request) -> Response:
        number = request.query_params.get("number", "")[:20]
        return pages.render(request, "track.html", number=number, wrong=False)

    @router.post("/track")
    async def show(request: Request) -> Response:
        posted = {name: str(value) for name, value in (await request.form()).items()}
        switched(request, posted)
        number, code = posted.get("number", ""), posted.get("query_code", "")
        opened = await opened_by(door, number, code)
        if opened is None:
            return pages.render(request, "track.html", status=403, number=number[:20], wrong=True)
        doc, application = opened
        return await told(door, pages, request, doc, application, code)

    return router


async def opened_by(door: Door, number: str, code: str) -> tuple[Tracker, Application] | None:
    """The tracker that a number and its query code open; an unknown number and a wrong code look the same."""
    row = await find_number(door, number)
    given = sha256(f"{plain_number(number)}:{plain_number(code)}".encode()).hexdigest()
    kept = row["query_code_hash"] if row else "0" * len(given)
    if not hmac.compare_digest(given, kept) or row is None:
        return None
    doc = await tracker_of(door, row["household_id"])
    return (doc, doc.application(row["application_id"])) if doc else None


async def told(
    door: Door, pages: Pages, request: Request, doc: Tracker, application: Application, code: str
) -> Response:
    known = await programs(door)
    teller = Teller(pages.words, language(request), known, doc)
    found = rows(application, doc, known)
    decisions = [d for d in doc.determinations if is_about(d, application)]
    states = [source.state for source in application.sources.values()]
    return pages.render(
        request,
        "tracker.html",
        switch_by_form=True,
        say=teller,
        doc=doc,
        application=application,
        code=code,
        headline=headline(application, doc, door.today()),
        rows=found,
        determinations=decisions,
        otherwise=otherwise(doc) if decisions and decisions[-1] is doc.determinations[-1] else (),
        warnings=told_warnings(doc),
        timeline=list(reversed(doc.timeline)),
        decided=any(row.decided_at for row in found) or application.status in ("confirmed", "refused"),
        sources_open=sum(state in ("asked", "unavailable") for state in states),
        sources_done=sum(state not in ("asked", "unavailable") for state in states),
        review_until=application.deadlines.get("review_filing"),
    )
