"""One topic read again from wherever a builder stands, only as far as somebody else has read it."""

from collections.abc import Collection, Mapping

from contracts.base import Contract
from services.chassis.bus import Bus, Message, Source
from services.chassis.consumer import fresh
from services.chassis.cursor import Place
from services.chassis.handling import OPENED, envelope_of
from services.chassis.keys import Keys
from services.chassis.tables import Recorded

AT_ONCE = 2_000  # messages


class Tape:
    """`contracts`: by type, those that are wanted."""

    def __init__(self, bus: Bus, group: str, topic: str, contracts: Mapping[str, type[Contract]]) -> None:
        self.source: Source = bus.subscribe(f"{group}.{topic}", topic, self.positions)
        self.contracts = contracts
        self.at: dict[int, int] = {}
        self.held: dict[int, list[Message]] = {}

    async def rewind(self, places: Mapping[int, Place]) -> None:
        self.at, self.held = {part: place.off for part, place in places.items()}, {}
        await self.source.seek(list(places))

    async def positions(self, parts: Collection[int]) -> dict[int, int]:
        return {part: self.at[part] for part in parts}

    async def up_to(
        self, mine: Mapping[int, Place], live: Mapping[int, Place]
    ) -> tuple[list[Message], dict[int, Place]]:
        """What lies before the live cursors of what is at hand, with the places reached. Raises SequenceBreak."""
        if any(self.end(part, mine) < place.off for part, place in live.items()):
            for part, batch in (await self.source.take(AT_ONCE, wait=1.0)).items():
                self.held.setdefault(part, []).extend(batch)
        wanted: list[Message] = []
        ends: dict[int, Place] = {}
        for part, batch in self.held.items():
            ready = [message for message in batch if message.off < live[part].off]
            self.held[part] = batch[len(ready) :]
            if ready:
                new = fresh(ready, mine[part].sequence)
                wanted += [message for message in new if message.type in self.contracts]
                ends[part] = Place(ready[-1].off + 1, new[-1].sequence if new else mine[part].sequence)
        return wanted, ends

    def end(self, part: int, mine: Mapping[int, Place]) -> int:
        held = self.held.get(part)
        return held[-1].off + 1 if held else mine[part].off

    def recorded(self, message: Message, keys: Keys) -> Recorded:
        return Recorded(OPENED.decoded(self.contracts[message.type], message, keys), envelope_of(message))
