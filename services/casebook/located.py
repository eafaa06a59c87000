"""Reads YAML 1.2 so that every value still knows its line: dates, times and months stay text, `on` is a key."""

from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

Place = tuple[str | int, ...]
TAG = "tag:yaml.org,2002:"


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong in a file, in words for the person who wrote it."""

    file: str
    line: int
    words: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.words}"


class CaseFileError(Exception):
    """A file cannot be played; nothing of it was."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


@dataclass
class Located:
    """Plain data and the line of every key and list entry, counted from 1."""

    file: str
    data: Any = None
    lines: dict[Place, int] = field(default_factory=dict)

    def line(self, place: Place) -> int:
        """Line of the deepest known part of `place`; names that are not in the file (union tags) are passed over."""
        known: Place = ()
        for part in place:
            if (*known, part) in self.lines:
                known = (*known, part)
        return self.lines.get(known, 1)

    def fault(self, place: Place, words: str) -> Fault:
        return Fault(self.file, self.line(place), words)


def read(path: Path) -> Located:
    """The file as data with lines. Raises CaseFileError where it is not YAML or holds what cannot be told apart."""
    located = Located(file=str(path))
    try:
        node = YAML(typ="rt", pure=True).compose(path.read_text(encoding="utf-8"))
    except OSError as missing:
        raise CaseFileError([Fault(str(path), 1, f"cannot be read: {missing.strerror}")]) from missing
    except UnicodeDecodeError as broken:
        raise CaseFileError([Fault(str(path), 1, "is not UTF-8 text")]) from broken
    except YAMLError as broken:
        raise CaseFileError([_syntax(str(path), broken)]) from broken
    if not isinstance(node, MappingNode):
        raise CaseFileError([Fault(str(path), 1, "a case file is a mapping of keys")])
    located.data = _Builder(located).build(node, ())
    return located


def _syntax(file: str, broken: YAMLError) -> Fault:
    mark = getattr(broken, "problem_mark", None) or getattr(broken, "context_mark", None)
    words = broken.problem if isinstance(broken, MarkedYAMLError) else str(broken)
    return Fault(file, mark.line + 1 if mark else 1, f"is not YAML: {words}")


class _Builder:
    def __init__(self, located: Located) -> None:
        self.located = located
        self.open: set[int] = set()

    def build(self, node: Node, place: Place) -> Any:
        self.located.lines.setdefault(place, node.start_mark.line + 1)
        if isinstance(node, ScalarNode):
            return self._scalar(node, place)
        if id(node) in self.open:
            raise self._error(node, "an alias must not contain itself")
        self.open.add(id(node))
        try:
            return self._mapping(node, place) if isinstance(node, MappingNode) else self._sequence(node, place)
        finally:
            self.open.discard(id(node))

    def _mapping(self, node: MappingNode, place: Place) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value if isinstance(key_node, ScalarNode) else None
            if key is None:
                raise self._error(key_node, "a key must be one word")
            if key in data:
                raise self._error(key_node, f"key {key!r} stands here twice")
            self.located.lines[(*place, key)] = key_node.start_mark.line + 1
            data[key] = self.build(value_node, (*place, key))
        return data

    def _sequence(self, node: Node, place: Place) -> list[Any]:
        return [self.build(child, (*place, index)) for index, child in enumerate(node.value)]

    def _scalar(self, node: ScalarNode, place: Place) -> Any:
        tag, text = str(node.tag).removeprefix(TAG), node.value
        try:
            if tag == "null":
                return None
            if tag == "bool":
                return text.lower() == "true"
            if tag == "int":
                return int(text.replace("_", ""), 0 if text[:2] in ("0x", "0o") else 10)
            if tag == "float":
                return _finite(text)
        except (ArithmeticError, ValueError) as broken:
            raise self._error(node, f"{text!r} is not a number") from broken
        if tag in ("str", "timestamp"):
            return text
        raise self._error(node, f"a value of kind {tag!r} is not known here")

    def _error(self, node: Node, words: str) -> CaseFileError:
        return CaseFileError([Fault(self.located.file, node.start_mark.line + 1, words)])


def _finite(text: str) -> Decimal:
    number = Decimal(text)
    if not number.is_finite():
        raise ValueError(text)
    return number
