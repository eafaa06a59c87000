"""What one run tells, and how runs are compared: taken in turns, medians beside their extremes, void when wrong."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any


class Void(AssertionError):
    """The effect was not what it must be, so the time says nothing."""


@dataclass(frozen=True)
class Sample:
    """One run: things done per second and, where callers wait, how long each of them did (seconds)."""

    rate: float
    waits: Sequence[float] = ()
    said: str = ""


@dataclass(frozen=True)
class Contestant:
    name: str
    run: Callable[[], Awaitable[Sample]]


@dataclass
class Bench:
    """The first contestant is ours; every ratio is ours over the other one of the same rounds."""

    number: str
    title: str
    contestants: Sequence[Contestant]
    samples: dict[str, list[Sample]] = field(default_factory=dict)


async def in_turns(bench: Bench, rounds: int) -> None:
    """A-B-A-B: whatever else the machine does falls on all alike."""
    for _ in range(rounds):
        for contestant in bench.contestants:
            bench.samples.setdefault(contestant.name, []).append(await contestant.run())


def hold(true: bool, what: str) -> None:
    if not true:
        raise Void(what)


def at_share(waits: Sequence[float], share: float) -> float:
    """The wait that this share of all callers did not exceed."""
    ordered = sorted(waits)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def summary(samples: Sequence[Sample], first: Sequence[Sample]) -> Mapping[str, Any]:
    """Rate with its extremes, waits in milliseconds, and how often ours goes into it (round by round)."""
    rates = [sample.rate for sample in samples]
    waits = [wait for sample in samples for wait in sample.waits]
    ratios = [mine.rate / theirs.rate for mine, theirs in zip(first, samples, strict=True)]
    found = {"rate": median(rates), "least": min(rates), "most": max(rates), "runs": len(rates)}
    found |= {"ratio": median(ratios), "ratio_least": min(ratios), "ratio_most": max(ratios)}
    if waits:
        found |= {"p50_ms": at_share(waits, 0.5) * 1e3, "p99_ms": at_share(waits, 0.99) * 1e3}
    return found | {"said": samples[-1].said}


def results(bench: Bench) -> Mapping[str, Mapping[str, Any]]:
    first = bench.samples[bench.contestants[0].name]
    return {name: summary(samples, first) for name, samples in bench.samples.items()}


def table(bench: Bench) -> str:
    lines = [
        f"{bench.number} {bench.title}",
        f"{'':44s} {'per second':>10s}  {'least-most':>17s}  {'ours is':>8s}  waits",
    ]
    for name, found in results(bench).items():
        spread = f"{found['least']:.0f}-{found['most']:.0f}"
        waits = f"p50 {found['p50_ms']:.1f} p99 {found['p99_ms']:.1f} ms" if "p50_ms" in found else ""
        ratio = f"{found['ratio']:.2f}x"
        lines.append(f"{name:44s} {found['rate']:10.0f}  {spread:>17s}  {ratio:>8s}  {waits} {found['said']}".rstrip())
    return "\n".join(lines)
