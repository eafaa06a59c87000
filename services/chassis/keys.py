"""The keys of households, in a database of their own. Destroying one erases the household everywhere."""

import hashlib
import hmac
import os
import time
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12
KEPT_SECONDS = 60.0  # by then every process has noticed that a key was destroyed
FIND = "SELECT household_id, wrapped FROM household_key WHERE household_id = ANY ($1)"
MAKE = """
    WITH made AS (
      INSERT INTO household_key (household_id, wrapped) SELECT * FROM unnest($1::uuid[], $2::bytea[])
      ON CONFLICT DO NOTHING RETURNING household_id, wrapped)
    SELECT * FROM made UNION ALL SELECT household_id, wrapped FROM household_key WHERE household_id = ANY ($1)"""
DESTROY = """
    INSERT INTO household_key (household_id, wrapped) VALUES ($1, NULL)
    ON CONFLICT (household_id) DO UPDATE SET wrapped = NULL"""

Cipher = AESGCM
Keys = dict[UUID, Cipher]


class Erased(Exception):
    """The key of this household was destroyed, or this service may not open its values."""


class KeyStore:
    """Keys come wrapped by the master key and are open only in this cache, for `kept_seconds` at most.

    Safe for any number of processes. Raises whatever the pool raises when the database is away.
    """

    def __init__(self, pool: Any, master: bytes, limit: int = 100_000, kept_seconds: float = KEPT_SECONDS) -> None:
        self.pool, self.limit, self.kept_seconds = pool, limit, kept_seconds
        self.wrapping = AESGCM(hmac.digest(master, b"wrap", "sha256"))
        self.blinding = hmac.digest(master, b"blind", "sha256")
        self.cache: OrderedDict[UUID, tuple[float, Cipher]] = OrderedDict()

    async def get(self, households: Iterable[UUID]) -> Keys:
        """The keys that exist; a household without one and an erased one are not among them."""
        found, missing = self.remembered(households)
        if missing:
            found |= self.opened(await self.pool.fetch(FIND, missing))
        return found

    async def ensure(self, households: Iterable[UUID]) -> Keys:
        """The keys, made where there was none. An erased household stays absent: sealing for it raises Erased."""
        found, missing = self.remembered(households)
        if missing:
            rows = await self.pool.fetch(MAKE, missing, [self.wrapped(one, os.urandom(32)) for one in missing])
            found |= self.opened(rows)
            overtaken = set(missing) - {row["household_id"] for row in rows}  # made elsewhere in the same moment
            found |= self.opened(await self.pool.fetch(FIND, list(overtaken))) if overtaken else {}
        return found

    async def destroy(self, household_id: UUID) -> None:
        """Erase the household: what was sealed under its key can never be opened again. Quiet when repeated."""
        await self.pool.execute(DESTROY, household_id)
        self.cache.pop(household_id, None)

    def secret(self, purpose: str, value: str) -> bytes:
        """HMAC-SHA256 under a key that only holders of the master key can make."""
        return hmac.digest(self.blinding, f"{purpose}\n{value}".encode(), hashlib.sha256)

    def blind(self, purpose: str, value: str) -> UUID:
        """The blind index of a value: equal values meet, and the value cannot be found from it."""
        return UUID(bytes=self.secret(purpose, value)[:16])

    def remembered(self, households: Iterable[UUID]) -> tuple[Keys, list[UUID]]:
        now, found, missing = time.monotonic(), Keys(), []
        for one in set(households):
            kept = self.cache.get(one)
            if kept and kept[0] > now:
                self.cache.move_to_end(one)
                found[one] = kept[1]
            else:
                missing.append(one)
        return found, missing

    def opened(self, rows: Iterable[Any]) -> Keys:
        until, found = time.monotonic() + self.kept_seconds, Keys()
        for one, wrapped in rows:
            if wrapped is not None:
                found[one] = AESGCM(self.wrapping.decrypt(wrapped[:NONCE], wrapped[NONCE:], one.bytes))
                self.cache[one] = (until, found[one])
            else:
                self.cache.pop(one, None)
        while len(self.cache) > self.limit:
            self.cache.popitem(last=False)
        return found

    def wrapped(self, household_id: UUID, key: bytes) -> bytes:
        """Bound to the household, so that two rows of the table cannot be exchanged."""
        nonce = os.urandom(NONCE)
        return nonce + self.wrapping.encrypt(nonce, key, household_id.bytes)
