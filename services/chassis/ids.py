"""Ids: new ones in order of time, and stable ones derived from what they stand for."""

import os
import time
from uuid import UUID, uuid5

DERIVED = UUID("0b8a3c1e-6f5d-4d57-9a0e-5b7f3c2d9e10")  # namespace of derived ids
CHANCE = (1 << 62) - 1

_last = 0


def uuid7() -> UUID:
    """A new id that sorts after every earlier one of this process (RFC 9562, 6.2 method 3)."""
    global _last  # noqa: PLW0603
    stamp = time.time_ns() * 4096 // 1_000_000  # milliseconds with a fraction of 12 bits
    _last = stamp = max(stamp, _last + 1)
    chance = int.from_bytes(os.urandom(8), "big") & CHANCE
    return UUID(int=(stamp >> 12) << 80 | 0x7 << 76 | (stamp & 0xFFF) << 64 | 0b10 << 62 | chance)


def trace_id() -> int:
    return int.from_bytes(os.urandom(16), "big") or 1


def span_id() -> int:
    return int.from_bytes(os.urandom(8), "big") or 1


def derived(*parts: object) -> UUID:
    """The same parts give the same id, everywhere and always."""
    return uuid5(DERIVED, "\n".join(map(str, parts)))
