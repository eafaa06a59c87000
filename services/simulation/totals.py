"""What a population comes to: people by group, yearly cost by program and county, added up over parts of it."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache, partial
from multiprocessing import get_context
from typing import Final

from services.policy.parameters import parameters
from services.programs.entitlement import Program
from services.programs.folders import discover
from services.simulation.population import DAY, families
from services.simulation.support import outcome

PART: Final = 2_500  # people of one piece of work; part of what a seed means


@dataclass(frozen=True)
class Totals:
    """Money is fen a year."""

    households: int = 0
    people: Counter[str] = field(default_factory=Counter)  # by the group as which each is counted once
    by_program: Counter[str] = field(default_factory=Counter)
    by_county: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(
            self.households + other.households,
            self.people + other.people,
            self.by_program + other.by_program,
            self.by_county + other.by_county,
        )

    @property
    def cost(self) -> int:
        return sum(self.by_program.values())


def simulated(people: int, seed: int, processes: int, told: Callable[[int], None]) -> Totals:
    """The sums for so many people; `told` hears how many of them are done. How many processes does not matter."""
    parts = [min(PART, people - first) for first in range(0, people, PART)]
    totals, done = Totals(), 0
    for part, size in zip(_each(parts, seed, processes), parts, strict=True):
        totals, done = totals + part, done + size
        told(done)
    return totals


def _each(parts: list[int], seed: int, processes: int) -> Iterator[Totals]:
    work = partial(_part, seed)
    if processes == 1:
        yield from map(work, range(len(parts)), parts)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        yield from pool.map(work, range(len(parts)), parts)


def _part(seed: int, number: int, people: int) -> Totals:
    households, groups = 0, Counter[str]()
    by_program, by_county = Counter[str](), Counter[str]()
    for family in families(people, f"{seed}:{number}"):
        rules = parameters(family.place, family.residence, DAY)
        found = outcome(family, rules, DAY, programs())
        households += 1
        groups.update(found.assessment.counted_as)
        for code, cost in found.cost_year():
            by_program[code] += cost
            by_county[family.place] += cost
    return Totals(households, groups, by_program, by_county)


@cache
def programs() -> tuple[Program, ...]:
    return discover()
