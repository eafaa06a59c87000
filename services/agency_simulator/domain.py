"""What the simulated agencies were told to answer, and how badly their sources work. Both are logged, so they last."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.base import Personal, Value
from services.chassis.decider import Decider
from services.policy.verification import SourceName

KNOBS_ID = UUID("0f8c1a52-9d3b-4c76-8a1e-5b7f2d94e630")
CONFIRMS = "confirms"


class Prepared(Value):
    """`answer`: a value in the shape of the fact, `not_found`, `conflicting`, or `confirms` what was declared."""

    person: UUID  # blind index of the identity number
    source: SourceName
    answer: Any = CONFIRMS
    until: AwareDatetime | None = None  # unavailable before this moment


class Knob(Value):
    """How one source works: not at all, late by whole days, or wrong about a share of the people."""

    outage: bool = False
    latency_days: Annotated[int, Field(ge=0, le=365)] = 0
    wrong_rate: Annotated[float, Field(ge=0, le=1)] = 0


@dataclass(frozen=True, kw_only=True)
class Prepare:
    answers: tuple[Prepared, ...]
    now: datetime


@dataclass(frozen=True, kw_only=True)
class AnswersPrepared:
    prepared_at: datetime
    answers: Annotated[tuple[Prepared, ...], Personal]


@dataclass(frozen=True, kw_only=True)
class Turn:
    knobs: dict[SourceName, Knob]


@dataclass(frozen=True, kw_only=True)
class KnobsTurned:
    knobs: dict[SourceName, Knob]


def prepare(done: bool, command: Prepare) -> list[AnswersPrepared]:
    return [] if done else [AnswersPrepared(answers=command.answers, prepared_at=command.now)]


def prepared(done: bool, event: AnswersPrepared) -> bool:
    return True


def turn(knobs: dict[SourceName, Knob], command: Turn) -> list[KnobsTurned]:
    changed = {source: knob for source, knob in command.knobs.items() if knobs.get(source, Knob()) != knob}
    return [KnobsTurned(knobs=changed)] if changed else []


def turned(knobs: dict[SourceName, Knob], event: KnobsTurned) -> dict[SourceName, Knob]:
    return knobs | event.knobs


PREPARATION = Decider(name="preparation", initial=bool, decide=prepare, evolve=prepared, events=AnswersPrepared)
KNOBS: Decider[dict[SourceName, Knob], Turn, KnobsTurned] = Decider(
    name="knobs", initial=dict, decide=turn, evolve=turned, events=KnobsTurned
)
