"""One trace as bars: the tree of spans in order, long gaps cut out, the rest of a crowded parent folded. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

MOST_BARS: Final = 500
GAP: Final = 10_000_000  # microseconds without any span that are cut out
CUT: Final = 0.03  # share of the width that stands for a gap
LONGEST: Final = 40  # characters of a name beside its bar


@dataclass(frozen=True)
class Span:
    """A span as stored; `start` in microseconds of the epoch, `duration` in microseconds."""

    span_id: str
    parent_id: str | None
    service: str
    name: str
    start: int
    duration: int
    failed: bool
    consumer: str | None = None  # the consumer group, where one service has several

    @property
    def who(self) -> str:
        return self.consumer or self.service

    @property
    def end(self) -> int:
        return self.start + self.duration


@dataclass(frozen=True)
class Bar:
    """One line of the picture; `left` and `width` are shares of its width, `folded` counts spans that it stands for."""

    span: Span
    depth: int
    left: float
    width: float
    after: int  # microseconds since the trace began
    folded: int = 0


@dataclass(frozen=True)
class Gap:
    """Time in which nothing happened, drawn short."""

    left: float
    width: float
    length: int


@dataclass(frozen=True)
class Waterfall:
    start: int
    length: int
    bars: tuple[Bar, ...]
    gaps: tuple[Gap, ...]
    spans: int


def micros(at: datetime) -> int:
    return int(at.timestamp() * 1_000_000)


def waterfall(spans: Sequence[Span], most: int = MOST_BARS) -> Waterfall:
    """At most `most` bars; a trace without spans is empty, not an error."""
    if not spans:
        return Waterfall(0, 0, (), (), 0)
    start, end = min(s.start for s in spans), max(s.end for s in spans)
    scale = Scale(spans)
    bars = [
        Bar(span, depth, scale.at(span.start), scale.at(span.end) - scale.at(span.start), span.start - start, folded)
        for span, depth, folded in _folded(spans, most)
    ]
    return Waterfall(start, end - start, tuple(bars), scale.gaps, len(spans))


def short(name: str, most: int = LONGEST) -> str:
    """A name that fits beside its bar: a route keeps its verb and its last parts, anything else its beginning."""
    verb, slash, path = re.sub(r"\{[^}]*\}", "{id}", name).partition("/")
    parts = path.split("/")
    whole = verb + slash + path
    while len(whole) > most and len(parts) > 1:
        parts = parts[1:]
        whole = f"{verb}…/{'/'.join(parts)}"
    return whole if len(whole) <= most else f"{whole[: most - 1]}…"


def share(of: float) -> str:
    """A share of the width as a per cent of the picture, which is as wide as its page."""
    return f"{of * 100:.2f}%"


class Scale:
    """Time to share of the width, with long silence cut out."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self.busy = _busy(spans)
        silent = len(self.busy) - 1
        total = sum(end - start for start, end in self.busy) or 1
        self.unit = (1 - min(0.5, CUT * silent)) / total
        self.cut = min(0.5, CUT * silent) / silent if silent else 0.0
        self.gaps = tuple(self._gaps())

    def at(self, moment: int) -> float:
        left = 0.0
        for place, (start, end) in enumerate(self.busy):
            if moment <= end or place == len(self.busy) - 1:
                return left + max(0, moment - start) * self.unit
            left += (end - start) * self.unit + self.cut
        return left

    def _gaps(self) -> Iterable[Gap]:
        for (_, end), (start, _) in zip(self.busy, self.busy[1:], strict=False):
            yield Gap(self.at(end), self.cut, start - end)


def _busy(spans: Iterable[Span]) -> list[tuple[int, int]]:
    """The stretches of time in which something happened, joined where less than GAP lies between."""
    found: list[tuple[int, int]] = []
    for span in sorted(spans, key=lambda s: s.start):
        if found and span.start - found[-1][1] <= GAP:
            found[-1] = (found[-1][0], max(found[-1][1], span.end))
        else:
            found.append((span.start, span.end))
    return found


def _folded(spans: Sequence[Span], most: int) -> list[tuple[Span, int, int]]:
    """Span, depth and number of spans folded into it; the children of one parent are folded behind the first ones."""
    children: dict[str | None, list[Span]] = defaultdict(list)
    known = {span.span_id for span in spans}
    for span in sorted(spans, key=lambda s: (s.start, s.span_id)):
        children[span.parent_id if span.parent_id in known else None].append(span)
    share = len(spans)
    while True:
        found = _walk(children, share)
        if len(found) <= most or share == 1:
            return found[:most]
        share = max(1, share // 2)


def _walk(children: dict[str | None, list[Span]], share: int) -> list[tuple[Span, int, int]]:
    found: list[tuple[Span, int, int]] = []
    waiting = [(span, 0, 0) for span in reversed(children[None])]
    while waiting:
        span, depth, folded = waiting.pop()
        found.append((span, depth, folded))
        if folded:
            continue
        below = children.get(span.span_id, [])
        shown = [(child, depth + 1, 0) for child in below[:share]]
        if len(below) > share:
            shown[-1] = (shown[-1][0], depth + 1, len(below) - share)
        waiting += reversed(shown)
    return found
