"""`onedoor simulate`: a whole invented population through the groups and the programs, with a bar while it runs."""

import sys
import time

from services.policy import divisions
from services.simulation.totals import Totals, simulated

BAR = 30


def simulate(*, people: int, seed: int, processes: int) -> None:
    begun = time.perf_counter()
    totals = simulated(people, seed, processes, lambda done: bar(done, people))
    print_totals(totals, people)
    print(f"{time.perf_counter() - begun:.1f} seconds, {processes} processes, seed {seed}")


def bar(done: int, people: int) -> None:
    """Drawn only for somebody who is looking."""
    if sys.stderr.isatty():
        filled = BAR * done // people
        end = "\n" if done == people else ""
        print(f"\r[{'#' * filled}{'.' * (BAR - filled)}] {done:,} of {people:,}", end=end, file=sys.stderr, flush=True)


def print_totals(totals: Totals, people: int) -> None:
    print(f"{people:,} people in {totals.households:,} households\n\npeople, each counted once by the highest group")
    for group, count in totals.people.most_common():
        print(f"  {group:20} {count:10,} {count / people:7.1%}")
    print(f"\ncost a year, million yuan: {million(totals.cost)}\n  by program")
    for code, cost in totals.by_program.most_common():
        print(f"  {code:20} {million(cost)}")
    print("  by county")
    for county, cost in sorted(totals.by_county.items()):
        print(f"  {county} {million(cost)}  {divisions.name(county)}")


def million(fen: int) -> str:
    return f"{fen / 100_000_000:10,.2f}"
