"""Calls to the outside: who has claimed one, and when somebody else may make it."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from conftest import Databases
from services.chassis import database
from services.chassis.activities import AT_ONCE, CLAIM
from services.chassis.log import Append, NewEvent, append

NOW = datetime(2024, 5, 6, tzinfo=UTC)
LONG = timedelta(minutes=5)


async def waiting(conn: database.Connection) -> None:
    """One call that is due."""
    household = uuid4()
    event = NewEvent(uuid4(), "SourcesAsked", b"{}", b"{}")
    await append(conn, [Append(household, "investigation", household, 0, [event])], NOW)
    await conn.execute("INSERT INTO activity (part, off, due) SELECT part, off, $1 FROM event", NOW)


async def test_a_call_is_made_by_one_and_by_another_once_the_first_one_is_gone(databases: Databases) -> None:
    dsn = await databases.fresh("services.chassis.migrations.service")
    first, second = await database.connect(dsn), await database.connect(dsn)
    await waiting(first)
    assert [row["attempts"] for row in await first.fetch(CLAIM, NOW, AT_ONCE, LONG)] == [1]
    assert await second.fetch(CLAIM, NOW, AT_ONCE, LONG) == []
    assert await first.fetch(CLAIM, NOW, AT_ONCE, LONG) == []
    await first.close()
    await gone(second)
    assert [row["attempts"] for row in await second.fetch(CLAIM, NOW, AT_ONCE, LONG)] == [2]
    await second.close()


async def gone(conn: database.Connection) -> None:
    """Return when no other session of this database is left: the server ends one a moment after its client."""
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    while await conn.fetchval(others):
        pass


async def test_whoever_hangs_loses_its_claim_after_a_while(databases: Databases) -> None:
    dsn = await databases.fresh("services.chassis.migrations.service")
    first, second = await database.connect(dsn), await database.connect(dsn)
    await waiting(first)
    assert len(await first.fetch(CLAIM, NOW, AT_ONCE, timedelta(0))) == 1
    assert len(await second.fetch(CLAIM, NOW, AT_ONCE, LONG)) == 1
    await first.close()
    await second.close()
