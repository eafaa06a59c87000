"""What an attack did and what came of it: one row per promise, refused where no fault has happened."""

import os
from collections import Counter
from dataclasses import dataclass, field

LONG = os.environ.get("CHAOS") == "long"
HEAD = ("", "attack", "faults", "dropped", "zombies", "lost", "doubled", "disordered")


@dataclass
class Row:
    """`faults`: how often each kind was injected; all that are named must have happened at least once."""

    promise: str
    attack: str
    faults: Counter[str] = field(default_factory=Counter)
    dropped: int = 0  # copies of messages that had no second effect
    zombies: int = 0  # passes of somebody stopped or cut off that were refused afterwards
    lost: int = 0
    doubled: int = 0
    disordered: int = 0

    def cells(self) -> tuple[str, ...]:
        counts = (self.dropped, self.zombies, self.lost, self.doubled, self.disordered)
        return (self.promise, self.attack, str(sum(self.faults.values())), *map(str, counts))

    def __str__(self) -> str:
        told = ", ".join(f"{count} {kind}" for kind, count in self.faults.items())
        return f"{self.promise} {self.attack}: {told}; " + ", ".join(
            f"{name} {value}" for name, value in zip(HEAD[3:], self.cells()[3:], strict=True)
        )

    def hold(self) -> None:
        """Print the row and keep it for the table. A fault that did not happen proves nothing."""
        ROWS.append(self)
        print(self)
        assert self.faults and all(self.faults.values()), f"not injected: {self}"
        assert (self.lost, self.doubled, self.disordered) == (0, 0, 0), str(self)


ROWS: list[Row] = []


def table() -> list[str]:
    """The rows of this run, in order of the promises."""
    lines = [HEAD, *(row.cells() for row in sorted(ROWS, key=lambda row: (int(row.promise[1:]), row.attack)))]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return ["  ".join(f"{cell:{'<' if at < 2 else '>'}{widths[at]}}" for at, cell in enumerate(line)) for line in lines]


def sized(short: int, long: int) -> int:
    """How much of it: the short form runs with all tests, the long one with `make chaos`."""
    return long if LONG else short
