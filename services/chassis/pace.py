"""Under sustained load a loop rests a moment between passes, so that work gathers; a lone message never waits."""

import asyncio
from collections import deque

SUSTAINED = 12  # passes within one second
REST = 0.03  # seconds


class Pace:
    """One per loop. A pass costs some ten round trips whether it carries one message or hundreds."""

    def __init__(self) -> None:
        self.passes: deque[float] = deque(maxlen=SUSTAINED)

    async def rest(self) -> None:
        """Called after a pass that did something."""
        now = asyncio.get_running_loop().time()
        self.passes.append(now)
        if len(self.passes) == SUSTAINED and now - self.passes[0] < 1.0:
            await asyncio.sleep(REST)
