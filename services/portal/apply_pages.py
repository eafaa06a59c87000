"""The family's application: one part per page, check the answers, send, receipt. Complete without JavaScript."""

import secrets
from datetime import timedelta
from typing import Any, Final

import segno
from fastapi import APIRouter, Request, Response

from services.chassis.door import Door
from services.chassis.pages import Pages, Translate, language, svg
from services.policy.calendar import add_working_days
from services.portal import draft as drafts
from services.portal import forms
from services.portal.adapters import Intake, Receipt, Refused
from services.portal.draft import SECTIONS, Draft
from services.portal.household import Fault, read
from services.portal.options import answers, options

STEPS: Final = tuple(SECTIONS)
EMERGENCY: Final = timedelta(hours=24)
DECISION: Final = 30  # working days from acceptance


class ApplyPages:
    """Renders one step; everything that a page needs is in the draft that the form carries."""

    def __init__(self, door: Door, pages: Pages, intake: Intake) -> None:
        self.door, self.pages, self.intake = door, pages, intake

    def key(self) -> bytes:
        return self.door.secret("portal-form", "v1")

    def translator(self, request: Request) -> Translate:
        return self.pages.translator(language(request))

    def sealed(self, draft: Draft) -> str:
        return drafts.seal(draft, self.key(), secrets.token_bytes(drafts.NONCE))

    def step(
        self, request: Request, draft: Draft, step: str, *, refused: Refused | None = None, returning: bool = False
    ) -> Response:
        t = self.translator(request)
        errors = forms.sentences(refused.faults, t, language(request), refused.details) if refused else {}
        last = returning or step == STEPS[-1]
        return self.pages.render(
            request,
            "apply.html",
            status=422 if errors else 200,
            switch_by_form=True,
            state=self.sealed(draft),
            draft=draft,
            step=step,
            place=STEPS.index(step) + 1,
            places=len(STEPS) + 1,
            returning=returning,
            action="/apply/check" if last else "/apply",
            errors=errors,
            labels=forms.labels(draft, t),
            options=options(draft, t, self.door.today()),
        )

    def check(self, request: Request, draft: Draft, problem: str = "") -> Response:
        t = self.translator(request)
        return self.pages.render(
            request,
            "check.html",
            status=503 if problem else 200,
            switch_by_form=True,
            state=self.sealed(draft),
            places=len(STEPS) + 1,
            answers=answers(draft, t, self.door.today()),
            problem=problem,
        )

    def receipt(self, request: Request, draft: Draft, receipt: Receipt) -> Response:
        body, now = read(draft, self.door.today()).body, self.door.now()
        serious = any(event.get("severity") in ("serious", "grave") for event in body["events"])
        return self.pages.render(
            request,
            "receipt.html",
            receipt=receipt,
            qr=qr(f"{request.base_url}track?number={receipt.number}"),
            urgent="emergency" in body["needs"] and (serious or body["help_now"]),
            emergency_by=now + EMERGENCY,
            tested="basic_living" in body["needs"],
            decision_by=add_working_days(now.date(), DECISION),
        )


def qr(address: str) -> Any:
    """The address as an inline picture."""
    return svg(segno.make(address, error="m").svg_inline(scale=1, border=2, omitsize=True))


def faults_of(draft: Draft, step: str, on: Any) -> list[Fault]:
    """What must be corrected before this page is left."""
    return [fault for fault in read(draft, on).faults if fault.field.split(".")[0] in SECTIONS[step]]


def build_apply(door: Door, pages: Pages, intake: Intake) -> APIRouter:
    router = APIRouter(include_in_schema=False)
    form = ApplyPages(door, pages, intake)

    @router.get("/apply")
    async def start(request: Request) -> Response:
        return form.step(request, Draft(), STEPS[0])

    @router.post("/apply")
    @router.post("/apply/check")
    async def turn(request: Request) -> Response:
        typed = [(name, value) for name, value in (await request.form()).multi_items() if isinstance(value, str)]
        posted = dict(typed)
        draft, step = drafts.unseal(posted.get("state", ""), form.key()), posted.get("step", "")
        if draft is None or step not in (*STEPS, "check"):
            return form.step(request, Draft(), STEPS[0], refused=Refused((Fault("place", "expired"),), {}))
        if step == "check":
            return leave_check(form, request, draft, posted)
        return leave_step(form, request, drafts.fill(draft, SECTIONS[step], typed), step, posted)

    @router.post("/apply/receipt")
    async def submit(request: Request) -> Response:
        posted = await request.form()
        draft = drafts.unseal(str(posted.get("state", "")), form.key())
        if draft is None:
            return form.step(request, Draft(), STEPS[0], refused=Refused((Fault("place", "expired"),), {}))
        draft = drafts.tidy(draft)
        channel = "assisted" if draft.assisted_by else "web"
        outcome = await forms.send(intake, draft, door.today(), channel=channel, actor="citizen")
        if isinstance(outcome, Receipt):
            return form.receipt(request, draft, outcome)
        if isinstance(outcome, Refused):
            return form.step(request, draft, first_step(outcome), refused=outcome, returning=True)
        return form.check(request, draft, form.translator(request)("error.unavailable"))

    return router


def first_step(refused: Refused) -> str:
    """The first page on which something must be corrected."""
    wrong = {fault.field.split(".")[0] for fault in refused.faults}
    return next((step for step, fields in SECTIONS.items() if wrong & set(fields)), STEPS[0])


def switched(request: Request, posted: dict[str, str]) -> bool:
    """Whether language or size was switched with a button of the form, which keeps everything else as typed."""
    name, _, value = posted.get("switch", "").partition(":")
    request.state.chosen = {name: value} if name in ("lang", "elder") else {}
    return bool(request.state.chosen)


def leave_check(form: ApplyPages, request: Request, draft: Draft, posted: dict[str, str]) -> Response:
    verb, _, step = posted.get("do", "").partition(":")
    if not switched(request, posted) and verb == "go" and step in STEPS:
        return form.step(request, draft, step, returning=True)
    return form.check(request, draft)


def leave_step(form: ApplyPages, request: Request, draft: Draft, step: str, posted: dict[str, str]) -> Response:
    do, returning = posted.get("do", "next"), "returning" in posted
    if switched(request, posted):
        return form.step(request, draft, step, returning=returning)
    if (changed := forms.rearranged(draft, do)) is not None:
        return form.step(request, changed, step, returning=returning)
    if do == "back":
        return form.step(request, draft, STEPS[max(0, STEPS.index(step) - 1)])
    if faults := faults_of(draft, step, form.door.today()):
        return form.step(request, draft, step, refused=Refused(tuple(faults), {}), returning=returning)
    if returning or step == STEPS[-1]:
        return form.check(request, draft)
    return form.step(request, draft, STEPS[STEPS.index(step) + 1])
