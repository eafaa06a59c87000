"""A case file as stories: the file itself and each variant, validated as a whole, with line numbers for every fault."""

from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import orjson
from pydantic import Field, TypeAdapter, ValidationError, model_validator

from contracts.base import Value
from contracts.household import Channel, Household
from services.casebook.expectations import Expect
from services.casebook.household import CaseHousehold, Prior, words
from services.casebook.household import told as told_of
from services.casebook.identity import IdentityNumbers
from services.casebook.located import CaseFileError, Fault, Located, Place, read
from services.casebook.moments import Moment
from services.casebook.paths import BadPath, changed, parse
from services.casebook.sources import SourceAnswer, record_fault
from services.casebook.steps import VERBS, AnyStep, Push, Verb, changes_of

HOUSEHOLD_KEYS = frozenset(CaseHousehold.model_fields)
BASE = "base"


class Head(Value):
    """The keys of a file that are not the family."""

    format: Literal[1]
    case: str
    title: str
    policy: Literal["REF-2024"]
    applied: Moment | None = None
    channel: Channel
    prior: Prior = Prior()
    sources: tuple[SourceAnswer, ...] = ()
    steps: tuple[AnyStep, ...] = ()
    expect: tuple[Expect, ...] = ()

    @model_validator(mode="after")
    def _somebody_applies_or_is_known(self) -> "Head":
        if self.applied is None and self.prior == Prior():
            raise words("`applied` may be left out only where `prior` holds")
        return self


class Variant(Value):
    name: Annotated[str, Field(min_length=1)]
    change: dict[str, Any]
    steps: list[Any] | None = None
    expect: list[Any]


@dataclass(frozen=True)
class Story:
    """One household as it is played. `after[i]` is the household once the step `i` has corrected it."""

    file: str
    case: str
    variant: str
    title: str
    head: Head
    household: CaseHousehold
    declared: Household
    after: tuple[CaseHousehold, ...]
    lines: dict[Place, int] = field(repr=False)

    @property
    def name(self) -> str:
        return self.case if self.variant == BASE else f"{self.case}/{self.variant}"

    def first_day(self) -> date:
        moments = [at for at in (self.head.applied, *(step.on for step in self.head.steps)) if at]
        return min([at.date() for at in moments] + [expect.on for expect in self.head.expect])


def load(files: Sequence[Path]) -> list[Story]:
    """All stories of all files in order. Raises CaseFileError with every fault of every file."""
    faults: list[Fault] = []
    stories: list[Story] = []
    numbers = IdentityNumbers()
    for file in files:
        try:
            stories += _stories(read(file), numbers)
        except CaseFileError as broken:
            faults += broken.faults
    if faults:
        raise CaseFileError(faults)
    return stories


def _stories(located: Located, numbers: IdentityNumbers) -> list[Story]:
    raw_variants = located.data.pop("variants", None) or []
    faults: list[Fault] = []
    stories: list[Story] = []
    for index, name, told in [(None, BASE, located), *_variants(located, raw_variants, faults)]:
        try:
            stories.append(_story(told, name, numbers))
        except CaseFileError as broken:
            faults += broken.faults if index is None else _of_variant(broken.faults, name, faults)
    _check_cliffs(located, stories, faults)
    if faults:
        raise CaseFileError(list(dict.fromkeys(faults)))
    return stories


def _of_variant(faults: list[Fault], name: str, known: list[Fault]) -> list[Fault]:
    """Faults that only the variant has."""
    return [Fault(fault.file, fault.line, f"{fault.words} (variant {name})") for fault in faults if fault not in known]


def _variants(located: Located, raw: Any, faults: list[Fault]) -> list[tuple[int, str, Located]]:
    """Each variant as a whole file of its own; what cannot be read goes to `faults`."""
    found: list[tuple[int, str, Located]] = []
    if not isinstance(raw, list):
        faults.append(located.fault(("variants",), "`variants` is a list"))
        return found
    for index, entry in enumerate(raw):
        at: Place = ("variants", index)
        try:
            variant = _validated(Variant, entry, located, at)
            if variant.name in (BASE, *(name for _, name, _ in found)):
                raise CaseFileError([located.fault((*at, "name"), f"variant {variant.name!r} stands here twice")])
            found.append((index, variant.name, _applied(located, variant, at)))
        except CaseFileError as broken:
            faults += broken.faults
    return found


def _applied(located: Located, variant: Variant, at: Place) -> Located:
    told = _corrected(located, located, variant.change, (*at, "change"), HOUSEHOLD_KEYS | set(Head.model_fields))
    told = changed(told, {"expect": variant.expect}, at)
    return told if variant.steps is None else changed(told, {"steps": variant.steps}, at)


