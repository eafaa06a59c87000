"""The call to the gateway when it answers, fails, and talks nonsense."""

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

import httpx2
import pytest
from pydantic import SecretStr

from services.chassis.errors import TryLater
from services.investigation.adapters import Breaker, HttpVerification, Purpose
from services.investigation.settings import Gateway
from services.investigation.sources import SourceAnswer, SourceRequest
from services.policy.calendar import BEIJING

NOW = datetime(2024, 5, 6, 15, tzinfo=BEIJING)
PURPOSE = Purpose(UUID(int=7), ("bank_deposits",))
REQUEST = SourceRequest(
    source="bank_deposits", person="mother", identity_number="11010519491231002X", since=NOW, declared=100
)
CONFIRMED = {"source": "bank_deposits", "person": "mother", "state": "matched", "value": 100}


class Standing:
    """A clock that stands still."""

    def now(self) -> datetime:
        return NOW

    def today(self) -> date:
        return NOW.date()

    async def moved(self) -> None:
        return None


def verification(answer: Callable[[httpx2.Request], httpx2.Response], failures: int = 5) -> HttpVerification:
    gateway = Gateway(url="http://gateway", secret=SecretStr("secret"), failures=failures)
    return HttpVerification(gateway, Standing(), httpx2.MockTransport(answer))


async def test_questions_go_out_in_one_call_with_a_purpose_and_nobody_in_the_address() -> None:
    seen: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200, json={"answers": [CONFIRMED]})

    assert await verification(answer).ask(PURPOSE, [REQUEST, REQUEST]) == [SourceAnswer.model_validate(CONFIRMED)]
    [sent] = seen
    assert "11010519491231002X" not in str(sent.url) and b'"purpose"' in sent.content


@pytest.mark.parametrize(
    "response",
    [
        httpx2.Response(503),
        httpx2.Response(200, json={"unexpected": 1}),
        httpx2.Response(200, json={"answers": [{**CONFIRMED, "state": "perhaps"}]}),
        httpx2.Response(200, text="<html>"),
    ],
)
async def test_an_answer_that_cannot_be_used_is_asked_for_later(response: httpx2.Response) -> None:
    with pytest.raises(TryLater):
        await verification(lambda _: response).ask(PURPOSE, [REQUEST])


async def test_a_gateway_that_fails_in_a_row_is_left_in_peace() -> None:
    calls: list[httpx2.Request] = []

    def fail(request: httpx2.Request) -> httpx2.Response:
        calls.append(request)
        raise httpx2.ConnectError("down")

    gateway = verification(fail, failures=2)
    for _ in range(4):
        with pytest.raises(TryLater):
            await gateway.ask(PURPOSE, [REQUEST])
    assert len(calls) == 2


def test_a_breaker_lets_calls_through_again_after_its_rest() -> None:
    time = [0.0]
    breaker = Breaker(2, 30.0, lambda: time[0])
    breaker.failed()
    breaker.check()
    breaker.failed()
    with pytest.raises(TryLater):
        breaker.check()
    time[0] = 30.0
    breaker.check()
    breaker.failed()
    breaker.succeeded()
    breaker.failed()
    breaker.check()
