"""The household as one test sees it: who counts, what is known, and who said so."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Final

from contracts.base import Key
from contracts.household import Household, Person
from contracts.investigation import Dossier, Origin
from contracts.reasons import Unit
from services.policy import members
from services.policy.amounts import Exact, Span, at_least_nothing, known
from services.policy.parameter_schema import Parameters
from services.policy.reasons import Measure
from services.policy.standing import Standing

DECLARED: Final = "declared"
SEVERAL: Final = "several"
_ANSWERED: Final = ("differs", "conflicting", "matched", "not_found")


@dataclass(frozen=True, kw_only=True)
class View:
    """One household on one day under one set of parameters. `members` are counted in n; `apart` were taken out."""

    household: Household
    p: Parameters
    on: date
    applied_on: date
    standing: Standing
    members: tuple[Key, ...]
    unknown: frozenset[str]
    origins: Mapping[str, Origin]

    @cached_property
    def people(self) -> Mapping[Key, Person]:
        """The counted members."""
        return {key: self.household.people[key] for key in self.members}

    @property
    def n(self) -> int:
        return len(self.members)

    def age(self, key: Key) -> int:
        return members.age(self.household.people[key], self.on)

    def without(self, keys: Collection[Key]) -> "View":
        """The same household, these people being taken out of n with their own income and costs."""
        return replace(self, members=tuple(key for key in self.members if key not in keys)) if keys else self

    def joined_by(self, keys: Collection[Key]) -> "View":
        """The same household, these people being looked at beside the members."""
        return replace(self, members=(*self.members, *(key for key in keys if key not in self.members)))

    def with_residents(self) -> "View":
        """Who lives here without a duty of support counts in no class, but may be 特困 or an orphan. Brief 2."""
        found = members.membership(self.household, self.p.labour, self.on)
        people = self.household.people
        return self.joined_by([key for key, why in found.items() if why == "no_duty" and people[key].lives == "here"])

    def gaps(self, *paths: str) -> tuple[str, ...]:
        """The unknown facts among these paths; an unknown `people.son` covers `people.son.disability`."""
        if not self.unknown:
            return ()
        return tuple(sorted({found for path in paths for found in self.unknown if _covers(found, path)}))

    @cached_property
    def membership_gaps(self) -> tuple[str, ...]:
        """Unknown facts that could change who counts: while there are any, nothing per head can be told."""
        if not self.unknown:
            return ()
        doubts = members.doubts(self.household, self.p.labour, self.on)
        return self.gaps(*(f"people.{key}.{part}" for key, part in doubts))

    def per_head(self, span: Span) -> Span:
        """Divided among the members."""
        gaps = self.membership_gaps
        return at_least_nothing(gaps) if gaps or not self.n else span.over(self.n)

    def measure(self, name: str, unit: Unit, span: Span, *paths: str, person: Key | None = None) -> Measure:
        """A fact with its origin: one source, or `several` as old as the oldest of them."""
        source, as_of = self._origin(paths)
        return Measure(name, unit, span, self.p.version, source, as_of, person)

    def exact(self, name: str, unit: Unit, amount: Exact, *paths: str, person: Key | None = None) -> Measure:
        return self.measure(name, unit, known(amount), *paths, person=person)

    def flag(self, name: str, value: bool, *paths: str, person: Key | None = None) -> Measure:
        """A yes or no about a person or the household, unknown while one of its paths is."""
        gaps = self.gaps(*paths)
        return self.measure(name, "flag", Span(0, None, gaps) if gaps else known(int(value)), *paths, person=person)

    def unknown_flag(self, name: str, path: str, person: Key | None = None) -> Measure:
        """A yes or no that nobody has told."""
        return self.measure(name, "flag", Span(0, None, (path,)), path, person=person)

    def _origin(self, paths: tuple[str, ...]) -> tuple[str, date]:
        if not self.origins:
            return DECLARED, self.applied_on
        found = [origin for path in paths if (origin := _best(self.origins, path))]
        if not found:
            return DECLARED, self.applied_on
        sources = {origin.source for origin in found} | ({DECLARED} if len(found) < len(paths) else set())
        return (sources.pop() if len(sources) == 1 else SEVERAL), min(origin.as_of for origin in found)


def _best(origins: Mapping[str, Origin], path: str) -> Origin | None:
    """The origin of a fact, or of the whole that it is a part of: `income` speaks for `income.son.wages`."""
    while path:
        if path in origins:
            return origins[path]
        path = path.rpartition(".")[0]
    return None


def _covers(unknown: str, path: str) -> bool:
    return path == unknown or path.startswith(unknown + ".")


def _weight(origin: Origin) -> tuple[int, int]:
    return _ANSWERED.index(origin.state), -origin.as_of.toordinal()


def look(dossier: Dossier, p: Parameters, on: date, applied_on: date, standing: Standing) -> View:
    """The dossier as seen on a day; of several origins of one fact the gravest names it, then the latest."""
    origins: dict[str, Origin] = {}
    answered = [origin for origin in dossier.origins if origin.state in _ANSWERED]
    for origin in sorted(answered, key=_weight, reverse=True):
        origins[origin.path.partition("[")[0]] = origin
    return View(
        household=dossier.household,
        p=p,
        on=on,
        applied_on=applied_on,
        standing=standing,
        members=members.counted(dossier.household, p.labour, on),
        unknown=frozenset(dossier.unknown),
        origins=origins,
    )


def alone(view: View, key: Key) -> View:
    """The same household with one person as a unit of one."""
    return replace(view, members=(key,))
