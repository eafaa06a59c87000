"""The smallest service that uses every mechanism: a tally per household, which also hears what it publishes itself."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, ClassVar
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from contracts.base import Contract, Personal
from services.chassis.decider import Decider
from services.chassis.door import Door
from services.chassis.errors import RuleBroken
from services.chassis.service import Service
from services.chassis.tables import ClearTimer, Context, Envelope, Execute, Projection, Recorded, SetTimer, Timer, View


class Counted(Contract):
    type: ClassVar[str] = "onedoor.tally.counted.v1"
    amount: int
    note: Annotated[str, Personal] = ""


@dataclass(frozen=True, kw_only=True)
class Added:
    """Published, but for 0."""

    amount: int
    note: Annotated[str, Personal] = ""


@dataclass(frozen=True, kw_only=True)
class Heard:
    amount: int


@dataclass(frozen=True, kw_only=True)
class Told:
    """Its fold needs the personal field, so it cannot be folded once the household is erased."""

    note: Annotated[str, Personal]


@dataclass(frozen=True, kw_only=True)
class Planned:
    at: datetime | None  # None: not any more


@dataclass(frozen=True, kw_only=True)
class Reminded:
    planned: datetime


@dataclass(frozen=True, kw_only=True)
class Asked:
    number: int


@dataclass(frozen=True, kw_only=True)
class Answered:
    number: int


@dataclass(frozen=True, kw_only=True)
class Do:
    """Let these happen, if the tally has not reached `limit`; `once`: only those that have not happened yet."""

    events: Sequence[Any]
    limit: int = 1_000_000
    once: bool = False


State = tuple[tuple[str, Any], ...]


def decide(state: State, command: Do) -> list[Any]:
    if sum(value for kind, value in state if kind == "Heard") >= command.limit:
        raise RuleBroken("limit-reached")
    return [event for event in command.events if not (command.once and kept(event) in state)]


def evolve(state: State, event: Any) -> State:
    return (*state, kept(event))


def kept(event: Any) -> tuple[str, Any]:
    value = {"Added": "amount", "Heard": "amount", "Told": "note", "Planned": "at", "Reminded": "planned"}
    return type(event).__name__, getattr(event, value.get(type(event).__name__, "number"))


TALLY = Decider[State, Do, Any](
    "tally", tuple, decide, evolve, Added | Heard | Told | Planned | Reminded | Asked | Answered
)


async def answer(event: Asked, envelope: Envelope) -> list[Execute]:
    command = Do(events=[Answered(number=event.number)], once=True)
    return [Execute(decider=TALLY, stream_id=envelope.stream_id, command=command)]


async def nothing() -> None:
    """What a script does where a test says nothing else."""


@dataclass
class Script:
    """What goes wrong, and where."""

    poisoned: dict[UUID, Exception] = field(default_factory=dict)  # handlers of these households raise
    unfit: dict[UUID, Any] = field(default_factory=dict)  # the view of these fails with this divisor
    sleepy: dict[UUID, Exception] = field(default_factory=dict)  # timers of these households raise
    handling: Callable[[], Awaitable[None]] = nothing  # before the handler decides
    viewing: Callable[[], Awaitable[None]] = nothing
    waking: Callable[[], Awaitable[None]] = nothing
    call: Callable[[Asked, Envelope], Awaitable[Sequence[Execute]]] = answer
    decides: Callable[[int], Any] = lambda amount: Heard(amount=amount)
    calls: list[int] = field(default_factory=list)
    seals: bool = False  # the view keeps a sealed value

    async def hear(self, event: Counted, ctx: Context) -> None:
        await ctx.state(TALLY, event.household_id)
        await self.handling()
        await ctx.execute(TALLY, event.household_id, Do(events=[self.decides(event.amount)]))
        if error := self.poisoned.get(event.household_id):
            raise error

    async def view(self, view: View, batch: Sequence[Recorded]) -> None:
        await self.viewing()
        households = [item.envelope.household_id for item in batch]
        for household_id in self.unfit.keys() & set(households):
            await view.execute("SELECT 1 / $1::int", self.unfit[household_id])
        for household_id in households if self.seals else ():
            await view.seal(household_id, "a value")
        await view.execute(
            "INSERT INTO seen SELECT h, count(*) FROM unnest($1::uuid[]) h GROUP BY h "
            "ON CONFLICT (household_id) DO UPDATE SET n = seen.n + excluded.n",
            households,
        )

    async def wake(self, timer: Timer, ctx: Context) -> None:
        if error := self.sleepy.get(timer.household_id):
            raise error
        await ctx.execute(TALLY, timer.stream_id, Do(events=[Reminded(planned=timer.due)]))
        await self.waking()

    async def ask(self, event: Asked, envelope: Envelope) -> Sequence[Execute]:
        self.calls.append(event.number)
        return await self.call(event, envelope)


def published(event: Added, envelope: Envelope) -> Counted | None:
    if not event.amount:
        return None
    return Counted(household_id=envelope.household_id, amount=event.amount, note=event.note)


def planned(event: Planned, envelope: Envelope) -> list[SetTimer | ClearTimer]:
    if event.at is None:
        return [ClearTimer(name="remind", stream_id=envelope.stream_id)]
    return [SetTimer(name="remind", at=event.at, stream_id=envelope.stream_id)]


class Form(BaseModel):
    household_id: UUID
    amount: int
    limit: int = 1_000_000


def api(door: Door) -> APIRouter:
    router = APIRouter()

    async def answered(request: Request, form: Form, stream_id: UUID, match: bool) -> Response:
        command = Do(events=[Heard(amount=form.amount)] if form.amount else [], limit=form.limit)
        return await door.answer(
            request,
            TALLY,
            stream_id,
            command,
            household_id=form.household_id,
            body=lambda events, version: {"events": len(events), "version": version},
            match=match,
        )

    @router.post("/v1/tallies")
    async def post(request: Request, form: Form) -> Response:
        return await answered(request, form, form.household_id, match=False)

    @router.put("/v1/tallies")
    async def put(request: Request, form: Form) -> Response:
        return await answered(request, form, form.household_id, match=True)

    return router


def tally(script: Script, name: str = "tally") -> Service:
    return Service(
        name=name,
        migrations="",
        deciders=(TALLY,),
        groups={name: {Counted: script.hear}},
        publishes={Added: published},
        timers={Planned: planned},
        due={"remind": script.wake},
        activities={Asked: script.ask},
        projections=(Projection(name="seen", on=(Counted, Reminded), apply=script.view),),
        api=api,
        problems={"limit-reached": (409, "已满。", "The tally is full.")},
    )
