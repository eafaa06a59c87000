"""One topic as a service hears it: read once, and handed to each of its groups, which drops what it already had."""

import asyncio
from collections.abc import Collection

from services.chassis import cursor, telemetry
from services.chassis.bus import Bus, BusFailed, Fell
from services.chassis.consumer import AT_ONCE, Consumer
from services.chassis.hearing import Hearing

PLACES = "SELECT name, part, off FROM cursor WHERE name = ANY ($1) AND part = ANY ($2)"


class Ear:
    """Reads from the group that is furthest back. A group that stopped with an alarm holds up no other one."""

    def __init__(self, service: str, topic: str, hearing: Hearing, bus: Bus) -> None:
        self.topic, self.hearing = topic, hearing
        self.source = bus.subscribe(f"{service}.{topic}", topic, self.positions)
        self.consumers: list[Consumer] = []

    @property
    def open(self) -> list[Consumer]:
        return [consumer for consumer in self.consumers if not consumer.ending]

    async def places(self, parts: Collection[int]) -> dict[str, dict[int, int]]:
        """Where each group's own cursors say that it is to read next, by its name and the lane."""
        places: dict[str, dict[int, int]] = {consumer.name: {} for consumer in self.open}
        async with self.hearing.worker.transaction() as conn:
            for name in places:
                await cursor.create(conn, name)
            for row in await conn.fetch(PLACES, list(places), list(parts)):
                places[row["name"]][row["part"]] = row["off"]
        return places

    async def positions(self, parts: Collection[int]) -> dict[int, int]:
        places = await self.places(parts)
        return {part: min(lanes[part] for lanes in places.values()) for part in parts if places}

    async def run(self) -> None:
        """Fetch, and let the service's next pass handle it."""
        await self.source.start()
        while consumers := self.open:
            held = {part for consumer in consumers for part in consumer.held}
            try:
                lanes = await self.source.take(AT_ONCE, wait=0.02 if held else 1.0, without=held)
            except Fell as fell:
                await self.fell(fell)
                continue
            except BusFailed:
                await asyncio.sleep(0.2)
                continue
            for consumer in consumers:
                consumer.hold(lanes)
            await asyncio.gather(*(self.hearing.handle(consumer) for consumer in consumers if consumer.held))

    async def fell(self, fell: Fell) -> None:
        """Messages are gone for whoever is furthest back; the others go on."""
        try:
            places = await self.places(fell.parts)
            await self.source.seek(fell.parts)
        except Exception as error:
            telemetry.log(self.hearing.worker.service).warning("fell_unplaced", error=type(error).__name__)
            await asyncio.sleep(0.2)
            return
        for consumer in self.open:
            mine = places[consumer.name]
            if any(mine[part] == min(lanes[part] for lanes in places.values()) for part in fell.parts):
                consumer.stop_for(fell)
