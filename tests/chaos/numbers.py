"""The service under attack: each number that a household is given is published, heard again and kept, in order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import AwareDatetime, BaseModel

from contracts.base import Contract
from services.chassis.decider import Decider
from services.chassis.door import Door
from services.chassis.errors import Poison
from services.chassis.service import Service
from services.chassis.tables import ClearTimer, Context, Envelope, Projection, Recorded, SetTimer, Timer, View


@dataclass(frozen=True, kw_only=True)
class Given:
    number: int


@dataclass(frozen=True, kw_only=True)
class Kept:
    """The effect: nothing looks whether a number was kept before, so twice would be seen."""

    number: int


@dataclass(frozen=True, kw_only=True)
class Planned:
    at: datetime | None  # None: not any more


@dataclass(frozen=True, kw_only=True)
class Rang:
    planned: datetime


@dataclass(frozen=True, kw_only=True)
class Let:
    events: Sequence[Any]


NUMBERS = Decider[int, Let, Any](
    "numbers",
    int,
    lambda count, command: list(command.events),
    lambda count, event: count + 1,
    Given | Kept | Planned | Rang,
)


class Gift(BaseModel):
    household_id: UUID
    numbers: list[int]


class Alarm(BaseModel):
    household_id: UUID
    timer: UUID
    at: AwareDatetime | None


class Order(NamedTuple):
    """What an attack has ordered: `strike` is told each moment at which it may come, `refused` each number."""

    strike: Callable[[str], None]
    refused: Callable[[int], bool]


def api(door: Door) -> APIRouter:
    router = APIRouter()

    @router.post("/v1/numbers")
    async def give(request: Request, gift: Gift) -> Response:
        command = Let(events=[Given(number=number) for number in gift.numbers])
        return await door.answer(request, NUMBERS, gift.household_id, command, household_id=gift.household_id)

    @router.post("/v1/alarms")
    async def plan(request: Request, alarm: Alarm) -> Response:
        command = Let(events=[Planned(at=alarm.at)])
        return await door.answer(request, NUMBERS, alarm.timer, command, household_id=alarm.household_id)

    return router


def planned(event: Planned, envelope: Envelope) -> list[SetTimer | ClearTimer]:
    if event.at is None:
        return [ClearTimer(name="ring", stream_id=envelope.stream_id)]
    return [SetTimer(name="ring", at=event.at, stream_id=envelope.stream_id)]


async def count(view: View, batch: Sequence[Recorded]) -> None:
    await view.execute(
        "INSERT INTO seen SELECT h, count(*) FROM unnest($1::uuid[]) h GROUP BY h "
        "ON CONFLICT (household_id) DO UPDATE SET n = seen.n + excluded.n",
        [item.envelope.household_id for item in batch],
    )


def numbers(name: str, order: Order) -> Service:
    """`name` is of one attack alone, and so are its database, topic and groups."""

    class Passed(Contract):
        type: ClassVar[str] = f"onedoor.{name}.passed.v1"
        number: int

    def passed(event: Given, envelope: Envelope) -> Passed:
        order.strike("publishing")
        return Passed(household_id=envelope.household_id, number=event.number)

    async def keep(event: Passed, ctx: Context) -> None:
        if order.refused(event.number):
            raise Poison("not-readable")
        await ctx.execute(NUMBERS, event.household_id, Let(events=[Kept(number=event.number)]))
        order.strike("handling")

    async def ring(timer: Timer, ctx: Context) -> None:
        await ctx.execute(NUMBERS, timer.stream_id, Let(events=[Rang(planned=timer.due)]))
        order.strike("ringing")

    async def counted(view: View, batch: Sequence[Recorded]) -> None:
        await count(view, batch)
        order.strike("viewing")

    return Service(
        name=name,
        migrations="tests.component.seen_migrations",
        deciders=(NUMBERS,),
        groups={name: {Passed: keep}},
        publishes={Given: passed},
        timers={Planned: planned},
        due={"ring": ring},
        projections=(Projection(name="seen", on=(Passed,), apply=counted),),
        api=api,
    )
