"""Events and contracts as bytes: plain fields as JSON, personal ones sealed together under the household's key."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import orjson
from pydantic import ValidationError

from services.chassis.errors import Poison
from services.chassis.keys import Cipher, Erased
from services.chassis.sealing import close, from_text, open_, seal_json, unseal_json
from services.chassis.shapes import Shape, shape, type_name

__all__ = [
    "UPCASTERS",
    "decode",
    "decode_event",
    "encode",
    "is_open",
    "is_personal",
    "seal_json",
    "type_name",
    "unseal_json",
]

MARK = b'"sealed":"'

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]
UPCASTERS: dict[str, tuple[str, Upcaster]] = {}
"""Type and version of old events -> the next version's type and how its fields follow from the old ones.

The fields are those of the JSON; personal ones are absent where they cannot be opened.
"""


def is_personal(cls: type) -> bool:
    return bool(shape(cls).personal)


def is_open(obj: Any) -> bool:
    """Whether the personal fields of a decoded object are there; True for a class without any."""
    return all(name in vars(obj) for name in shape(type(obj)).personal)


def encode(obj: Any, household_id: UUID, keys: Mapping[UUID, Cipher]) -> bytes:
    """The bytes of an event or contract. Raises Erased where personal fields are absent or the household has no key."""
    known = shape(type(obj))
    if known.plain is None:
        return known.whole.dump_json(obj)
    if not is_open(obj):
        raise Erased(f"{known.name}: the personal fields are not there")
    plain = known.whole.dump_json(obj, exclude=set(known.personal))
    blob = close(known.whole.dump_json(obj, include=set(known.personal)), household_id, known.name, keys)
    comma = b"" if plain == b"{}" else b","
    return plain[:-1] + comma + MARK + b64encode(blob) + b'"}'


def decode(cls: type, data: bytes, household_id: UUID, keys: Mapping[UUID, Cipher]) -> Any:
    """The object again. Without the key it lacks its personal fields: reading one raises Erased. Raises Poison."""
    known = shape(cls)
    if known.plain is None:
        return build(cls, known, data, opened=True)
    return build(cls, known, *unsealed(data, known.name, household_id, keys))


def decode_event(
    types: Mapping[str, type], name: str, data: bytes, household_id: UUID, keys: Mapping[UUID, Cipher]
) -> Any:
    """An event of the log, brought up to the version of today where it is older. Raises Poison."""
    if name in types:
        return decode(types[name], data, household_id, keys)
    data, opened = unsealed(data, name, household_id, keys)
    stored = name
    try:
        while name not in types:
            name, upcast = UPCASTERS[name]
            data = orjson.dumps(upcast(orjson.loads(data)))
    except (KeyError, orjson.JSONDecodeError):
        raise Poison(f"{stored} cannot be brought up to today's version") from None
    return build(types[name], shape(types[name]), data, opened)


def unsealed(data: bytes, name: str, household_id: UUID, keys: Mapping[UUID, Cipher]) -> tuple[bytes, bool]:
    """JSON with the personal fields where the key is at hand, else without them; and whether they are there."""
    head, mark, tail = data.rpartition(MARK)
    if not mark:
        return data, True
    cipher = keys.get(household_id)
    if cipher is None:
        return head.rstrip(b",") + b"}", False
    personal = open_(from_text(tail[:-2], name), household_id, name, cipher)
    return (head.rstrip(b",") + b"}" if personal == b"{}" else head + personal[1:]), True


def build(cls: type, known: Shape, data: bytes, opened: bool) -> Any:
    """Validated as JSON: from Python values a midnight could become a date."""
    try:
        if opened or known.plain is None:
            return known.whole.validate_json(data, extra="ignore")
        values = vars(known.plain.validate_json(data, extra="ignore"))
    except ValidationError as error:
        places = error.errors(include_input=False, include_url=False, include_context=False)
        kinds = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['type']}" for e in places[:5])
        raise Poison(f"{known.name} cannot be read: {kinds}") from None  # the error's own text would quote the values
    return without_personal(cls, known, values)


def without_personal(cls: type, known: Shape, values: dict[str, Any]) -> Any:
    construct = getattr(cls, "model_construct", None)
    obj: Any = construct(**values) if construct else object.__new__(cls)
    vars(obj).update(values)
    for name in known.personal:
        vars(obj).pop(name, None)  # a default would pass for the truth
    return obj
