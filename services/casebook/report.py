"""What came out: one line per step that failed and per expectation, one summary per case, and the same as data."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import orjson


@dataclass(frozen=True)
class Line:
    """One expectation key of one day, or one step that could not be done. `expected` and `got` are for reading."""

    case: str
    on: str
    key: str
    ok: bool
    expected: Any = None
    got: Any = None
    note: str = ""

    def __str__(self) -> str:
        head = f"{'ok  ' if self.ok else 'FAIL'} {self.case} {self.on} {self.key}"
        if self.ok:
            return head
        told = f"{head}: {self.note}" if self.note else head
        return told if self.expected is None else f"{told} expected {shown(self.expected)} got {shown(self.got)}"


def shown(value: Any) -> str:
    """A value on one line, as the file would write it."""
    match value:
        case None:
            return "nothing"
        case dict():
            return "{" + ", ".join(f"{key}: {shown(entry)}" for key, entry in value.items()) + "}"
        case list() | tuple():
            return "[" + ", ".join(shown(entry) for entry in value) + "]"
        case bool():
            return str(value).lower()
        case _:
            return str(value)


@dataclass(frozen=True)
class Report:
    lines: tuple[Line, ...]
    cases: tuple[str, ...]  # every story that was played, also without a line

    @property
    def holds(self) -> bool:
        return all(line.ok for line in self.lines)

    def summaries(self) -> Iterable[str]:
        for case in self.cases:
            lines = [line for line in self.lines if line.case == case]
            failed = sum(not line.ok for line in lines)
            yield f"{'FAIL' if failed else 'PASS'} {case}: {len(lines) - failed} of {len(lines)} hold"

    def write(self, path: Path) -> None:
        data = {"holds": self.holds, "cases": self.cases, "lines": [asdict(line) for line in self.lines]}
        path.write_bytes(orjson.dumps(data, option=orjson.OPT_INDENT_2, default=str))
