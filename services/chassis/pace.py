"""How long a loop rests between two passes, so that work gathers under load; a lone message never waits."""

import asyncio

TWICE, LONGEST = 2.0, 0.25  # as often as the pass was long; seconds


async def rest(began: float) -> None:
    """After a pass that did something and began at this time of the loop.

    A pass costs some ten round trips whether it carries one message or hundreds; where it takes long, many wait.
    """
    took = asyncio.get_running_loop().time() - began
    await asyncio.sleep(min(TWICE * took, LONGEST))


def now() -> float:
    return asyncio.get_running_loop().time()
