"""The doors of intake: apply, complete, accept, consent, withdraw; the list of the township, the check for cases."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import Field

from contracts.base import Code, Division, Key, Value
from services.chassis.door import Door
from services.chassis.paging import After, Limit
from services.intake import clocks, domain, projections
from services.intake.domain import APPLICATION
from services.intake.form import ApplicationForm, Fault, faults, is_urgent, signers
from services.intake.numbers import number_of, query_code_hash, query_code_of
from services.intake.problems import PROBLEMS
from services.policy.divisions import exists


class Gaps(Value):
    missing: Annotated[tuple[Code, ...], Field(min_length=1)]


class Register(Value):
    """`separate`: a near relative of staff; the county then visits before it confirms."""

    separate: bool = False


class Papers(Value):
    received: Annotated[tuple[Code, ...], Field(min_length=1)]


class ConsentChange(Value):
    """`person` signs or withdraws the verification authorization; the charity consent is the household's."""

    consent: Literal["verification", "charity"]
    person: Key | None = None
    given: bool


class Who(Value):
    identity_number: Annotated[str, Field(pattern=r"^\d{17}[\dX]$")]


def build_api(door: Door) -> APIRouter:
    router = APIRouter(prefix="/v1/applications", tags=["intake"])
    families(router, door)
    township(router, door)
    lists(router, door)
    return router


def families(router: APIRouter, door: Door) -> None:
    """What a family does, itself or through the hotline or somebody who helps."""

    @router.post("", status_code=201)
    async def apply(request: Request, form: ApplicationForm) -> Response:
        check(form, door)
        application_id = door.id_for(request)
        household_id = household_of(form, application_id, door)
        number, code = number_of(application_id), query_code(application_id, door)
        receipt = {
            "application_id": str(application_id),
            "household_id": str(household_id),
            "number": number,
            "query_code": code,
            "links": {"track": "/track", "case": f"/v1/cases?number={number}"},
        }
        command = submission(form, number, query_code_hash(number, code), door)
        return await door.answer(
            request,
            APPLICATION,
            application_id,
            command,
            household_id=household_id,
            application_id=application_id,
            status=201,
            body=receipt,
        )

    @router.post("/{application_id}/supplement")
    async def supplement(request: Request, application_id: UUID, papers: Papers) -> Response:
        command = domain.Supplement(received=papers.received, now=door.now())
        return await answer(door, request, application_id, command)

    @router.post("/{application_id}/consents")
    async def consents(request: Request, application_id: UUID, change: ConsentChange) -> Response:
        command = domain.ChangeConsent(consent=change.consent, person=change.person, given=change.given, now=door.now())
        return await answer(door, request, application_id, command)

    @router.post("/{application_id}/withdrawal")
    async def withdrawal(request: Request, application_id: UUID) -> Response:
        return await answer(door, request, application_id, domain.Withdraw(now=door.now()))


def township(router: APIRouter, door: Door) -> None:
    @router.post("/{application_id}/supplement-request")
    async def supplement_request(request: Request, application_id: UUID, gaps: Gaps) -> Response:
        command = domain.RequestSupplement(missing=gaps.missing, now=door.now())
        return await answer(door, request, application_id, command)

    @router.post("/{application_id}/acceptance")
    async def acceptance(request: Request, application_id: UUID, register: Register | None = None) -> Response:
        state, _, _ = await door.stream(APPLICATION, application_id)
        deadlines = clocks.at_acceptance(state.submitted.household, door.now()) if state.submitted else {}
        separate = register is not None and register.separate
        command = domain.Accept(deadlines=deadlines, separate_register=separate, now=door.now())
        return await answer(door, request, application_id, command)


def lists(router: APIRouter, door: Door) -> None:
    @router.get("/worklist")
    async def worklist(
        division: Division | None = None,
        limit: Limit = 50,
        after: After = None,
    ) -> projections.Page:
        """What the township has to accept, oldest first."""
        return await projections.to_accept(door, division, limit, after)

    @router.post("/checks")
    async def checks(who: Who) -> projections.KnownCases:
        """Cases in which this person is named already; shown before anything is filled in, never a reason to block."""
        return await projections.known_cases(door, door.blind("person", who.identity_number))


async def answer(door: Door, request: Request, application_id: UUID, command: domain.Command) -> Response:
    _, _, household_id = await door.stream(APPLICATION, application_id)
    return await door.answer(
        request,
        APPLICATION,
        application_id,
        command,
        household_id=household_id,
        application_id=application_id,
        body={"application_id": str(application_id)},
    )


def check(form: ApplicationForm, door: Door) -> None:
    """Refuse with every fault at once, each with its place in the body; nothing is stored."""
    found = faults(form, door.today(), exists)
    if found:
        raise RequestValidationError([pointed(fault) for fault in found])


def pointed(fault: Fault) -> dict[str, Any]:
    _, zh, en = PROBLEMS[fault.code]
    return {
        "type": "plain",
        "loc": ("body", *fault.path),
        "msg": en,
        "ctx": {"code": fault.code, "zh": zh, "en": en},
    }


def submission(form: ApplicationForm, number: str, code_hash: str, door: Door) -> domain.Submit:
    household, urgent, now = form.household(), is_urgent(form), door.now()
    persons = {
        key: door.blind("person", person.identity_number)
        for key, person in form.people.items()
        if person.identity_number is not None
    }
    application = domain.Submitted(
        number=number,
        query_code_hash=code_hash,
        channel=form.channel,
        urgent=urgent,
        deadlines={**clocks.at_submission(household, urgent, now), **clocks.at_report(household, now)},
        submitted_at=now,
        division=form.place,
        applicant=form.applicant,
        persons=persons,
        household=household,
        assisted_by=form.assisted_by,
        contact_phone=form.contact_phone,
    )
    return domain.Submit(application=application, signed=signers(household, now.date()))


def household_of(form: ApplicationForm, application_id: UUID, door: Door) -> UUID:
    """The same applicant reaches the same household on any channel; without papers, by name, birth and place.
    Whose name is not known either is nobody else until somebody knows better."""
    applicant = form.people[form.applicant]
    if applicant.identity_number is not None:
        return door.blind("household", applicant.identity_number)
    if not applicant.name:
        return door.blind("household", str(application_id))
    return door.blind("household", f"{applicant.name}|{applicant.born}|{applicant.sex}|{form.place}")


def query_code(application_id: UUID, door: Door) -> str:
    return query_code_of(door.secret("query-code", str(application_id)))
