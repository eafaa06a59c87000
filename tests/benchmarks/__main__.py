"""`make bench`: plays every benchmark in turns and prints a table; `--json FILE` keeps the figures."""

import argparse
import json
import os
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import uvloop

from tests.benchmarks import append, append_peers
from tests.benchmarks.measure import Bench, Contestant, in_turns, results, table
from tests.benchmarks.place import Place, fdatasync_rate, place


def b1(place: Place, quick: bool) -> Bench:
    seconds = 3 if quick else 6
    return Bench(
        "B1",
        "append: 400 bytes, random of 100,000 streams, durable",
        [
            Contestant("ours, 64 callers", lambda: append.ours(place, 64, seconds)),
            Contestant("ours, 256 callers", lambda: append.ours(place, 256, seconds)),
            Contestant("pgbench, our statement per commit, 16", lambda: append_peers.pgbench(place, 16, seconds)),
            Contestant("pgbench, our statement per commit, 64", lambda: append_peers.pgbench(place, 64, seconds)),
            Contestant("eventsourcing, 8 threads", lambda: append_peers.eventsourcing(place, 8, seconds, False)),
            Contestant("eventsourcing, db functions", lambda: append_peers.eventsourcing(place, 8, seconds, True)),
        ],
    )


BENCHES = {"B1": b1}


def machine(place: Place) -> Mapping[str, Any]:
    return {
        "cores": os.cpu_count(),
        "load_before": os.getloadavg()[0],
        "python": platform.python_version(),
        "fdatasync_per_second": fdatasync_rate(place.home),
    }


async def play(place: Place, names: Sequence[str], quick: bool, rounds: int) -> Mapping[str, Any]:
    await place.must_be_durable()
    found: dict[str, Any] = {"machine": machine(place)}
    print(json.dumps(found["machine"]), flush=True)
    for name in names:
        bench = BENCHES[name](place, quick)
        await in_turns(bench, rounds)
        print(f"\n{table(bench)}", flush=True)
        found[name] = {"title": bench.title, "results": results(bench)}
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", nargs="*", choices=list(BENCHES), default=list(BENCHES))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path, default=Path(".onedoor/bench.json"))
    asked = parser.parse_args()
    with place() as there:
        found = uvloop.run(play(there, asked.only, asked.quick, asked.rounds))
    asked.json.parent.mkdir(parents=True, exist_ok=True)
    asked.json.write_text(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main()
