"""The doors of investigation: ask the county to verify, record the visit and answers given by hand; who is to visit."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field

from contracts.base import Code, Division, Key, Value
from contracts.investigation import SourceState
from services.chassis.door import Door
from services.chassis.errors import NotFound, RuleBroken
from services.chassis.paging import After, Limit
from services.investigation import projections
from services.investigation.domain.investigation import INVESTIGATION
from services.investigation.domain.messages import (
    AcceptEvidence,
    Command,
    ObjectToSource,
    RecordAnswers,
    RequestVerification,
    Visit,
)
from services.investigation.sources import SourceAnswer
from services.policy.calendar import add_working_days
from services.policy.parameters import parameters
from services.policy.verification import BY_NAME, answer_until


class VisitReport(Value):
    """`found`: whole keys of the household vocabulary, or paths such as `housing.grade` and `income[0].amount`."""

    visitors: Annotated[tuple[Annotated[str, Field(min_length=1, max_length=50)], ...], Field(max_length=10)]
    found: dict[Annotated[str, Field(max_length=100)], Any] = {}


class Evidence(Value):
    """`facts`: as `found` of a visit. A path overrules the sources on that fact alone, a whole key where it differs."""

    facts: Annotated[dict[Annotated[str, Field(max_length=100)], Any], Field(min_length=1, max_length=100)]


class Objection(Value):
    source: Code
    person: Key


class Answers(Value):
    answers: Annotated[tuple[SourceAnswer, ...], Field(min_length=1, max_length=500)]


class Standings(Value):
    """How far the investigation is; values stay in the dossier."""

    application_id: UUID
    sources: list[SourceState]
    missing: tuple[Code, ...]
    revision: int


def build_api(door: Door) -> APIRouter:
    router = APIRouter(prefix="/v1/investigations", tags=["investigation"])
    lists(router, door)
    staff(router, door)
    return router


def staff(router: APIRouter, door: Door) -> None:
    @router.post("/{application_id}/verification-request")
    async def verification_request(request: Request, application_id: UUID) -> Response:
        state, _, _ = await door.stream(INVESTIGATION, application_id)
        if state.household is None:
            raise NotFound
        clocks = parameters(state.household.place, state.household.residence, door.today()).process
        deadlines = {
            "verification_start": add_working_days(door.today(), clocks.verification_start_days),
            "verification_done": add_working_days(door.today(), clocks.verification_days["joined"]),
        }
        return await answer(door, request, application_id, RequestVerification(deadlines=deadlines, now=door.now()))

    @router.post("/{application_id}/visit")
    async def visit(request: Request, application_id: UUID, report: VisitReport) -> Response:
        command = Visit(visitors=report.visitors, found=report.found, now=door.now())
        return await answer(door, request, application_id, command)

    @router.post("/{application_id}/evidence")
    async def evidence(request: Request, application_id: UUID, shown: Evidence) -> Response:
        """Evidence that staff have accepted: the facts change as given, whatever a source said."""
        command = AcceptEvidence(facts=shown.facts, now=door.now())
        return await answer(door, request, application_id, command)

    @router.post("/{application_id}/source-objections")
    async def source_objection(request: Request, application_id: UUID, objection: Objection) -> Response:
        """The family objects to one result: the source is asked again, and until then its word does not count."""
        if objection.source not in BY_NAME:
            raise RuleBroken("source-not-answered", "/source")
        state = await door.state(INVESTIGATION, application_id)
        if state.household is None:
            raise NotFound
        rules = parameters(state.household.place, state.household.residence, door.today())
        until = answer_until(objection.source, door.today(), rules)
        command = ObjectToSource(source=objection.source, person=objection.person, until=until, now=door.now())
        return await answer(door, request, application_id, command)

    @router.post("/{application_id}/source-answers")
    async def source_answers(request: Request, application_id: UUID, given: Answers) -> Response:
        """Answers that a source gave by hand, on time or late."""
        return await answer(door, request, application_id, RecordAnswers(answers=given.answers, now=door.now()))


def lists(router: APIRouter, door: Door) -> None:
    @router.get("/worklist")
    async def worklist(
        division: Division | None = None,
        limit: Limit = 50,
        after: After = None,
    ) -> projections.Page:
        """Households still to be visited, oldest first."""
        return await projections.to_visit(door, division, limit, after)

    @router.get("/{application_id}")
    async def standings(application_id: UUID) -> Standings:
        state, _, _ = await door.stream(INVESTIGATION, application_id)
        sources = [SourceState(source=s, person=p, state=now.state) for (s, p), now in state.standings.items()]
        return Standings(application_id=application_id, sources=sources, missing=state.missing, revision=state.revision)


async def answer(door: Door, request: Request, application_id: UUID, command: Command) -> Response:
    _, _, household_id = await door.stream(INVESTIGATION, application_id)
    return await door.answer(
        request,
        INVESTIGATION,
        application_id,
        command,
        household_id=household_id,
        application_id=application_id,
        body={"application_id": str(application_id)},
    )
