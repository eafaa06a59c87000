"""The simulated gateway: prepare answers and turn knobs for demo and tests, and ask like investigation does."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from pydantic import AwareDatetime, Field

from contracts.base import NOBODY, Value
from services.agency_simulator import purpose
from services.agency_simulator.answering import OPENS, Answer, Question, answer
from services.agency_simulator.domain import (
    CONFIRMS,
    KNOBS,
    KNOBS_ID,
    PREPARATION,
    Knob,
    Prepare,
    Prepared,
    Turn,
)
from services.agency_simulator.projections import Told, told
from services.chassis.door import Door
from services.chassis.telemetry import BEIJING
from services.policy.verification import SourceName

IdentityNumber = Annotated[str, Field(pattern=r"^\d{17}[\dX]$")]


class Preparation(Value):
    """What one source will say about one person; a date means 09:00."""

    identity_number: IdentityNumber
    source: SourceName
    answer: Any = CONFIRMS
    unavailable_until: date | AwareDatetime | None = None

    def until(self) -> datetime | None:
        if self.unavailable_until is None or isinstance(self.unavailable_until, datetime):
            return self.unavailable_until
        return datetime.combine(self.unavailable_until, OPENS, BEIJING)


class Preparations(Value):
    answers: Annotated[tuple[Preparation, ...], Field(min_length=1, max_length=1000)]


class Inquiry(Value):
    purpose: Annotated[str, Field(max_length=10_000)]
    requests: Annotated[tuple[Question, ...], Field(min_length=1, max_length=1000)]


class Answers(Value):
    answers: list[Answer]


def router_of(secret: str) -> Callable[[Door], APIRouter]:
    """`secret`: with which the purpose of every question must be signed."""

    def build_api(door: Door) -> APIRouter:
        router = APIRouter(prefix="/v1/simulator", tags=["agency_simulator"])
        controls(router, door)
        gateway(router, door, secret)
        return router

    return build_api


def controls(router: APIRouter, door: Door) -> None:
    @router.post("/answers")
    async def prepare(request: Request, preparations: Preparations) -> Response:
        prepared = tuple(
            Prepared(
                person=door.blind("person", one.identity_number),
                source=one.source,
                answer=one.answer,
                until=one.until(),
            )
            for one in preparations.answers
        )
        command = Prepare(answers=prepared, now=door.now())
        first = prepared[0].person
        body = {"prepared": len(prepared)}
        return await door.answer(request, PREPARATION, door.id_for(request), command, household_id=first, body=body)

    @router.post("/knobs")
    async def turn(request: Request, knobs: dict[SourceName, Knob]) -> Response:
        """Sources that are not named keep their knobs."""
        return await door.answer(request, KNOBS, KNOBS_ID, Turn(knobs=knobs), household_id=NOBODY)


def gateway(router: APIRouter, door: Door, secret: str) -> None:
    @router.post("/ask")
    async def ask(inquiry: Inquiry) -> Answers:
        purpose.check(inquiry.purpose, {one.source for one in inquiry.requests}, secret, door.now())
        return Answers(answers=await answered(door, inquiry.requests))


async def answered(door: Door, questions: Sequence[Question]) -> list[Answer]:
    persons = {number: door.blind("person", number) for number in {one.identity_number for one in questions}}
    known, knobs = await told(door, list(persons.values())), await door.state(KNOBS, KNOBS_ID)
    found = []
    for one in questions:
        prepared = known.get((persons[one.identity_number], one.source), Told(CONFIRMS, None))
        knob = knobs.get(one.source, Knob())
        found.append(answer(one, prepared.answer, prepared.until, knob, door.now()))
    return found
