"""Both buses, each on a real server of its own."""

from collections.abc import AsyncIterator, Iterator
from uuid import uuid4

import pytest
import pytest_asyncio

from infra.kafka.broker import KafkaBroker
from infra.postgres.launcher import EmbeddedPostgres
from services.chassis.bus import Bus
from services.chassis.bus_kafka import KafkaBus
from services.chassis.bus_pglog import PgBus
from services.chassis.database import ensure_database
from tests.conformance.server import Reader, Server, topic_on
from tests.kafka_broker import WITHOUT_KAFKA, broker

__all__ = ["broker"]

collect_ignore = ["test_bus_kafka.py"] if WITHOUT_KAFKA else []
BUSES = ["pglog"] if WITHOUT_KAFKA else ["pglog", "kafka"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if WITHOUT_KAFKA:
        terminalreporter.write_line("The bus on Kafka was left out: ONEDOOR_TEST_WITHOUT_KAFKA=1.", yellow=True)


@pytest.fixture(scope="session")
def bus_postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """Not the cluster of the other tests, because this one is killed."""
    cluster = EmbeddedPostgres(tmp_path_factory.mktemp("bus"))
    cluster.start()
    yield cluster
    cluster.stop()


@pytest_asyncio.fixture(scope="session")
async def bus_database(bus_postgres: EmbeddedPostgres) -> str:
    migrations = ["services.chassis.migrations.bus"]
    return await ensure_database(bus_postgres.dsn(), "onedoor_bus", migrations, password="test")


@pytest.fixture(scope="session", params=BUSES)
def server(request: pytest.FixtureRequest) -> Server:
    """What the bus runs on; it can be killed and started again."""
    if request.param == "pglog":
        database: str = request.getfixturevalue("bus_database")
        postgres: EmbeddedPostgres = request.getfixturevalue("bus_postgres")
        return Server(lambda: PgBus(database), postgres.kill, postgres.start)
    kafka: KafkaBroker = request.getfixturevalue("broker")
    return Server(lambda: KafkaBus(kafka.bootstrap), kafka.kill, kafka.start)


@pytest_asyncio.fixture
async def bus(server: Server) -> AsyncIterator[Bus]:
    made = server.bus()
    await made.start()
    yield made
    await made.stop()


@pytest_asyncio.fixture
async def topic(bus: Bus) -> str:
    return await topic_on(bus, f"test-{uuid4()}")


@pytest_asyncio.fixture
async def reader(bus: Bus, topic: str) -> AsyncIterator[Reader]:
    opened = Reader(bus, topic)
    await opened.open()
    yield opened
    await opened.source.stop()
