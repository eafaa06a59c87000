"""Ids that follow from others, so that the same cause always reaches the same stream."""

from typing import Final
from uuid import UUID, uuid5

from contracts.base import NOBODY

BOOK: Final = NOBODY
"""The one book of offers; it belongs to no household."""


def need_id(application_id: UUID, kind: str) -> UUID:
    return uuid5(application_id, f"charity:{kind}")
