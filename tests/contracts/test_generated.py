"""What is committed follows from the contracts, says what travels, and is understood by other people's tools."""

import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator, Draft202012Validator, FormatChecker
from pydantic import BaseModel
from referencing import Registry
from referencing.jsonschema import DRAFT7

from contracts.base import Contract
from contracts.generate.asyncapi import PARTITIONS, receivers_in
from contracts.generate.files import SAMPLES, SCHEMAS, broken, generated, stale
from contracts.generate.samples import sample
from contracts.registry import dataschema, personal_fields, published, topic_of
from contracts.topics import read_asyncapi, topics_from_asyncapi
from infra.contracts import receivers

OFFICIAL = Path(__file__).parent / "asyncapi" / "asyncapi-3.0.0.json"
CHECK_DIGITS = "10X98765432"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

each_contract = pytest.mark.parametrize("contract", published().values(), ids=published().keys())


def test_nothing_generated_is_stale() -> None:
    heard = receivers()
    assert [path.name for path in stale(heard)] == [], "run `python -m infra.contracts`"
    committed = {path for folder in (SCHEMAS, SAMPLES) for path in folder.iterdir()}
    assert committed <= generated(heard).keys(), "a version that was published stays readable for ever"


def test_nothing_published_was_broken() -> None:
    assert broken() == []


@each_contract
def test_a_wire_name_says_its_service_and_version(contract: type[Contract]) -> None:
    product, service, what, version = contract.type.split(".")
    assert (product, f"contracts.{service}") == ("onedoor", contract.__module__)
    assert what.islower()
    assert version.removeprefix("v").isdigit()


@each_contract
def test_the_stored_sample_is_read_and_written_the_same(contract: type[Contract]) -> None:
    text = (SAMPLES / f"{contract.type}.json").read_text()
    message = contract.model_validate_json(text)
    assert json.loads(message.model_dump_json(exclude_unset=True)) == json.loads(text)


@each_contract
def test_the_schema_accepts_what_travels_and_nothing_personal_in_the_open(contract: type[Contract]) -> None:
    schema = json.loads((SCHEMAS / f"{contract.type}.json").read_text())
    Draft202012Validator.check_schema(schema)
    assert schema["$id"] == dataschema(contract.type)
    wire, opened = sealed_apart(contract)
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    assert list(validator.iter_errors(wire)) == []
    assert list(validator.iter_errors(wire | {"added_later": 1})) == []
    assert list(validator.iter_errors({k: v for k, v in wire.items() if k != "household_id"}))
    assert not personal_fields(contract) & schema["properties"].keys()
    if personal_fields(contract):
        assert list(validator.evolve(schema=schema | {"$ref": "#/$defs/Opened"}).iter_errors(wire | opened)) == []


def sealed_apart(contract: type[Contract]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The body of a sample as it travels, and what is sealed in it."""
    body: dict[str, Any] = json.loads((SAMPLES / f"{contract.type}.json").read_text())
    opened = {name: body.pop(name) for name in personal_fields(contract)}
    return body | ({"sealed": b64encode(b"x" * 40).decode()} if opened else {}), opened


@each_contract
def test_the_people_of_a_sample_are_invented(contract: type[Contract]) -> None:
    for number in identity_numbers(sample(contract)):
        assert number[6:10] == "1900"
        assert number[17] == CHECK_DIGITS[sum(int(d) * w for d, w in zip(number, WEIGHTS, strict=False)) % 11]


def identity_numbers(value: Any) -> list[str]:
    if isinstance(value, BaseModel):
        fields = {name: getattr(value, name) for name in type(value).model_fields}
        own = [str(number)] if (number := fields.get("identity_number")) else []
        return own + [number for part in fields.values() for number in identity_numbers(part)]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else ()
    return [number for part in parts for number in identity_numbers(part)]


def test_the_document_is_valid_asyncapi() -> None:
    official = json.loads(OFFICIAL.read_text())
    parts = ((uri, DRAFT7.create_resource(part)) for uri, part in official["definitions"].items())
    registry: Registry[Any] = Registry().with_resources(parts)
    validator = Draft7Validator(official, registry=registry)
    assert [error.message for error in validator.iter_errors(read_asyncapi())] == []
    assert list(validator.iter_errors(read_asyncapi() | {"channels": 1}))


def test_every_reference_of_the_document_leads_somewhere() -> None:
    document = read_asyncapi()
    found = list(references(document))
    assert found
    for reference in found:
        if reference.startswith("./"):
            assert (SCHEMAS.parent / reference).exists(), reference
            continue
        node: Any = document
        for step in reference.removeprefix("#/").split("/"):
            node = node[step]


def references(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return own + [reference for part in node.values() for reference in references(part)]
    return [reference for part in node for reference in references(part)] if isinstance(node, list) else []


def test_every_topic_is_described_with_partitions_and_retention() -> None:
    described = {topic.name: topic for topic in topics_from_asyncapi()}
    assert described.keys() == {topic_of(name) for name in published()}
    for topic in described.values():
        assert topic.partitions == PARTITIONS
        assert topic.config == {"cleanup.policy": "delete", "retention.ms": "-1", "retention.bytes": "-1"}


def test_each_message_is_sent_by_the_service_that_owns_it() -> None:
    sent = [operation for operation in read_asyncapi()["operations"].values() if operation["action"] == "send"]
    names = {(o["x-service"], m["$ref"].rpartition("/")[2]) for o in sent for m in o["messages"]}
    assert names == {(topic_of(name).rpartition(".")[2], name) for name in published()}


def test_who_receives_is_what_the_services_say() -> None:
    assert receivers_in(read_asyncapi()) == receivers()
