"""Which traces are kept in detail: all of them, until more begin than anybody looks at."""

import time
from typing import Final

BURST: Final = 500  # traces
PER_SECOND: Final = 20.0


class Budget:
    """A bucket of traces that fills again while few begin. What follows in a trace is kept or left with its root."""

    def __init__(self, burst: int = BURST, per_second: float = PER_SECOND) -> None:
        self.burst, self.per_second = burst, per_second
        self.left, self.at = float(burst), time.monotonic()

    def take(self) -> bool:
        now = time.monotonic()
        self.left = min(self.burst, self.left + self.per_second * (now - self.at))
        self.at = now
        if self.left < 1:
            return False
        self.left -= 1
        return True
