"""The AsyncAPI 3.0.0 document: a channel per service, its messages, who sends them and who handles them."""

from collections.abc import Mapping
from io import StringIO
from itertools import groupby
from typing import Any, Final

from ruamel.yaml import YAML

from contracts.base import Contract
from contracts.registry import personal_fields, published, topic_of

Document = dict[str, Any]
Receivers = Mapping[str, frozenset[str]]
"""Service to the wire names that it handles or projects."""

PARTITIONS: Final = 16
FOR_EVER: Final = -1
TOPIC_CONFIG: Final = {"cleanup.policy": ["delete"], "retention.ms": FOR_EVER, "retention.bytes": FOR_EVER}
"""Kept for ever: a new reader or a rebuilt view starts at the first message. People are erased by their key."""

PAYLOAD: Final = "application/schema+json;version=draft-2020-12"
SEQUENCE: Final = r"^\d{20}$"
HEADERS: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "content-type": ("Media type of the value", {"const": "application/json"}),
    "ce_specversion": ("Version of CloudEvents", {"const": "1.0"}),
    "ce_id": ("Id of the event", {"format": "uuid"}),
    "ce_type": ("Wire name, as the name of the message", {"pattern": r"^onedoor\.[a-z_]+\.[a-z_]+\.v\d+$"}),
    "ce_source": ("Service and lane of its log", {"pattern": r"^/onedoor/[a-z_]+/p\d{2}$"}),
    "ce_subject": ("Id of the aggregate", {"format": "uuid"}),
    "ce_time": ("When it was recorded", {"format": "date-time"}),
    "ce_dataschema": ("`$id` of the payload's schema", {"format": "uri"}),
    "ce_sequence": ("Offset in the log of the producing service", {"pattern": SEQUENCE}),
    "ce_prevsequence": ("Offset of the message sent to this partition before; 0 on its first", {"pattern": SEQUENCE}),
    "ce_partitionkey": ("Id of the household", {"format": "uuid"}),
    "ce_dataclass": ("How the data must be handled: `public`, `internal` or `sensitive`", {}),
    "ce_correlationid": ("Id of the application", {"format": "uuid"}),
    "ce_causationid": ("Id of the event or command that caused it", {}),
    "ce_traceparent": ("Trace context of the creation (W3C); never changes", {}),
    "traceparent": ("Trace context of the last hop", {}),
}
OPTIONAL: Final = frozenset({"ce_correlationid", "ce_causationid", "ce_traceparent", "traceparent"})


def asyncapi(receivers: Receivers) -> str:
    """The document as YAML."""
    names = list(published())
    services = [topic.rpartition(".")[2] for topic, _ in groupby(names, topic_of)]
    channels = {service: _channel(service) for service in services}
    return _yaml(
        {
            "asyncapi": "3.0.0",
            "info": _info(),
            "defaultContentType": "application/json",
            "channels": channels,
            "operations": _operations(services, receivers),
            "components": {
                "messages": {name: _message(contract) for name, contract in published().items()},
                "messageTraits": {"cloudevent": _trait()},
            },
        }
    )


def receivers_in(document: Document) -> Receivers:
    """Who receives what, according to a document."""
    found: dict[str, frozenset[str]] = {}
    for operation in document["operations"].values():
        if operation["action"] == "receive":
            service = operation["x-service"]
            names = {message["$ref"].rpartition("/")[2] for message in operation["messages"]}
            found[service] = found.get(service, frozenset()) | names
    return found


def _info() -> Document:
    return {
        "title": "OneDoor (一门)",
        "version": "1.0.0",
        "description": (
            "Events between the services of OneDoor: CloudEvents 1.0.2 on Kafka in binary mode, at least once, in "
            "order per household. A message whose sequence is not above the last one of its partition is a copy; one "
            "whose prevsequence is above it shows that something is missing."
        ),
        "license": {"name": "Apache-2.0"},
    }


def _channel(service: str) -> Document:
    topic = f"onedoor.{service}"
    names = [name for name in published() if topic_of(name) == topic]
    return {
        "address": topic,
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in names},
        "bindings": {
            "kafka": {
                "topic": topic,
                "partitions": PARTITIONS,
                "topicConfiguration": TOPIC_CONFIG,
                "bindingVersion": "0.5.0",
            }
        },
    }


def _message(contract: type[Contract]) -> Document:
    return {
        "name": contract.type,
        "title": contract.__name__,
        "summary": " ".join((contract.__doc__ or contract.__name__).split()),
        "contentType": "application/json",
        "traits": [{"$ref": "#/components/messageTraits/cloudevent"}],
        "payload": {"schemaFormat": PAYLOAD, "schema": {"$ref": f"./schemas/{contract.type}.json"}},
        "x-sealed": sorted(personal_fields(contract)),
    }


def _trait() -> Document:
    properties = {name: {"type": "string", "description": text} | dict(rule) for name, (text, rule) in HEADERS.items()}
    return {
        "headers": {
            "type": "object",
            "properties": properties,
            "required": [name for name in HEADERS if name not in OPTIONAL],
        },
        "bindings": {
            "kafka": {
                "key": {"type": "string", "format": "uuid", "description": "Id of the household"},
                "bindingVersion": "0.5.0",
            }
        },
    }


def _operations(services: list[str], receivers: Receivers) -> Document:
    operations: Document = {}
    for service in services:
        names = [name for name in published() if topic_of(name) == f"onedoor.{service}"]
        operations[f"{service}.send"] = _operation("send", service, service, names)
    for service, heard in sorted(receivers.items()):
        for topic, names_of in groupby(sorted(heard), topic_of):
            sender = topic.rpartition(".")[2]
            operations[f"{service}.receive.{sender}"] = _operation("receive", service, sender, list(names_of))
    return operations


def _operation(action: str, service: str, channel: str, names: list[str]) -> Document:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{channel}"},
        "messages": [{"$ref": f"#/channels/{channel}/messages/{name}"} for name in names],
        "x-service": service,
    }


def _yaml(document: Document) -> str:
    yaml = YAML()
    yaml.width = 110
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.representer.ignore_aliases = lambda *_: True
    out = StringIO()
    out.write("# Generated from contracts/*.py by `python -m infra.contracts`; do not edit.\n")
    yaml.dump(document, out)
    return out.getvalue()
