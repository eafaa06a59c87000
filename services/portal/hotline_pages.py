"""The hotline's one screen: existing cases first, the same fields in call order, policy cards; keyboard only."""

from typing import Any, Final
from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.chassis.door import Door
from services.chassis.pages import Pages, language
from services.portal import draft as drafts
from services.portal import forms
from services.portal.adapters import Intake, Receipt, Refused
from services.portal.apply_pages import switched
from services.portal.draft import SECTIONS, Draft
from services.portal.household import Fault
from services.portal.options import options
from services.portal.projections import cases_of, find_number, programs, tracker_of
from services.portal.sentences import headline, rows
from services.portal.telling import Teller

FIELDS: Final = ("nonce", *(name for fields in SECTIONS.values() for name in fields))
CARDS: Final = ("dibao", "edge", "rigid", "emergency", "charity")
ACTOR: Final = "hotline:desk"


class HotlinePages:
    """One screen, rendered again after every button with all that was typed."""

    def __init__(self, door: Door, pages: Pages, intake: Intake) -> None:
        self.door, self.pages, self.intake = door, pages, intake

    def screen(self, request: Request, draft: Draft, **more: Any) -> Response:
        lang = language(request)
        t, today = self.pages.translator(lang), self.door.today()
        refused: Refused | None = more.pop("refused", None)
        errors = forms.sentences(refused.faults, t, lang, refused.details) if refused else {}
        context = {"receipt": None, "found": None, "number": "", "identity": "", "problem": ""} | more
        return self.pages.render(
            request,
            "hotline.html",
            status=422 if errors else 200,
            switch_by_form=True,
            draft=draft,
            sections=tuple(SECTIONS),
            cards=CARDS,
            errors=errors,
            labels=forms.labels(draft, t),
            options=options(draft, t, today),
            **context,
        )

    async def look_up(self, request: Request, number: str, identity: str) -> list[dict[str, Any]]:
        """Cases by number or by identity number: what can be read out, nothing about the family."""
        households = [row["household_id"]] if number and (row := await find_number(self.door, number)) else []
        if identity:
            known = await self.intake.known_cases(identity.strip().upper())
            households += [case["household_id"] for case in known]
        found: list[dict[str, Any]] = []
        for household_id in dict.fromkeys(UUID(str(each)) for each in households):
            found += await self.cases(request, household_id)
        return found

    async def cases(self, request: Request, household_id: UUID) -> list[dict[str, Any]]:
        doc = await tracker_of(self.door, household_id)
        if doc is None:
            return []
        known = await programs(self.door)
        teller = Teller(self.pages.words, language(request), known, doc)
        found = []
        for case in await cases_of(self.door, household_id):
            application = doc.application(case["application_id"])
            top = headline(application, doc, self.door.today())
            found.append(
                {
                    "number": application.number,
                    "submitted_at": case["submitted_at"],
                    "sentence": teller.headline(top, rows(application, doc, known)),
                    "todo": teller.todo(top),
                    "holder": teller.t(top.holder),
                }
            )
        return found


def build_hotline(door: Door, pages: Pages, intake: Intake) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    desk = HotlinePages(door, pages, intake)

    @router.get("/hotline")
    async def start(request: Request) -> Response:
        return desk.screen(request, Draft())

    @router.post("/hotline")
    async def work(request: Request) -> Response:
        typed = [(name, value) for name, value in (await request.form()).multi_items() if isinstance(value, str)]
        posted = dict(typed)
        draft = drafts.fill(Draft(), FIELDS, typed)
        do = posted.get("do", "send")
        if switched(request, posted):
            return desk.screen(request, draft)
        if do == "find":
            number, identity = posted.get("find_number", "")[:20], posted.get("find_identity", "")[:20]
            found = await desk.look_up(request, number, identity)
            return desk.screen(request, draft, found=found, number=number, identity=identity)
        if (changed := forms.rearranged(draft, do)) is not None:
            return desk.screen(request, changed)
        return await submit(desk, request, drafts.tidy(draft), "verbal" in posted)

    return router


async def submit(desk: HotlinePages, request: Request, draft: Draft, verbal: bool) -> Response:
    """Send as on the web. Consent counts only when it was read aloud and given on the phone."""
    if draft.signed and not verbal:
        return desk.screen(request, draft, refused=Refused((Fault("verbal", "required"),), {}))
    outcome = await forms.send(desk.intake, draft, desk.door.today(), channel="hotline", actor=ACTOR)
    if isinstance(outcome, Receipt):
        return desk.screen(request, Draft(), receipt=outcome)
    if isinstance(outcome, Refused):
        return desk.screen(request, draft, refused=outcome)
    return desk.screen(request, draft, problem=desk.pages.translator(language(request))("error.unavailable"))
