"""`onedoor cliffs`: where a family has less in all although it earns more, and which step of the law makes it so."""

from collections import defaultdict
from pathlib import Path

from contracts.household import Household
from services.programs.folders import discover
from services.simulation.accepted import acceptance
from services.simulation.chart import chart
from services.simulation.sweep import Cliff, Curve, cliffs, shapes

HEAD = f"{'':6} {'from':16} {'to':18} {'times':>6} {'at most':>8}  article"


def print_cliffs(*, households: int, seed: int, svg: Path | None) -> int:
    """A table by residence and classes, yuan a month per family; exit code 1 where a step is not accepted."""
    programs, families = discover(), shapes(households, seed)
    groups: dict[tuple[str, str, str], list[Cliff]] = defaultdict(list)
    for cliff in cliffs(families, programs):
        groups[cliff.residence, cliff.before.partition("+")[0], cliff.after.partition("+")[0]].append(cliff)
    print(HEAD)
    for (residence, before, after), found in sorted(groups.items()):
        deepest = max(found, key=lambda cliff: cliff.fall)
        steps = [acceptance(cliff) for cliff in found]
        law = next((step.law for step in steps if step), "")
        shown = law if all(steps) else "NOT ACCEPTED"
        print(f"{residence:6} {before:16} {after:18} {len(found):6} {float(deepest.fall) / 100:8.0f}  {shown}")
    if svg:
        draw(svg, max((cliff for found in groups.values() for cliff in found), key=lambda cliff: cliff.fall), families)
    return 0 if all(acceptance(cliff) for found in groups.values() for cliff in found) else 1


def draw(svg: Path, deepest: Cliff, families: list[Household]) -> None:
    """The curve of the family with the deepest fall."""
    curve = Curve(families[deepest.shape], discover())
    svg.write_text(chart([curve.at(step) for step in range(curve.steps + 1)], curve.n), "utf-8")
    print(f"{svg}: the family with the deepest fall, {curve.n} people")
