"""The only idea of an aggregate: `initial`, `decide`, `evolve`; and the given-when-then in which it is tested."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, get_args

from services.chassis.errors import RuleBroken

S = TypeVar("S")
C = TypeVar("C")
E = TypeVar("E")


@dataclass(frozen=True)
class Decider(Generic[S, C, E]):
    """Pure functions over one stream. `events` is the union of the frozen dataclasses that the stream may hold."""

    name: str
    initial: Callable[[], S]
    decide: Callable[[S, C], list[E]]
    evolve: Callable[[S, E], S]
    events: Any

    def types(self) -> tuple[type, ...]:
        return get_args(self.events) or (self.events,)

    def fold(self, state: S, events: list[E]) -> S:
        for event in events:
            state = self.evolve(state, event)
        return state


@dataclass(frozen=True)
class Scenario(Generic[S, C, E]):
    """`Scenario(DECIDER).given(*events).when(command).then(*events)`; `then()` with nothing: it was quiet."""

    decider: Decider[S, C, E]
    past: tuple[E, ...] = ()

    def given(self, *events: E) -> "Scenario[S, C, E]":
        return Scenario(self.decider, self.past + events)

    def when(self, command: C) -> "Outcome[E]":
        state = self.decider.fold(self.decider.initial(), list(self.past))
        try:
            return Outcome(self.decider.decide(state, command), None)
        except RuleBroken as broken:
            return Outcome([], broken.code)


@dataclass(frozen=True)
class Outcome(Generic[E]):
    events: list[E]
    refused: str | None

    def then(self, *expected: E) -> None:
        assert self.refused is None, f"refused: {self.refused}"
        assert self.events == list(expected), f"\n  got      {self.events}\n  expected {list(expected)}"

    def then_refused(self, code: str) -> None:
        assert self.refused == code, f"got {self.refused or self.events}, expected refusal {code}"
