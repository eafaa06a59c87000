"""Page after page shows every row once, and a cursor that was not made here is refused."""

from datetime import date
from typing import Any, cast
from uuid import UUID, uuid4

import pytest

from services.chassis.door import Door
from services.chassis.errors import RuleBroken
from services.chassis.paging import FIRST_ID, Listing

SECRET = b"s" * 32
ROWS = [{"due": date(2024, 6, day), "id": UUID(int=id_)} for day, id_ in ((3, 7), (3, 8), (4, 1), (5, 2))]
LIST = Listing("rows", "SELECT", {"due": date(1, 1, 1), "id": FIRST_ID})


class Table:
    """The door to a table of `ROWS`, sorted as the list says."""

    def secret(self, purpose: str, value: str) -> bytes:
        return SECRET

    async def fetch(self, sql: str, due: date, id_: UUID, limit: int) -> list[Any]:
        return [row for row in ROWS if (row["due"], row["id"]) > (due, id_)][:limit]


TABLE = cast(Door, Table())


async def test_every_row_is_shown_once_and_the_last_page_names_no_next() -> None:
    first, following = await LIST.page(TABLE, after=None, limit=2)
    second, end = await LIST.page(TABLE, after=following, limit=2)
    assert (first + second, end) == (ROWS, None)


@pytest.mark.parametrize("cursor", ["%%%", "a", str(uuid4()), LIST.cursor(b"other", ROWS[0])])
async def test_a_cursor_that_was_not_made_here_is_refused(cursor: str) -> None:
    with pytest.raises(RuleBroken, match="page-unknown"):
        await LIST.page(TABLE, after=cursor, limit=2)


async def test_a_cursor_that_was_changed_is_refused() -> None:
    with pytest.raises(RuleBroken, match="page-unknown"):
        await LIST.page(TABLE, after=LIST.cursor(SECRET, ROWS[0])[:-2] + "AA", limit=2)
