"""Changes of a household by path: `income[0].amount`, `housing.grade`, or a whole key; `null` removes."""

import copy
import re
from typing import Any

from services.casebook.located import Located, Place

PART = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)((?:\[\d+\])*)")


class BadPath(Exception):
    """A path that leads nowhere, in words."""


def parse(path: str) -> Place:
    """`income[0].amount` as ("income", 0, "amount"). Raises BadPath."""
    place: list[str | int] = []
    for part in path.split("."):
        match = PART.fullmatch(part)
        if not match:
            raise BadPath(f"{path!r} is not a path like income[0].amount")
        place.append(match[1])
        place += [int(index) for index in re.findall(r"\d+", match[2])]
    return tuple(place)


def changed(story: Located, changes: dict[str, Any], at: Place) -> Located:
    """`story` with the changes that stand at `at` of the same file; lines of changed values are those of the change."""
    result = Located(story.file, copy.deepcopy(story.data), dict(story.lines))
    for path, value in changes.items():
        place = parse(path)
        _put(result.data, place, value, path)
        _move_lines(result, place, (*at, path), story)
    return result


def _put(data: Any, place: Place, value: Any, path: str) -> None:
    *way, last = place
    for here, after in zip(way, place[1:], strict=True):
        data = _step(data, here, after, path)
    if isinstance(last, int):
        _put_in_list(data, last, value, path)
    elif not isinstance(data, dict):
        raise BadPath(f"{path!r} leads into a value without keys")
    elif value is None:
        data.pop(last, None)
    else:
        data[last] = copy.deepcopy(value)


def _step(data: Any, here: str | int, after: str | int, path: str) -> Any:
    if isinstance(here, int):
        if not isinstance(data, list) or here >= len(data):
            raise BadPath(f"{path!r}: there is no entry [{here}]")
        return data[here]
    if not isinstance(data, dict):
        raise BadPath(f"{path!r} leads into a value without keys")
    if data.get(here) is None:
        data[here] = [] if isinstance(after, int) else {}
    return data[here]


def _put_in_list(data: Any, index: int, value: Any, path: str) -> None:
    """An index one past the end adds an entry."""
    if not isinstance(data, list) or index > len(data) or (index == len(data) and value is None):
        raise BadPath(f"{path!r}: there is no entry [{index}]")
    if value is None:
        del data[index]
    else:
        data[index : index + 1] = [copy.deepcopy(value)]


def _move_lines(result: Located, place: Place, source: Place, story: Located) -> None:
    for known in [known for known in result.lines if known[: len(place)] == place and known != place]:
        del result.lines[known]
    for end in range(1, len(place)):
        result.lines.setdefault(place[:end], story.line(source))
    for known, line in story.lines.items():
        if known[: len(source)] == source:
            result.lines[place + known[len(source) :]] = line
