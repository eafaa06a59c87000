"""Pages of a sorted list: where the next one begins is told by a signed cursor, so that new rows shift nothing."""

import base64
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Final
from uuid import UUID

import orjson
from fastapi import Query
from pydantic import TypeAdapter, ValidationError

from services.chassis.door import Door
from services.chassis.errors import RuleBroken

After = Annotated[str | None, Query(max_length=400, description="`next` of the page before")]
Limit = Annotated[int, Query(ge=1, le=200)]

EARLIEST: Final = datetime(1, 1, 2, tzinfo=UTC)
FIRST_ID: Final = UUID(int=0)


@dataclass(frozen=True)
class Listing:
    """`sorted_by`: the columns that sort `sql`, together unique, each with a value that lies before every row.

    The last parameters of `sql` are the place after which the page begins, column by column, and the limit.
    """

    name: str
    sql: str
    sorted_by: Mapping[str, Any]

    async def page(self, door: Door, *args: Any, after: str | None, limit: int) -> tuple[list[Any], str | None]:
        """At most `limit` rows, and the cursor of the next page where there is one. RuleBroken for a foreign cursor."""
        secret = door.secret("paging", self.name)
        place = self.place(secret, after) if after else self.sorted_by.values()
        rows = await door.fetch(self.sql, *args, *place, limit + 1)
        shown = rows[:limit]
        return shown, self.cursor(secret, shown[-1]) if len(rows) > limit else None

    def cursor(self, secret: bytes, row: Any) -> str:
        body = orjson.dumps([row[column] for column in self.sorted_by], default=str)
        return base64.urlsafe_b64encode(sign(secret, body) + body).decode().rstrip("=")

    def place(self, secret: bytes, cursor: str) -> tuple[Any, ...]:
        types = tuple(type(value) for value in self.sorted_by.values())
        try:
            raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
            if not hmac.compare_digest(raw[:12], sign(secret, raw[12:])):
                raise RuleBroken("page-unknown")
            place: tuple[Any, ...] = TypeAdapter(tuple[types]).validate_json(raw[12:])  # type: ignore[valid-type]
        except (ValidationError, ValueError):
            raise RuleBroken("page-unknown") from None
        return place


def sign(secret: bytes, body: bytes) -> bytes:
    return hmac.digest(secret, body, "sha256")[:12]
