"""Journeys run on both buses; without Kafka at hand the run says that half of them was left out."""

import pytest

from tests.kafka_broker import WITHOUT_KAFKA

collect_ignore = ["test_processes.py"] if WITHOUT_KAFKA else []


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "bus" in metafunc.fixturenames:
        metafunc.parametrize("bus", ["pglog"] if WITHOUT_KAFKA else ["pglog", "kafka"])
