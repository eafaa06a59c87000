"""The class on record of a household, for applications that ask for help without testing the class again. Pure."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from contracts.base import Month, Personal
from contracts.classification import Assessment, Because
from services.chassis.decider import Decider

Persons = dict[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What was decided on a household. `valid_until` None: nothing was given, so nothing expires."""

    category: str
    pay_class: int | None
    persons: Persons
    failed: dict[str, tuple[str, ...]]
    decided_on: date
    valid_until: date | None

    def holds(self, on: date) -> bool:
        return self.valid_until is not None and on <= self.valid_until


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a decision means for money that is paid already; as in the contract."""

    because: Because
    effective_from: Month | None
    grace_until: Month | None
    overpaid_since: Month | None
    concealed: bool


@dataclass(frozen=True, kw_only=True)
class KeepDecision:
    """`assessment` None: the class was taken over from the registers."""

    application_id: UUID
    standing: Standing
    assessment: Assessment | None


@dataclass(frozen=True, kw_only=True)
class DecisionKept:
    application_id: UUID
    standing: Standing
    assessment: Annotated[Assessment | None, Personal]


@dataclass(frozen=True)
class Record:
    standing: Standing | None = None
    assessment: Assessment | None = None


def decide(state: Record, command: KeepDecision) -> list[DecisionKept]:
    if state.standing == command.standing:
        return []
    return [
        DecisionKept(application_id=command.application_id, standing=command.standing, assessment=command.assessment)
    ]


def evolve(_: Record, event: DecisionKept) -> Record:
    return Record(event.standing, getattr(event, "assessment", None))  # gone once the household was erased


RECORD: Decider[Record, KeepDecision, DecisionKept] = Decider(
    name="record", initial=Record, decide=decide, evolve=evolve, events=DecisionKept
)
