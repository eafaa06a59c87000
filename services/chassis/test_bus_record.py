"""A Kafka record of ours, byte for byte, and read by the CloudEvents project's own library."""

import json
from dataclasses import replace
from uuid import UUID

from cloudevents.core.bindings.kafka import KafkaMessage, from_kafka, to_binary, to_structured
from cloudevents.core.formats.json import JSONFormat

from contracts.base import NOBODY
from services.chassis.bus import HOP, Message
from services.chassis.bus_record import from_record, to_record

HOUSEHOLD = UUID("0190a000-0000-7000-8000-000000000001")
CREATED = f"00-{'a' * 32}-{'b' * 16}-01"
SENT = Message(
    part=7,
    off=3,
    sequence=12,
    previous=5,
    household_id=HOUSEHOLD,
    type="onedoor.intake.application_accepted.v1",
    data=b'{"application_id":"0190a000-0000-7000-8000-000000000002"}',
    headers={
        "id": "0190a000-0000-7000-8000-000000000003",
        "source": "/onedoor/intake/p07",
        "subject": "0190a000-0000-7000-8000-000000000002",
        "time": "2024-06-03T01:00:00.5Z",
        "dataschema": "https://onedoor.example/schemas/onedoor.intake.application_accepted.v1.json",
        "dataclass": "sensitive",
        "traceparent": CREATED,
    },
)


def read(key: bytes | None, value: bytes | None, headers: list[tuple[str, bytes]]) -> Message:
    return from_record(SENT.part, SENT.off, key, value, headers)


def test_a_record_is_these_bytes() -> None:
    key, value, headers = to_record(SENT)
    assert key == b"0190a000-0000-7000-8000-000000000001"
    assert value == b'{"application_id":"0190a000-0000-7000-8000-000000000002"}'
    assert headers == [
        ("content-type", b"application/json"),
        ("ce_specversion", b"1.0"),
        ("ce_type", b"onedoor.intake.application_accepted.v1"),
        ("ce_sequence", b"00000000000000000012"),
        ("ce_prevsequence", b"00000000000000000005"),
        ("ce_partitionkey", b"0190a000-0000-7000-8000-000000000001"),
        ("ce_id", b"0190a000-0000-7000-8000-000000000003"),
        ("ce_source", b"/onedoor/intake/p07"),
        ("ce_subject", b"0190a000-0000-7000-8000-000000000002"),
        ("ce_time", b"2024-06-03T01:00:00.5Z"),
        ("ce_dataschema", b"https://onedoor.example/schemas/onedoor.intake.application_accepted.v1.json"),
        ("ce_dataclass", b"sensitive"),
        ("ce_traceparent", CREATED.encode()),
        ("traceparent", CREATED.encode()),
    ]


def test_what_was_written_is_read_again() -> None:
    assert read(*to_record(SENT)) == SENT


def test_the_last_hop_travels_beside_the_creation() -> None:
    hopped = replace(SENT, headers=SENT.headers | {HOP: f"00-{'a' * 32}-{'c' * 16}-01"})
    key, value, headers = to_record(hopped)
    assert dict(headers)["ce_traceparent"] == CREATED.encode()
    assert dict(headers)["traceparent"] == hopped.headers[HOP].encode()
    assert read(key, value, headers) == hopped


def test_the_cloudevents_library_reads_our_record_and_we_read_its() -> None:
    key, value, headers = to_record(SENT)
    event = from_kafka(KafkaMessage(headers=dict(headers), key=key, value=value), JSONFormat())
    assert event.get_type() == SENT.type
    assert event.get_extension("sequence") == "00000000000000000012"
    assert event.get_extension("partitionkey") == str(HOUSEHOLD)
    assert event.get_data() == json.loads(SENT.data)
    for written in (to_binary(event, JSONFormat()), to_structured(event, JSONFormat())):
        key_bytes = written.key.encode() if isinstance(written.key, str) else written.key
        back = read(key_bytes, written.value, list(written.headers.items()))
        assert json.loads(back.data) == json.loads(SENT.data)
        times = {"time"}  # the library writes the same moment with other digits
        assert {k: v for k, v in back.headers.items() if k not in times} == {
            k: v for k, v in SENT.headers.items() if k not in times
        }
        assert (back.type, back.sequence, back.previous, back.household_id) == (SENT.type, 12, 5, HOUSEHOLD)


def test_structured_mode_is_recognized_in_any_case() -> None:
    event = {
        "specversion": "1.0",
        "type": "x",
        "id": "1",
        "source": "/s",
        "partitionkey": str(HOUSEHOLD),
        "data": {"a": 1},
    }
    for content in (b"application/cloudevents+json", b"Application/CloudEvents+JSON; charset=utf-8"):
        got = read(None, json.dumps(event).encode(), [("Content-Type", content)])
        assert (got.type, got.household_id, got.data, got.headers) == (
            "x",
            HOUSEHOLD,
            b'{"a":1}',
            {"id": "1", "source": "/s"},
        )


def test_nonsense_is_a_message_without_type_and_no_fault() -> None:
    structured = ("content-type", b"application/cloudevents+json")
    for value in (None, b"", b"\xff", b"[]", b'{"data_base64": 5}'):
        for headers in ([], [structured], [("ce_sequence", b"-1"), ("ce_type", b"")]):
            got = read(b"no uuid", value, headers)
            assert (got.type, got.sequence, got.household_id) == ("", 0, NOBODY)
