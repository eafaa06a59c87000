"""Which programs may be asked: every program announces itself, adding one changes nothing here. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from services.chassis.decider import Decider

Opening = Literal["urgent", "untested", "decided", "monitored"]


@dataclass(frozen=True, kw_only=True)
class Program:
    """What a program said of itself. `answer_within` in working days; no `categories`: it serves everybody."""

    code: str
    agency: str
    title_zh: str
    title_en: str
    needs: tuple[str, ...]
    categories: tuple[str, ...]
    always: bool
    urgent: bool
    untested: bool
    items: tuple[str, ...]
    sections: tuple[str, ...]
    answer_within: int

    def concerns(self, needs: tuple[str, ...]) -> bool:
        return bool(set(self.needs) & set(needs))

    @property
    def serves_the_monitored(self) -> bool:
        return "monitored" in self.categories

    def serves(self, category: str, persons: Mapping[str, tuple[str, ...]]) -> bool:
        """By the class of the household or by what one of its people is."""
        holds = {category, *(status for statuses in persons.values() for status in statuses)}
        return not self.categories or bool(holds & set(self.categories))


@dataclass(frozen=True, kw_only=True)
class ListProgram:
    """`alongside`: the programs of the same release."""

    program: Program
    alongside: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ProgramListed:
    program: Program
    alongside: tuple[str, ...] = ()


@dataclass(frozen=True)
class Catalog:
    programs: Mapping[str, Program] = field(default_factory=dict)
    alongside: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every program of the latest release has spoken; before that some would never be asked."""
        return bool(self.programs) and set(self.alongside) <= set(self.programs)

    @property
    def current(self) -> tuple[Program, ...]:
        """Those of the latest release; a folder that is gone is asked no more."""
        return tuple(p for code, p in self.programs.items() if not self.alongside or code in self.alongside)


def decide(state: Catalog, command: ListProgram) -> list[ProgramListed]:
    known = state.programs.get(command.program.code) == command.program
    if known and state.alongside == command.alongside:
        return []  # a folder announces itself at every start
    return [ProgramListed(program=command.program, alongside=command.alongside)]


def evolve(state: Catalog, event: ProgramListed) -> Catalog:
    return Catalog({**state.programs, event.program.code: event.program}, event.alongside)


CATALOG: Decider[Catalog, ListProgram, ProgramListed] = Decider(
    name="catalog", initial=Catalog, decide=decide, evolve=evolve, events=ProgramListed
)
