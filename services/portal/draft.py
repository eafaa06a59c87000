"""What somebody has typed so far: plain text, not judged. It travels inside the form, sealed; no draft is stored."""

import re
import zlib
from collections.abc import Iterable, Mapping
from typing import Any, Final, get_args
from uuid import uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from pydantic import BaseModel, ConfigDict, Field, ValidationError

MOST_ROWS: Final = 20
NONCE: Final = 12


class Typed(BaseModel):
    """Text as typed, blank where nothing was; boxes that were ticked hold `yes`."""

    model_config = ConfigDict(extra="ignore", str_max_length=200, str_strip_whitespace=True)


class TypedPerson(Typed):
    name: str = ""
    identity_number: str = ""
    phone: str = ""
    relation: str = ""
    sex: str = ""
    born: str = ""
    elsewhere: str = ""
    stage: str = ""
    boarding: str = ""
    disability_kind: str = ""
    disability_grade: str = ""
    serious_illness: str = ""
    no_labour_capacity: str = ""


class TypedIncome(Typed):
    person: str = ""
    kind: str = ""
    amount: str = ""
    every: str = "year"


class TypedCost(Typed):
    person: str = ""
    kind: str = ""
    amount: str = ""


class TypedVehicle(Typed):
    kind: str = ""
    value: str = ""
    use: str = ""


class TypedEvent(Typed):
    kind: str = ""
    on: str = ""
    severity: str = ""
    house: str = ""


class Draft(Typed):
    """One application in the making. `nonce` makes sending it twice the same request."""

    nonce: str = Field(default_factory=lambda: uuid4().hex)
    place: str = ""
    residence: str = ""
    hukou: str = ""
    assisted_by: str = ""
    people: list[TypedPerson] = Field(default_factory=lambda: [TypedPerson(relation="self")])
    income: list[TypedIncome] = Field(default_factory=lambda: [TypedIncome()])
    deposits: str = ""
    dwellings: str = ""
    vehicles: list[TypedVehicle] = []
    tenure: str = ""
    area_m2: str = ""
    grade: str = ""
    costs: list[TypedCost] = Field(default_factory=lambda: [TypedCost()])
    needs: list[str] = []
    help_now: str = ""
    events: list[TypedEvent] = Field(default_factory=lambda: [TypedEvent()])
    signed: list[str] = []
    charity: str = ""


SECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "place": ("place", "residence", "hukou", "assisted_by"),
    "people": ("people",),
    "income": ("income",),
    "assets": ("deposits", "dwellings", "vehicles", "tenure", "area_m2", "grade"),
    "costs": ("costs",),
    "needs": ("needs", "help_now", "events"),
    "consent": ("signed", "charity"),
}
"""The pages of the form, in order, with the fields of each."""

LISTS: Final = ("people", "income", "vehicles", "costs", "events")
CHOICES: Final = ("needs", "signed")


def fill(draft: Draft, fields: Iterable[str], typed: Iterable[tuple[str, str]]) -> Draft:
    """The draft with `fields` as they were just typed; a box that is not sent was not ticked."""
    values: dict[str, Any] = draft.model_dump()
    wanted = set(fields)
    for name in wanted:
        values[name] = [] if name in LISTS or name in CHOICES else ""
    for name, value in typed:
        head, *rest = name.split(".")
        if head in wanted:
            _put(values, head, rest, value)
    return Draft.model_validate(values)


def _put(values: dict[str, Any], head: str, rest: list[str], value: str) -> None:
    if head in CHOICES:
        values[head].append(value)
    elif head not in LISTS:
        values[head] = value
    elif len(rest) == 2 and re.fullmatch(r"\d{1,2}", rest[0]) and int(rest[0]) < MOST_ROWS:
        rows: list[dict[str, str]] = values[head]
        rows.extend({} for _ in range(int(rest[0]) + 1 - len(rows)))
        rows[int(rest[0])][rest[1]] = value


def add_row(draft: Draft, name: str) -> Draft:
    """One more empty row of a list, up to the most that a form takes."""
    rows = getattr(draft, name)
    if len(rows) >= MOST_ROWS:
        return draft
    (row,) = get_args(Draft.model_fields[name].annotation)
    return draft.model_copy(update={name: [*rows, row()]})


def remove_row(draft: Draft, name: str, place: int) -> Draft:
    """Without one row. People keep their keys by place, so what belonged to those behind moves along."""
    rows = getattr(draft, name)
    if not 0 <= place < len(rows) or (name == "people" and place == 0):
        return draft
    kept = draft.model_copy(update={name: [row for at, row in enumerate(rows) if at != place]})
    return _without_person(kept, place) if name == "people" else kept


def _without_person(draft: Draft, place: int) -> Draft:
    gone = key_of(place)
    after = {key_of(at): key_of(at - 1) for at in range(place + 1, MOST_ROWS + 1)}

    def rekeyed(rows: list[Any]) -> list[Any]:
        kept = (row for row in rows if row.person != gone)
        return [row.model_copy(update={"person": after.get(row.person, row.person)}) for row in kept]

    signed = [after.get(key, key) for key in draft.signed if key != gone]
    return draft.model_copy(update={"income": rekeyed(draft.income), "costs": rekeyed(draft.costs), "signed": signed})


def key_of(place: int) -> str:
    """What the household calls the person in this place of the form."""
    return f"p{place + 1}"


def tidy(draft: Draft) -> Draft:
    """Without rows that were left blank, so that a row's place is the same here and in the body sent."""
    kept = {
        "income": [row for row in draft.income if row.kind or row.amount],
        "costs": [row for row in draft.costs if row.kind or row.amount],
        "vehicles": [row for row in draft.vehicles if row.kind or row.value],
        "events": [row for row in draft.events if row.kind],
    }
    return draft.model_copy(update=kept)


def seal(draft: Draft, key: bytes, nonce: bytes) -> str:
    """The draft as text for a hidden field, unreadable and unchangeable without the key."""
    packed = zlib.compress(draft.model_dump_json(exclude_defaults=True).encode())
    return (nonce + AESGCM(key).encrypt(nonce, packed, None)).hex()


def unseal(sealed: str, key: bytes) -> Draft | None:
    """The draft again; None where the text is not ours."""
    try:
        raw = bytes.fromhex(sealed)
        opened = AESGCM(key).decrypt(raw[:NONCE], raw[NONCE:], None)
        return Draft.model_validate_json(zlib.decompress(opened))
    except (ValueError, InvalidTag, zlib.error, ValidationError):
        return None
