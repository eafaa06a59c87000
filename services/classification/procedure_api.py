"""Doors beside the straight way: a second look, the county's visit, a longer clock, and one that stands."""

from typing import Annotated, Any, Protocol
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field

from services.chassis.door import Door
from services.chassis.errors import RuleBroken
from services.classification.domain.determination import DETERMINATION
from services.classification.domain.procedure_messages import (
    ExtendDecision,
    ResumeClock,
    ReviewKind,
    ReviewObjection,
    SuspendClock,
    Suspension,
    VisitByCounty,
)
from services.classification.steps import Step, named
from services.policy.parameters import parameters

Votes = Annotated[int, Field(ge=0, le=10_000)]
Visitor = Annotated[str, Field(min_length=1, max_length=50)]


class Review(Step):
    """`note` is kept sealed. With a vote its majority decides, else `stands`."""

    review: ReviewKind
    votes_for: Votes = 0
    votes_against: Votes = 0
    stands: bool = True
    note: Annotated[str, Field(max_length=4000)] = ""


class CountyVisit(Step):
    visitors: Annotated[tuple[Visitor, ...], Field(max_length=10)]


class Standstill(Step):
    because: Suspension


class Take(Protocol):
    async def __call__(self, request: Request, household_id: UUID, command: Any) -> Response: ...


def procedure_doors(router: APIRouter, door: Door, take: Take) -> None:
    @router.post("/{household_id}/objection-review", operation_id="review_objection")
    async def review(request: Request, household_id: UUID, step: Review) -> Response:
        command = ReviewObjection(
            application_id=step.application_id,
            review=step.review,
            votes_for=step.votes_for,
            votes_against=step.votes_against,
            stands=step.stands,
            note=step.note,
            now=door.now(),
        )
        return await take(request, household_id, command)

    @router.post("/{household_id}/county-visit", operation_id="visit_by_county")
    async def visit(request: Request, household_id: UUID, step: CountyVisit) -> Response:
        command = VisitByCounty(application_id=step.application_id, visitors=step.visitors, now=door.now())
        return await take(request, household_id, command)

    @router.post("/{household_id}/extension", operation_id="extend_decision")
    async def extension(request: Request, household_id: UUID, step: Step | None = None) -> Response:
        """A special case has 45 working days from acceptance."""
        case = (await door.state(DETERMINATION, household_id)).open_case(named(step))
        if case is None:
            raise RuleBroken("nothing-proposed")
        rules = parameters(case.division, case.residence, door.today()).process
        return await take(
            request, household_id, ExtendDecision(application_id=named(step), rules=rules, now=door.now())
        )

    @router.post("/{household_id}/suspension", operation_id="suspend_clock")
    async def suspension(request: Request, household_id: UUID, step: Standstill) -> Response:
        command = SuspendClock(application_id=step.application_id, because=step.because, now=door.now())
        return await take(request, household_id, command)

    @router.post("/{household_id}/resumption", operation_id="resume_clock")
    async def resumption(request: Request, household_id: UUID, step: Step | None = None) -> Response:
        return await take(request, household_id, ResumeClock(application_id=named(step), now=door.now()))
