"""The desks' work list and answers; aid given earlier; money and things that went out by hand."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from contracts.base import Code, Division, Month
from services.chassis.door import Door
from services.chassis.errors import NotFound, RuleBroken
from services.chassis.paging import After, Limit
from services.policy.parameter_schema import Parameters
from services.policy.parameters import parameters
from services.programs import payment_lists, projections
from services.programs.entitlement import Program, entitlement
from services.programs.entitlement.commands import AnswerByHand, Choose, Command, PayOutside, RecordAid, RecordDelivery
from services.programs.requests import Choice, Delivery, DeskAnswer, EarlierAid, Payment, on_record


def build_api(programs: Mapping[str, Program]) -> Any:
    """The router of the programs that run in this process."""

    def api(door: Door) -> APIRouter:
        router = APIRouter(prefix="/v1", tags=["programs"])
        desks(router, door, programs)
        records(router, door, programs)
        lists(router, door)
        return router

    return api


def desks(router: APIRouter, door: Door, programs: Mapping[str, Program]) -> None:
    @router.get("/desks/worklist", operation_id="list_desk_items")
    async def worklist(
        agency: Code | None = None,
        household_id: UUID | None = None,
        after: After = None,
        limit: Limit = 50,
    ) -> dict[str, Any]:
        rows, following = await projections.WORKLIST.page(door, agency, household_id, after=after, limit=limit)
        return {"items": [desk_item(row) for row in rows], "next": following}

    @router.get("/desks/referrals", operation_id="list_program_referrals")
    async def referrals(household_id: UUID) -> dict[str, Any]:
        rows = await projections.referrals(door, household_id)
        return {"items": [plain(row) for row in rows], "next": None}

    @router.post("/desks/{referral_id}/answers", operation_id="answer_desk_item")
    async def answer(referral_id: UUID, body: DeskAnswer, request: Request) -> Response:
        asked = await projections.referral(door, referral_id)
        if asked is None:
            raise NotFound("referral-not-found")
        program = named(programs, asked.program)
        command = AnswerByHand(
            referral_id=referral_id,
            item=body.item,
            person=body.person,
            outcome=body.outcome,
            amount=body.amount,
            note=body.reason,
            rules=await rules_of(door, program, asked.household_id),
            now=door.now(),
        )
        return await told(door, request, program, asked.household_id, command, asked.application_id)


def records(router: APIRouter, door: Door, programs: Mapping[str, Program]) -> None:
    @router.post("/aid-records", operation_id="record_earlier_aid")
    async def aid_records(body: EarlierAid, request: Request) -> Response:
        household_id, program = body.household(door), named(programs, body.program)
        for item in (*(award.item for award in body.awards), *(payment.item for payment in body.payments)):
            known_item(program, item)
        command = RecordAid(
            application_id=household_id,  # what was given before belongs to no application
            awards=tuple(on_record(award) for award in body.awards),
            payments=tuple((p.month, p.item, p.person, p.amount) for p in body.payments),
            now=door.now(),
        )
        return await told(door, request, program, household_id, command)

    @router.post("/payments", operation_id="record_payment")
    async def payments(body: Payment, request: Request) -> Response:
        household_id, program = body.household(door), named(programs, body.program)
        command = PayOutside(
            item=body.item,
            person=body.person,
            amount=body.amount,
            month=body.month,
            application_id=body.application_id,
            rules=await rules_of(door, program, household_id),
            now=door.now(),
        )
        return await told(door, request, program, household_id, command, body.application_id)

    @router.post("/choices", operation_id="choose_alternative")
    async def choices(body: Choice, request: Request) -> Response:
        household_id, program = body.household(door), named(programs, body.program)
        file = (await door.state(entitlement(program), household_id)).file
        rules = parameters(file.division, file.residence, door.today()) if file else None
        command = Choose(item=body.item, person=body.person, rules=rules, now=door.now())
        return await told(door, request, program, household_id, command, body.application_id)

    @router.post("/deliveries", operation_id="record_delivery")
    async def deliveries(body: Delivery, request: Request) -> Response:
        household_id, program = body.household(door), named(programs, body.program)
        command = RecordDelivery(item=body.item, person=body.person, now=door.now())
        return await told(door, request, program, household_id, command, body.application_id)


def lists(router: APIRouter, door: Door) -> None:
    @router.get("/payment-lists/{division}/{month}", operation_id="list_payments", response_model=None)
    async def payment_list(
        division: Division, month: Month, request: Request, after: After = None, limit: Limit = 50
    ) -> Response | dict[str, Any]:
        """A page in fen; with `Accept: text/csv` the whole list in yuan."""
        if "text/csv" in request.headers.get("accept", ""):
            return Response(await payment_lists.as_csv(door, division, month), media_type="text/csv; charset=utf-8")
        return await payment_lists.listed(door, division, month, after, limit)


async def told(
    door: Door,
    request: Request,
    program: Program,
    household_id: UUID,
    command: Command,
    application_id: UUID | None = None,
) -> Response:
    """Into the household's stream of this program; answers how many facts it made."""
    return await door.answer(
        request,
        entitlement(program),
        household_id,
        command,
        household_id=household_id,
        application_id=application_id,
        body=lambda events, version: {
            "household_id": str(household_id),
            "program": program.code,
            "events": len(events),
            "version": version,
        },
    )


async def rules_of(door: Door, program: Program, household_id: UUID) -> Parameters:
    """The rules of the day at the household's place. NotFound where the program was never asked about it."""
    state = await door.state(entitlement(program), household_id)
    if state.file is None:
        raise NotFound("household-not-found")
    return parameters(state.file.division, state.file.residence, door.today())


def named(programs: Mapping[str, Program], code: str) -> Program:
    if code not in programs:
        raise RuleBroken("unknown-program", "/program")
    return programs[code]


def known_item(program: Program, item: str) -> None:
    if item not in program.items:
        raise RuleBroken("unknown-item", "/item")


def plain(row: Any) -> dict[str, Any]:
    names = ("referral_id", "household_id", "application_id", "program", "agency", "division", "answer_by")
    return {name: str(row[name]) for name in names}


def desk_item(row: Any) -> dict[str, Any]:
    """As every work list says it, with what the desk is asked for."""
    since = row["since"].isoformat()
    asked = {"item": row["item"], "person": row["person"] or None, "since": since, "due": str(row["due"])}
    return {**plain(row), "stage": row["stage"], **asked, "late": row["late"]}
