"""The one shape in which every source is asked and answers, joined or not, fast or by hand."""

from datetime import date
from typing import Any, Literal, NamedTuple

from pydantic import AwareDatetime

from contracts.base import Code, Key, Value
from contracts.household import Household
from contracts.investigation import AnswerState
from services.policy.parameter_schema import Parameters
from services.policy.verification import answer_until, sources_for

Told = Literal["matched", "differs", "not_found", "unavailable", "conflicting"]
SILENT: frozenset[AnswerState] = frozenset({"asked", "unavailable", "given_up"})
Pair = tuple[Code, Key]


class Planned(Value):
    """One source to be asked about one person, and the last day on which the answer is waited for."""

    source: Code
    person: Key
    until: date


class SourceRequest(Value):
    """What one source is asked. `declared` has the shape of the fact, money in fen; `since`: when the case began."""

    source: Code
    person: Key
    identity_number: str
    since: AwareDatetime
    declared: Any = None


class SourceAnswer(Value):
    """What one source says. `retry_at`: when to ask again, where it is unavailable now."""

    source: Code
    person: Key
    state: Told
    value: Any = None
    retry_at: AwareDatetime | None = None

    @property
    def pair(self) -> Pair:
        return self.source, self.person


class Standing(NamedTuple):
    """How one question stands: its last answer, the day it came, and how long it is waited for."""

    until: date
    state: AnswerState = "asked"
    answer: SourceAnswer | None = None
    on: date | None = None


def plan(household: Household, asked_on: date, rules: Parameters) -> tuple[Planned, ...]:
    """Every question that the rules need, with its last day. Who has no identity number cannot be asked about."""
    return tuple(
        Planned(source=source, person=key, until=answer_until(source, asked_on, rules))
        for source, key in sources_for(household, asked_on, rules)
        if household.people[key].identity_number is not None
    )
