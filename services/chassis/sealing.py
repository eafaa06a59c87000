"""How bytes are sealed under a household's key: AES-256-GCM, a random nonce, bound to the household and the type."""

import os
from base64 import b64decode
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import orjson
from cryptography.exceptions import InvalidTag
from pydantic import BaseModel

from services.chassis.errors import Poison
from services.chassis.keys import NONCE, Cipher, Erased

DOCUMENT = "document"


def close(plain: bytes, household_id: UUID, name: str, keys: Mapping[UUID, Cipher]) -> bytes:
    """Raises Erased where the household has no key."""
    cipher = keys.get(household_id)
    if cipher is None:
        raise Erased(f"{name}: the household has no key")
    nonce = os.urandom(NONCE)
    return nonce + cipher.encrypt(nonce, plain, household_id.bytes + name.encode())


def open_(sealed: bytes, household_id: UUID, name: str, cipher: Cipher) -> bytes:
    """Raises Poison where the bytes were altered or belong to another household or type."""
    try:
        return cipher.decrypt(sealed[:NONCE], sealed[NONCE:], household_id.bytes + name.encode())
    except (InvalidTag, ValueError):
        raise Poison(f"{name}: the seal is broken") from None


def from_text(text: bytes, name: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except ValueError:
        raise Poison(f"{name}: the sealed part is not base64") from None


def seal_json(document: Any, household_id: UUID, keys: Mapping[UUID, Cipher]) -> bytes:
    """A model or JSON value (with dates, UUIDs and models in it) as a sealed blob for a table; bytes are JSON already.

    Raises Erased.
    """
    plain = document if isinstance(document, bytes) else orjson.dumps(document, default=jsonable)
    return close(plain, household_id, DOCUMENT, keys)


def unseal_json(sealed: bytes, household_id: UUID, keys: Mapping[UUID, Cipher]) -> Any:
    """The JSON value again; None where the household was erased. Raises Poison."""
    cipher = keys.get(household_id)
    return None if cipher is None else orjson.loads(open_(sealed, household_id, DOCUMENT, cipher))


def jsonable(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    raise TypeError(f"{type(value).__name__} is no JSON value")
