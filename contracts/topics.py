"""The topics as `asyncapi.yaml` describes them: the only place for partitions, retention and cleanup."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

ASYNCAPI = Path(__file__).with_name("asyncapi.yaml")


@dataclass(frozen=True)
class Described:
    """One topic; `config` are Kafka's own names and values."""

    name: str
    partitions: int
    config: dict[str, str]


def read_asyncapi() -> dict[str, Any]:
    from ruamel.yaml import YAML

    document: dict[str, Any] = YAML(typ="safe", pure=True).load(ASYNCAPI)
    return document


def topics_from_asyncapi() -> list[Described]:
    """What the bus is to create. Raises KeyError where a channel lacks its Kafka binding."""
    kafka = [channel["bindings"]["kafka"] for channel in read_asyncapi()["channels"].values()]
    return [
        Described(
            binding["topic"],
            binding["partitions"],
            {name: _text(value) for name, value in binding["topicConfiguration"].items()},
        )
        for binding in kafka
    ]


def _text(value: Any) -> str:
    return ",".join(value) if isinstance(value, list) else str(value)
