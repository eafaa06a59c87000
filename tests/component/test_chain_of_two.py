"""Two small services, everything real: from a command to event, message, decision, view, timer and activity."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, ClassVar
from uuid import UUID, uuid4

import httpx2
import pytest
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from contracts.base import Contract, Personal
from services.chassis.decider import Decider
from services.chassis.door import Door
from services.chassis.errors import Poison, RuleBroken
from services.chassis.runtime import Runtime
from services.chassis.service import Environment, Service
from services.chassis.tables import Context, Envelope, Execute, Projection, Recorded, SetTimer, Timer, View
from services.chassis.telemetry import BEIJING

START = datetime(2024, 5, 6, 9, tzinfo=BEIJING)


class Asked(Contract):
    type: ClassVar[str] = "onedoor.asker.asked.v1"
    question_id: UUID
    words: Annotated[str, Personal]


@dataclass(frozen=True, kw_only=True)
class Ask:
    question_id: UUID
    words: str


@dataclass(frozen=True, kw_only=True)
class QuestionAsked:
    question_id: UUID
    words: Annotated[str, Personal]


@dataclass(frozen=True, kw_only=True)
class Answer:
    question_id: UUID
    words: str


@dataclass(frozen=True, kw_only=True)
class QuestionAnswered:
    question_id: UUID
    words: Annotated[str, Personal]


@dataclass(frozen=True, kw_only=True)
class Remind:
    question_id: UUID


@dataclass(frozen=True, kw_only=True)
class Reminded:
    question_id: UUID


def ask(state: tuple[object, ...], command: Ask) -> list[QuestionAsked]:
    if command.words == "nonsense":
        raise RuleBroken("nonsense")
    return [] if state else [QuestionAsked(question_id=command.question_id, words=command.words)]


def answer(state: tuple[object, ...], command: Answer | Remind) -> list[QuestionAnswered | Reminded]:
    if isinstance(command, Answer):
        return [] if state else [QuestionAnswered(question_id=command.question_id, words=command.words)]
    return [Reminded(question_id=command.question_id)]


def keep(state: tuple[object, ...], event: object) -> tuple[object, ...]:
    return (*state, event)


QUESTION = Decider[tuple[object, ...], Ask, QuestionAsked]("question", tuple, ask, keep, QuestionAsked)
ANSWER = Decider[tuple[object, ...], Answer | Remind, QuestionAnswered | Reminded](
    "answer", tuple, answer, keep, QuestionAnswered | Reminded
)


class Form(BaseModel):
    household_id: UUID
    words: str


def api(door: Door) -> APIRouter:
    router = APIRouter()

    @router.post("/v1/questions", status_code=201)
    async def post(request: Request, form: Form) -> Response:
        question_id = door.id_for(request)
        command = Ask(question_id=question_id, words=form.words)
        return await door.answer(
            request,
            QUESTION,
            question_id,
            command,
            household_id=form.household_id,
            status=201,
            body={"id": str(question_id)},
        )

    return router


def asked(event: QuestionAsked, envelope: Envelope) -> Asked:
    return Asked(household_id=envelope.household_id, question_id=event.question_id, words=event.words)


class Broken:
    """A handler that fails for some words until it is repaired."""

    words: ClassVar[set[str]] = set()


async def on_asked(event: Asked, ctx: Context) -> None:
    if event.words in Broken.words:
        raise Poison("cannot be answered yet")
    await ctx.execute(ANSWER, event.question_id, Answer(question_id=event.question_id, words=event.words))


async def on_reminder(timer: Timer, ctx: Context) -> None:
    await ctx.execute(ANSWER, timer.stream_id, Remind(question_id=timer.stream_id))


async def called(event: QuestionAsked, envelope: Envelope) -> list[Execute]:
    CALLS.append(event.words)
    return []


CALLS: list[str] = []


async def count(view: View, batch: Sequence[Recorded]) -> None:
    ids = [r.envelope.household_id for r in batch]
    await view.execute(
        "INSERT INTO seen SELECT h, count(*) FROM unnest($1::uuid[]) h GROUP BY h "
        "ON CONFLICT (household_id) DO UPDATE SET n = seen.n + excluded.n",
        ids,
    )


def services(environment: Environment) -> list[Service]:
    return [
        Service(
            name="asker",
            migrations="tests.component.no_migrations",
            deciders=(QUESTION,),
            publishes={
                QuestionAsked: lambda e, env: Asked(
                    household_id=env.household_id, question_id=e.question_id, words=e.words
                )
            },
            activities={QuestionAsked: called},
            api=api,
            problems={"nonsense": (409, "听不懂。", "Nobody understands that.")},
        ),
        Service(
            name="answerer",
            migrations="tests.component.seen_migrations",
            deciders=(ANSWER,),
            groups={"answerer": {Asked: on_asked}},
            timers={
                QuestionAnswered: lambda e, env: [
                    SetTimer(name="remind", at=env.recorded_at + timedelta(days=7), stream_id=e.question_id)
                ]
            },
            due={"remind": on_reminder},
            projections=(Projection(name="seen", on=(QuestionAnswered, Reminded), apply=count),),
        ),
    ]


@pytest.fixture(params=["pglog", "kafka"])
async def system(request: pytest.FixtureRequest) -> AsyncIterator[Runtime]:
    async with Runtime.start(services, bus=request.param, clock="simulated", at=START, durable=False) as runtime:
        yield runtime


async def post(system: Runtime, household: UUID, words: str, key: str) -> httpx2.Response:
    async with httpx2.AsyncClient(base_url=system.base_url) as client:
        return await client.post(
            "/v1/questions",
            json={"household_id": str(household), "words": words},
            headers={"Idempotency-Key": key},
        )


async def seen(system: Runtime) -> dict[UUID, int]:
    rows = await system.engines[1].door.fetch("SELECT household_id, n FROM seen")
    return {row["household_id"]: row["n"] for row in rows}


async def test_the_chain(system: Runtime) -> None:
    CALLS.clear()
    households = [uuid4() for _ in range(20)]
    answers = await asyncio.gather(*(post(system, h, f"why {h}?", f"k-{h}") for h in households))
    assert [a.status_code for a in answers] == [201] * 20
    await system.settle()
    assert await seen(system) == dict.fromkeys(households, 1)
    assert len(CALLS) == 20
    again = await post(system, households[0], f"why {households[0]}?", f"k-{households[0]}")
    assert again.status_code == 201 and again.headers["idempotency-replayed"] == "true"
    other = await post(system, households[0], "something else", f"k-{households[0]}")
    assert other.status_code == 422 and other.json()["code"] == "idempotency-key-reused"
    await system.advance(START + timedelta(days=6))
    assert await seen(system) == dict.fromkeys(households, 1)
    await system.advance(START + timedelta(days=7))
    assert await seen(system) == dict.fromkeys(households, 2)

    refused = await post(system, households[0], "nonsense", "k-nonsense")
    assert refused.status_code == 409 and refused.json()["detail_en"] == "Nobody understands that."

    Broken.words.add("hard")
    sick = uuid4()
    await post(system, sick, "hard", "k-hard")
    await post(system, sick, "easy", "k-easy")
    await post(system, households[1], "easy", "k-easy-2")
    await system.settle()
    assert sick not in await seen(system) and (await seen(system))[households[1]] == 3
    parked = await system.engines[1].parked()
    assert [(row["household_id"], row["messages"]) for row in parked] == [(sick, 2)]
    Broken.words.clear()
    assert await system.engines[1].release(sick, None) == 1
    await system.settle()
    assert (await seen(system))[sick] == 2
    assert not await system.engines[1].parked()
