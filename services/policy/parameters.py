"""Which figures are in force at a place, for a residence, on a day. A set with a gap or an overlap stops the start."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Final

from pydantic import ValidationError

from contracts.household import Residence
from services.policy import yaml_file
from services.policy.errors import BrokenData, NotCovered
from services.policy.parameter_schema import Parameters, figure_names

RESIDENCES: Final[tuple[Residence, ...]] = ("urban", "rural")
IN_FORCE: Final = "ref-2024"
_ROW_KEYS: Final = {"places", "residence", "from", "published", "until", "value"}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One value of one figure, in force from the first to the last day (None: until further notice).

    `since`: the day to which it is dated back, for whoever looks at it on `first`, when it was published, or later.
    """

    place: str
    residence: Residence
    first: date
    since: date
    last: date | None
    value: Any
    line: int

    def holds(self, on: date, known: date) -> bool:
        return self.first <= known and self.since <= on and (self.last is None or on <= self.last)


Scope = tuple[str, Residence]  # a prefix of the division code, urban or rural


@dataclass(frozen=True, kw_only=True)
class ParameterSet:
    """One published set: `ref-2024`. Sets are compared by identity, so that answers can be cached."""

    version: str
    places: tuple[str, ...]
    valid_from: date
    figures: Mapping[str, Mapping[Scope, tuple[Row, ...]]]
    _known: dict[tuple[str, Residence, date, date], Parameters] = field(default_factory=dict, compare=False, repr=False)
    starts: tuple[date, ...] = ()  # every day on which a figure changes somewhere, in order
    valid_until: date | None = None

    def at(self, place: str, residence: Residence, on: date, known: date | None = None) -> Parameters:
        """The figures of a day as they were known on that day; with `known`, as they are known on that later day.

        Raises NotCovered: `no-parameters-for-place` outside the places of the set, `no-parameters-for-date` outside
        its days.
        """
        if not place.startswith(self.places):
            raise NotCovered("no-parameters-for-place", place)
        if on < self.valid_from or (self.valid_until and on > self.valid_until):
            raise NotCovered("no-parameters-for-date", on.isoformat())
        key = (place[:6], residence, self._start(on), self._start(max(on, known or on)))
        if key not in self._known:
            self._known[key] = self._compose(*key)
        return self._known[key]

    def _start(self, on: date) -> date:
        return self.starts[bisect_right(self.starts, on) - 1]

    def _compose(self, place: str, residence: Residence, on: date, known: date) -> Parameters:
        tree: dict[str, Any] = {"version": self.version, "residence": residence}
        for name, rows in self.figures.items():
            section, _, leaf = name.rpartition(".")
            value = _row(rows, place, residence, on, known).value
            (tree.setdefault(section, {}) if section else tree)[leaf] = value
        return Parameters.model_validate(tree)


def _row(rows: Mapping[Scope, tuple[Row, ...]], place: str, residence: Residence, on: date, known: date) -> Row:
    """The longest prefix of the place wins: a county may differ from its prefecture. Then what was published last."""
    for length in range(len(place), 0, -1):
        for row in reversed(rows.get((place[:length], residence), ())):
            if row.holds(on, known):
                return row
    raise NotCovered("no-parameters-for-date", on.isoformat())


def load(text: str, file: str) -> ParameterSet:
    """Read a set; raises BrokenData with file and line on an unknown key, a gap, an overlap or a wrong value.

    A set that `inherits` holds the figures it names; the others are those with which the other set begins.
    """
    top = yaml_file.mapping(text, file, {"version", "valid_from", "places", "figures"}, {"inherits", "valid_until"})
    older = published(top["inherits"]).figures if "inherits" in top else {}
    places, valid_from = tuple(top["places"]), top["valid_from"]
    wanted, listed = figure_names(), top["figures"]
    for name in listed:
        if name not in wanted:
            raise BrokenData(file, yaml_file.line(listed, name), f"unknown figure {name}")
    for name in sorted(wanted - set(listed) - set(older)):
        raise BrokenData(file, yaml_file.line(top, "figures"), f"figure {name} is missing")
    inherited = {name: _began(rows, valid_from) for name, rows in older.items() if name not in listed}
    figures = inherited | {name: _rows(listed, name, file, places, valid_from) for name in listed}
    every = [row for by_scope in figures.values() for rows in by_scope.values() for row in rows]
    starts = {day for row in every for day in (row.since, row.first)}
    ends = {row.last + timedelta(1) for row in every if row.last}
    loaded = ParameterSet(
        version=top["version"],
        places=places,
        valid_from=valid_from,
        figures=figures,
        starts=tuple(sorted(starts | ends)),
        valid_until=top.get("valid_until"),
    )
    _check_values(loaded, listed, file)
    return loaded


