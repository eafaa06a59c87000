"""A whole topic as anybody may read it: is every number there that was published, in an unbroken chain?"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from aiokafka import AIOKafkaConsumer, TopicPartition

from services.chassis.bus import Message
from services.chassis.bus_record import from_record
from services.chassis.log import LANES


@dataclass
class Read:
    """`first`: sequences by lane, each where it comes for the first time."""

    first: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    copies: int = 0
    broken: int = 0

    def missing(self, wanted: Mapping[int, Sequence[int]]) -> int:
        return sum(len(set(all_) - set(self.first[part])) for part, all_ in wanted.items())


async def read(bootstrap: str, topic: str) -> Read:
    found = Read()
    lanes = [TopicPartition(topic, part) for part in range(LANES)]
    async with AIOKafkaConsumer(bootstrap_servers=bootstrap, auto_offset_reset="earliest") as consumer:
        consumer.assign(lanes)
        ends = await consumer.end_offsets(lanes)
        left = {lane for lane in lanes if ends[lane]}
        while left:
            for lane, records in (await consumer.getmany(*left, timeout_ms=500)).items():
                for r in records:
                    take(found, from_record(r.partition, r.offset, r.key, r.value, r.headers))
                if records[-1].offset + 1 >= ends[lane]:
                    left.discard(lane)
    return found


def take(found: Read, message: Message) -> None:
    part, sequence, previous = message.part, message.sequence, message.previous
    mark = found.first[part][-1] if found.first[part] else 0
    if sequence <= mark:
        found.copies += 1
        return
    found.broken += previous > mark
    found.first[part].append(sequence)
