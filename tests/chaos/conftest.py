"""The ground on which all attacks take place, and the table of what they did."""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from infra.postgres.launcher import EmbeddedPostgres
from tests.chaos.attack import Attack, Ground
from tests.chaos.broker import ProxiedBroker
from tests.chaos.copies import Copies
from tests.chaos.rows import ROWS, Row, table
from tests.kafka_broker import WITHOUT_KAFKA

ON_KAFKA = ["test_effect.py", "test_poison.py", "test_relay.py", "test_stop.py", "test_transactions.py"]
collect_ignore = ON_KAFKA if WITHOUT_KAFKA else []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if ROWS:
        terminalreporter.section("attacks")
        for line in table():
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """Not the servers of the other tests, because these are killed."""
    postgres = EmbeddedPostgres(tmp_path_factory.mktemp("ground"))
    postgres.start()
    broker = None if WITHOUT_KAFKA else ProxiedBroker(tmp_path_factory.mktemp("broker"))
    if broker:
        broker.start()
    yield Ground(postgres, broker)
    if broker:
        broker.stop()
    postgres.stop()


@pytest.fixture
def attacking(ground: Ground, tmp_path: Path) -> Iterator[Callable[[str, str], Attack]]:
    """An attack on a promise, under a name; its copies end with the test."""
    made: list[Attack] = []

    def attack(promise: str, name: str) -> Attack:
        copies = Copies(f"chaos_{uuid4().hex[:8]}", tmp_path)
        made.append(Attack(ground, copies, Row(promise, name)))
        return made[-1]

    yield attack
    for one in made:
        one.copies.end()
