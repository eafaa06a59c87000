"""The last messages of every lane as this process has published them: who has kept up need not ask the database."""

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final
from uuid import UUID

from services.chassis.bus import Message

KEPT: Final = 64
"""Messages of one lane."""


class Tail:
    """Only what is committed, and without a gap: a lane in which another process wrote begins anew."""

    def __init__(self, kept: int = KEPT) -> None:
        self.lanes: dict[tuple[str, int], deque[Message]] = defaultdict(lambda: deque(maxlen=kept))

    def published(self, topic: str, part: int, messages: Sequence[Message], before: int, end: int) -> None:
        """`before` and `end`: the next offset of the lane as it was known, and as it is after these were sent."""
        lane = self.lanes[topic, part]
        if end - before != len(messages):  # some were there already, or somebody else's lie between
            lane.clear()
            return
        if lane and lane[-1].off + 1 != before:
            lane.clear()
        lane.extend(self.placed(messages, before))

    def placed(self, messages: Iterable[Message], off: int) -> Iterable[Message]:
        for at, message in enumerate(messages, off):
            household = UUID(int=message.household_id.int)  # the driver's own subclass cannot be serialized
            yield replace(message, off=at, household_id=household)

    def since(self, topic: str, part: int, off: int, limit: int) -> list[Message]:
        """From `off` on, at most `limit`; empty where that is not known here."""
        lane = self.lanes.get((topic, part))
        if not lane or not lane[0].off <= off <= lane[-1].off:
            return []
        begin = off - lane[0].off
        return list(islice(lane, begin, begin + limit))
