"""`onedoor topics`: the topics as `contracts/asyncapi.yaml` describes them, and their creation on a broker."""

import asyncio

from contracts.topics import topics_from_asyncapi
from services.chassis.bus import Topic
from services.chassis.bus_kafka import KafkaBus
from services.commands.faults import plain_faults, settings_given, stop


def topics(*, create: bool) -> None:
    wanted = [Topic(topic.name, topic.partitions, topic.config) for topic in topics_from_asyncapi()]
    with plain_faults():
        if create:
            _create(wanted)
    for topic in wanted:
        settings = ", ".join(f"{key}={value}" for key, value in topic.config.items())
        print(f"{topic.name:32} {topic.partitions} partitions  {settings}".rstrip())


def _create(wanted: list[Topic]) -> None:
    bootstrap = settings_given().kafka
    if bootstrap is None:
        stop("Set ONEDOOR_KAFKA=host:port to the broker on which the topics shall be.")
    asyncio.run(KafkaBus(bootstrap).create(wanted))
