"""Packaged YAML 1.2 with the line of every key, so that a mistake can be shown where it stands."""

from collections.abc import Collection
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError

from services.policy.errors import BrokenData


def mapping(text: str, file: str, keys: Collection[str], may: Collection[str] = ()) -> Any:
    """The top mapping, holding exactly these keys and perhaps those of `may`; raises BrokenData."""
    try:
        top = YAML(typ="rt", pure=True).load(text)
    except MarkedYAMLError as problem:
        mark = problem.problem_mark
        raise BrokenData(file, mark.line + 1 if mark else 1, problem.problem or "not YAML") from None
    if not isinstance(top, CommentedMap):
        raise BrokenData(file, 1, "a mapping is wanted")
    only(top, {*keys, *may}, file)
    for key in sorted(set(keys) - set(top)):
        raise BrokenData(file, 1, f"key {key} is missing")
    return top


def only(entry: Any, keys: Collection[str], file: str) -> None:
    """Stop at the first key that is not known."""
    for key in entry:
        if key not in keys:
            raise BrokenData(file, line(entry, key), f"unknown key {key}")


def line(container: Any, key: object) -> int:
    """The line, counted from 1, on which a key or an item of a list stands."""
    at = container.lc.item(key) if isinstance(container, CommentedSeq) else container.lc.key(key)
    return int(at[0]) + 1


def plain(value: Any) -> Any:
    """The value as plain Python; numbers keep their decimal text."""
    if isinstance(value, CommentedMap):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, CommentedSeq):
        return [plain(inner) for inner in value]
    return value
