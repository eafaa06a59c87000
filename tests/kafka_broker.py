"""One real Kafka broker for a test run; `ONEDOOR_TEST_WITHOUT_KAFKA=1` leaves its tests out and says so."""

import os
from collections.abc import Iterator

import pytest

from infra.kafka.broker import KafkaBroker

WITHOUT_KAFKA = os.environ.get("ONEDOOR_TEST_WITHOUT_KAFKA") == "1"


@pytest.fixture(scope="session")
def broker() -> Iterator[KafkaBroker]:
    with KafkaBroker() as started:
        yield started
