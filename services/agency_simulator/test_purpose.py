"""No question without a signed purpose; no simulated agency in production."""

import hmac
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import orjson
import pytest

from services.agency_simulator.__main__ import build
from services.agency_simulator.purpose import REASON, check
from services.chassis.clock import RealClock
from services.chassis.errors import RuleBroken
from services.chassis.service import Environment
from services.chassis.settings import Settings
from services.chassis.telemetry import BEIJING

NOW = datetime(2024, 5, 6, 15, tzinfo=BEIJING)
PAYLOAD = {"purpose": REASON, "sources": ["bank_deposits"], "until": (NOW + timedelta(minutes=10)).isoformat()}


def token(secret: str = "secret", **changes: Any) -> str:
    body = urlsafe_b64encode(orjson.dumps(PAYLOAD | changes))
    return f"{body.decode()}.{urlsafe_b64encode(hmac.digest(secret.encode(), body, sha256)).decode()}"


def test_a_signed_purpose_of_now_opens_the_sources_it_names() -> None:
    check(token(), ["bank_deposits"], "secret", NOW)


@pytest.mark.parametrize(
    ("given", "source", "now"),
    [
        (token(secret="guessed"), "bank_deposits", NOW),
        (token(purpose="curiosity"), "bank_deposits", NOW),
        (token(), "vehicles", NOW),
        (token(), "bank_deposits", NOW + timedelta(minutes=11)),
        ("", "bank_deposits", NOW),
        ("nonsense", "bank_deposits", NOW),
    ],
)
def test_a_purpose_that_is_forged_stale_or_too_narrow_opens_nothing(given: str, source: str, now: datetime) -> None:
    with pytest.raises(RuleBroken):
        check(given, [source], "secret", now)


def test_production_has_no_simulated_agencies() -> None:
    with pytest.raises(RuntimeError):
        build(Environment(clock=RealClock(), urls={}, settings=Settings(env="production")))
