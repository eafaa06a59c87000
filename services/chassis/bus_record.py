"""One message as a Kafka record: CloudEvents 1.0.2 in binary mode; structured mode is understood, too."""

import base64
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any, Final
from uuid import UUID

import orjson

from contracts.base import NOBODY
from services.chassis.bus import HOP, Message

JSON: Final = "application/json"
STRUCTURED: Final = "application/cloudevents"
OURS: Final = frozenset({"specversion", "type", "sequence", "prevsequence", "partitionkey"})
"""Attributes that are fields of a message or always the same."""

Headers = list[tuple[str, bytes]]


def to_record(m: Message) -> tuple[bytes, bytes, Headers]:
    """Key, value and headers. `traceparent` is the last hop's trace context, `ce_traceparent` the creation's."""
    key = str(m.household_id)
    attributes = {
        "specversion": "1.0",
        "type": m.type,
        "sequence": f"{m.sequence:020d}",
        "prevsequence": f"{m.previous:020d}",
        "partitionkey": key,
    } | {name: value for name, value in m.headers.items() if name not in {HOP, "datacontenttype"}}
    headers = [("content-type", m.headers.get("datacontenttype", JSON).encode())]
    headers += [(f"ce_{name}", value.encode()) for name, value in attributes.items()]
    if hop := m.headers.get(HOP) or m.headers.get("traceparent"):
        headers.append(("traceparent", hop.encode()))
    return key.encode(), m.data, headers


def from_record(
    part: int, off: int, key: bytes | None, value: bytes | None, headers: Iterable[tuple[str, bytes]]
) -> Message:
    """Never fails: what cannot be told is empty (type), NOBODY (household) or 0 (sequence), for the reader to judge."""
    attributes: dict[str, str] = {}
    plain: dict[str, str] = {}
    for name, text in headers:
        if text is not None:
            lower = name.lower()
            if lower.startswith("ce_"):
                attributes[lower[3:]] = text.decode(errors="replace")
            else:
                plain[lower] = text.decode(errors="replace")
    content, data = plain.get("content-type", JSON), value or b""
    if content.lower().startswith(STRUCTURED):
        attributes, data = _structured(data)
    else:
        attributes["datacontenttype"] = content
    if attributes.get("datacontenttype") == JSON:
        del attributes["datacontenttype"]
    hop = plain.get("traceparent")
    if hop and hop != attributes.get("traceparent"):
        attributes[HOP] = hop
    return Message(
        part,
        off,
        _number(attributes.get("sequence")),
        _number(attributes.get("prevsequence")),
        _household(key, attributes),
        attributes.get("type", ""),
        data,
        {name: text for name, text in attributes.items() if name not in OURS},
    )


def _structured(value: bytes) -> tuple[dict[str, str], bytes]:
    try:
        event: Any = orjson.loads(value)
    except orjson.JSONDecodeError:
        return {}, value
    if not isinstance(event, dict):
        return {}, value
    data = b""
    with suppress(ValueError, TypeError):
        data = base64.b64decode(event.pop("data_base64"), validate=True) if "data_base64" in event else data
    if "data" in event:
        data = orjson.dumps(event.pop("data"))
    return {str(name): text if isinstance(text, str) else str(text) for name, text in event.items()}, data


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0


def _household(key: bytes | None, attributes: Mapping[str, str]) -> UUID:
    with suppress(ValueError):
        return UUID(key.decode() if key else attributes.get("partitionkey", ""))
    return NOBODY
