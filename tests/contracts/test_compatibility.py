"""The check that guards the wire finds each kind of break, and lets additions pass."""

import copy
import json
from collections.abc import Callable
from typing import Annotated, Any, ClassVar, Literal

import pytest
from pydantic import Field, create_model

from contracts.base import Contract, Personal, Value
from contracts.generate.compatibility import breaks
from contracts.generate.files import SCHEMAS
from contracts.generate.schemas import wire_schema
from contracts.registry import published


class Part(Value):
    kind: Literal["a", "b"]
    amount: Annotated[int, Field(ge=0, le=100)] = 0


class FewerPart(Part):
    amount: Annotated[int, Field(ge=0, le=9)] = 0


class Before(Contract):
    type: ClassVar[str] = "onedoor.compatibility.tested.v1"
    code: str
    note: str | None = None
    part: Part
    many: tuple[Part, ...] = ()
    by_key: dict[Annotated[str, Field(pattern="^[a-z]+$")], int] = {}
    secret: Annotated[Part, Personal]


OLD = wire_schema(Before)


def changed(**fields: Any) -> dict[str, Any]:
    """The schema of the contract with these fields put in the place of its own."""
    return wire_schema(create_model("Before", __base__=Before, **fields))


def part(**fields: Any) -> Any:
    return create_model("Part", __base__=Part, **fields)


def without(path: str) -> Callable[[dict[str, Any]], None]:
    def remove(schema: dict[str, Any]) -> None:
        *way, name = path.split("/")
        node = schema
        for step in way:
            node = node[step]
        del node["properties"][name]
        node["required"] = [known for known in node.get("required", []) if known != name]

    return remove


@pytest.mark.parametrize("path", ["code", "sealed", "note", "$defs/Part/amount", "$defs/Opened/secret"])
def test_a_removed_field_is_found(path: str) -> None:
    new = copy.deepcopy(OLD)
    without(path)(new)
    assert any(path.rpartition("/")[2] in told and "removed" in told for told in breaks(OLD, new))


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"code": (int, ...)}, ".code: type narrowed"),
        ({"code": (Annotated[str, Field(pattern="^x")], ...)}, ".code: pattern changed"),
        ({"code": (Annotated[str, Field(max_length=3)], ...)}, ".code: maxLength lowered"),
        ({"code": (Literal["x"], ...)}, ".code: no longer takes any"),
        ({"note": (str, "")}, ".note: type narrowed"),
        ({"part": (part(kind=(Literal["a"], ...)), ...)}, ".part.kind: no longer takes ['b']"),
        ({"part": (part(amount=(Annotated[int, Field(ge=1, le=100)], 1)), ...)}, ".part.amount: minimum raised"),
        ({"many": (tuple[FewerPart, ...], ())}, ".many[].amount: maximum lowered"),
        ({"by_key": (dict[Annotated[str, Field(pattern="^[a-z]$")], int], {})}, ".by_key"),
        ({"secret": (Annotated[part(kind=(Literal["a"], ...)), Personal], ...)}, ".sealed[].secret.kind"),
    ],
)
def test_a_narrowed_field_is_found(fields: dict[str, Any], told: str) -> None:
    found = breaks(OLD, changed(**fields))
    assert any(sentence.startswith(told) for sentence in found), found


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"added": (str, ...)}, ".added: new and required"),
        ({"note": (str | None, ...)}, ".note: newly required"),
        ({"code": (str, "")}, ".code: no longer sure to be there"),
        ({"part": (part(added=(str, ...)), ...)}, ".part.added: new and required"),
        ({"secret": (Part, ...)}, ".sealed: removed"),
        ({"code": (Annotated[str, Personal], ...)}, ".code: removed"),
    ],
)
def test_a_changed_duty_is_found(fields: dict[str, Any], told: str) -> None:
    assert told in breaks(OLD, changed(**fields))


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"added": (str | None, None)},
        {"added": (Annotated[str | None, Personal], None)},
        {"part": (part(added=(int, 0)), ...)},
        {"part": (part(kind=(Literal["a", "b", "c"], ...)), ...)},
        {"part": (part(amount=(Annotated[int, Field(ge=-5, le=500)], 0)), ...)},
        {"note": (str | int | None, None)},
    ],
)
def test_an_addition_passes(fields: dict[str, Any]) -> None:
    assert breaks(OLD, changed(**fields)) == []


@pytest.mark.parametrize("name", published())
def test_every_published_contract_is_guarded(name: str) -> None:
    """Taking away any field of any committed schema is found, however deep it lies."""
    schema = json.loads((SCHEMAS / f"{name}.json").read_text())
    for way in [(), *(("$defs", kind) for kind, part in schema.get("$defs", {}).items() if "properties" in part)]:
        owner = schema["$defs"][way[1]] if way else schema
        for field in owner["properties"]:
            new = copy.deepcopy(schema)
            without("/".join((*way, field)))(new)
            assert breaks(schema, new), (way, field)