def _rows(listed: Any, name: str, file: str, places: tuple[str, ...], since: date) -> dict[Scope, tuple[Row, ...]]:
    """The rows of one figure by scope, each ending where the next begins."""
    entry = listed[name]
    yaml_file.only(entry, {"unit", "mark", "rows"}, file)
    by_scope: dict[Scope, list[Row]] = {}
    for index, raw in enumerate(entry["rows"]):
        yaml_file.only(raw, _ROW_KEYS, file)
        line = yaml_file.line(entry["rows"], index)
        problem = _problem(raw, places, since)
        if problem:
            raise BrokenData(file, line, f"{name}: {problem}")
        for row in _expand(raw, line, places, since):
            by_scope.setdefault((row.place, row.residence), []).append(row)
    chained = {scope: tuple(_chain(rows, name, file)) for scope, rows in by_scope.items()}
    for place in places:
        for residence in RESIDENCES:
            rows = chained.get((place, residence), ())
            if not rows or rows[0].first > since:
                raise BrokenData(
                    file, yaml_file.line(listed, name), f"gap: {name} has no row for {place} {residence} on {since}"
                )
    return chained


def _began(rows: Mapping[Scope, tuple[Row, ...]], since: date) -> dict[Scope, tuple[Row, ...]]:
    """The figure as the other set begins, for all days of this one."""
    return {scope: (replace(found[0], first=since, since=since, last=None),) for scope, found in rows.items()}


def _problem(raw: Any, places: tuple[str, ...], since: date) -> str | None:
    """What is wrong with the scope of a row."""
    for key in ("from", "published", "until"):
        if key in raw and not isinstance(raw[key], date):
            return f"{raw[key]} is no day"
    if "published" in raw and raw["published"] <= raw.get("from", since):
        return f"published on {raw['published']}: that is for a row that is dated back, to an earlier day"
    if raw.get("from", since) < since:
        return f"{raw['from']} is before the set, which begins on {since}"
    if raw.get("residence", "urban") not in RESIDENCES:
        return f"unknown residence {raw['residence']}"
    outside = [place for place in raw.get("places", places) if not place.startswith(places)]
    return f"{outside[0]} is outside the set" if outside else None


def _expand(raw: Any, line: int, places: tuple[str, ...], since: date) -> Iterator[Row]:
    dated = raw.get("from", since)
    for place in raw.get("places", places):
        for residence in (raw["residence"],) if "residence" in raw else RESIDENCES:
            yield Row(
                place=place,
                residence=residence,
                first=raw.get("published", dated),
                since=dated,
                last=raw.get("until"),
                value=yaml_file.plain(raw["value"]),
                line=line,
            )


def _chain(rows: list[Row], name: str, file: str) -> Iterator[Row]:
    ordered = sorted(rows, key=lambda row: row.first)
    for row, following in zip(ordered, [*ordered[1:], None], strict=True):
        if following is None:
            yield row
            continue
        day_before = following.first - timedelta(1)
        last = row.last or day_before
        if following.first == row.first or last > day_before:
            raise BrokenData(file, following.line, f"overlap: {name} has two rows on {following.first}")
        if last < day_before:
            raise BrokenData(file, following.line, f"gap: {name} has no row from {last + timedelta(1)}")
        yield Row(**{**row.__dict__, "last": last})


def _check_values(loaded: ParameterSet, listed: Any, file: str) -> None:
    """Compose every place on every day on which a figure changes, so that a wrong value is found at the start."""
    every_place = {place for rows in loaded.figures.values() for place, _ in rows}
    for place in sorted(every_place):
        for residence in RESIDENCES:
            for on in loaded.starts:
                try:
                    loaded.at(place, residence, on)
                except ValidationError as problem:
                    first = problem.errors()[0]
                    name = next(n for n in _paths(first["loc"]) if n in listed)
                    raise BrokenData(file, yaml_file.line(listed, name), f"{name}: {first['msg']}") from None


def _paths(location: tuple[int | str, ...]) -> Iterator[str]:
    yield str(location[0])
    yield ".".join(str(part) for part in location[:2])


@cache
def published(version: str = IN_FORCE) -> ParameterSet:
    """A set that is packaged: the one in force, or the one under which a past decision was made."""
    file = f"parameters/{version}.yaml"
    return load(files("services.policy").joinpath(file).read_text("utf-8"), file)


def parameters(place: str, residence: Residence, on: date, known: date | None = None) -> Parameters:
    """The figures in force at a county, township or village. Cached; `known` and NotCovered as `ParameterSet.at`."""
    return published().at(place, residence, on, known)


published()  # a broken file must stop the start, not the first family
