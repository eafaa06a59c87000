"""Keys of households on real Postgres: made once, never again after they were destroyed."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest
from cryptography.exceptions import InvalidTag

from conftest import Databases
from services.chassis import database
from services.chassis.keys import Keys, KeyStore
from services.chassis.log import LANES, lane

MASTER = bytes(range(32))


@pytest.fixture(scope="module")
async def pool(databases: Databases) -> AsyncIterator[database.Pool]:
    pool = await database.pool(await databases.fresh("services.chassis.migrations.keys"))
    yield pool
    await pool.close()


def marks(keys: Keys) -> dict[UUID, bytes]:
    """What tells keys apart, since a cipher does not show its own."""
    return {one: cipher.encrypt(bytes(12), b"mark", None) for one, cipher in keys.items()}


async def test_a_wrapped_key_is_bound_to_its_household(pool: database.Pool) -> None:
    one, other = uuid4(), uuid4()
    await KeyStore(pool, MASTER).ensure([one, other])
    await pool.execute(
        "UPDATE household_key k SET wrapped = x.wrapped FROM household_key x "
        "WHERE k.household_id = $1 AND x.household_id = $2",
        one,
        other,
    )
    with pytest.raises(InvalidTag):
        await KeyStore(pool, MASTER).get([one])


async def test_every_household_has_one_key_of_its_own_that_stays(pool: database.Pool) -> None:
    households = [uuid4() for _ in range(50)]
    made = marks(await KeyStore(pool, MASTER).ensure(households))
    assert len({*made.values()}) == 50
    assert marks(await KeyStore(pool, MASTER).get(households)) == made
    assert marks(await KeyStore(pool, MASTER).ensure([*households, *households])) == made


async def test_processes_that_make_the_key_of_one_household_at_once_get_the_same(pool: database.Pool) -> None:
    household = uuid4()
    answers = await asyncio.gather(*(KeyStore(pool, MASTER).ensure([household]) for _ in range(20)))
    assert len({marks(answer)[household] for answer in answers}) == 1


async def test_a_key_that_nobody_made_is_not_found(pool: database.Pool) -> None:
    assert await KeyStore(pool, MASTER).get([uuid4()]) == {}


async def test_a_destroyed_key_is_gone_and_is_never_made_anew(pool: database.Pool) -> None:
    store, household = KeyStore(pool, MASTER), uuid4()
    await store.ensure([household])
    await store.destroy(household)
    await store.destroy(household)
    assert await store.get([household]) == {}
    assert await store.ensure([household]) == {}
    assert await pool.fetchval("SELECT wrapped FROM household_key WHERE household_id = $1", household) is None


async def test_another_process_forgets_a_destroyed_key(pool: database.Pool) -> None:
    household = uuid4()
    other = KeyStore(pool, MASTER, kept_seconds=0.0)
    await other.ensure([household])
    await KeyStore(pool, MASTER).destroy(household)
    assert await other.get([household]) == {}


async def test_the_table_alone_opens_nothing(pool: database.Pool) -> None:
    household = uuid4()
    await KeyStore(pool, MASTER).ensure([household])
    with pytest.raises(InvalidTag):
        await KeyStore(pool, bytes(32)).get([household])


async def test_a_household_can_be_erased_before_it_had_a_key(pool: database.Pool) -> None:
    store, household = KeyStore(pool, MASTER), uuid4()
    await store.destroy(household)
    assert await store.ensure([household]) == {}


async def test_the_cache_is_bounded(pool: database.Pool) -> None:
    store = KeyStore(pool, MASTER, limit=10)
    await store.ensure([uuid4() for _ in range(30)])
    assert len(store.cache) == 10


def test_a_blind_index_is_the_same_for_the_same_value_and_tells_nothing_across_purposes() -> None:
    store, other = KeyStore(None, MASTER), KeyStore(None, bytes(32))
    assert store.blind("identity", "620123") == KeyStore(None, MASTER).blind("identity", "620123")
    assert store.blind("identity", "620123") != store.blind("phone", "620123")
    assert store.blind("identity", "620123") != other.blind("identity", "620123")
    assert {lane(store.blind("identity", str(n))) for n in range(500)} == set(range(LANES))