def _corrected(now: Located, file: Located, changes: dict[str, Any], at: Place, keys: Set[str]) -> Located:
    """`now` with changes that stand at `at` of the file. Raises CaseFileError for paths that lead nowhere."""
    for path, value in changes.items():
        try:
            if parse(path)[0] not in keys:
                raise BadPath(f"unknown key {path!r}")
            now = changed(now, {path: value}, at)
        except BadPath as bad:
            raise CaseFileError([file.fault((*at, path), str(bad))]) from bad
    return now


def _story(told: Located, variant: str, numbers: IdentityNumbers) -> Story:
    faults: list[Fault] = []
    head_data = {key: value for key, value in told.data.items() if key not in HOUSEHOLD_KEYS}
    parts: list[Any] = []
    for shape, data in ((Head, head_data), (CaseHousehold, _family(told.data))):
        try:
            parts.append(_validated(shape, data, told, ()))
        except CaseFileError as broken:
            faults += broken.faults
    if faults:
        raise CaseFileError(faults)
    head, household = parts
    people = {key: (person.born, person.sex) for key, person in household.people.items()}
    owner = f"{Path(told.file).name}/{variant}"
    declared = household.declared(numbers.of(owner, household.place, people))
    after = _states(told, head.steps)
    return Story(told.file, head.case, variant, head.title, head, household, declared, after, dict(told.lines))


def _family(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key in HOUSEHOLD_KEYS}


def _states(told: Located, steps: tuple[Verb, ...]) -> tuple[CaseHousehold, ...]:
    """The household after each step, in order of time; every correction is checked before anything is played."""
    faults: list[Fault] = []
    states: dict[int, CaseHousehold] = {}
    now = told
    for index in sorted(range(len(steps)), key=lambda i: steps[i].on):
        step = steps[index]
        argument, changes = changes_of(step)
        at: Place = ("steps", index, argument)
        now = _corrected(now, told, changes, at, HOUSEHOLD_KEYS)
        states[index] = _validated(CaseHousehold, _family(now.data), now, ())
        faults += _strangers(told, step, index, states[index])
    if faults:
        raise CaseFileError(faults)
    return tuple(states[index] for index in range(len(steps)))


def _strangers(told: Located, step: Verb, index: int, household: CaseHousehold) -> list[Fault]:
    """Faults of a step that only its story shows: unknown people, records of the wrong shape."""
    found: list[Fault] = []
    person = getattr(step, "person", None)
    if person is not None and person not in household.people:
        found.append(told.fault(("steps", index, "person"), f"{person!r} is not among the people"))
    if isinstance(step, Push) and (fault := record_fault(step.source, step.record)):
        found.append(told.fault(("steps", index, "record"), fault))
    return found


def _check_cliffs(located: Located, stories: list[Story], faults: list[Fault]) -> None:
    names = {story.variant for story in stories}
    for story in stories:
        for index, expect in enumerate(story.head.expect):
            if expect.cliff and expect.cliff.before not in names:
                line = story.lines.get(("expect", index, "cliff"), 1)
                faults.append(Fault(located.file, line, f"there is no variant {expect.cliff.before!r}"))


def _validated(shape: Any, data: Any, told: Located, at: Place) -> Any:
    """`data` as `shape`; strict, as JSON is. Raises CaseFileError with the line of each fault."""
    try:
        return TypeAdapter(shape).validate_json(orjson.dumps(data, default=float), strict=True)
    except ValidationError as broken:
        raise CaseFileError([_fault(told, at, error) for error in broken.errors(include_url=False)]) from broken


def _fault(told: Located, at: Place, error: Any) -> Fault:
    narrower = (error.get("ctx") or {}).get("at")
    place = (*at, *error["loc"], *(parse(narrower) if narrower else ()))
    kind, last = error["type"], str(place[-1]) if place else ""
    match kind:
        case "extra_forbidden":
            text = f"unknown key {last!r}"
        case "missing":
            text = f"{last!r} is missing"
        case "union_tag_invalid":
            text, place = f"unknown verb {error['ctx']['tag']!r}; known: {', '.join(VERBS)}", (*place, "do")
        case "union_tag_not_found":
            text = "a step needs `do`"
        case _:
            text = f"{_dotted(place)}: {told_of(error)}" if place else told_of(error)
    return told.fault(place, text)


def _dotted(place: Place) -> str:
    known: list[str] = []
    for part in place:
        known.append(f"[{part}]" if isinstance(part, int) else f".{part}" if known else str(part))
    return "".join(known)
