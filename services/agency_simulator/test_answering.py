"""What a simulated source says, and when."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from services.agency_simulator.answering import Question, answer
from services.agency_simulator.domain import (
    CONFIRMS,
    KNOBS,
    PREPARATION,
    AnswersPrepared,
    Knob,
    KnobsTurned,
    Prepare,
    Prepared,
    Turn,
)
from services.chassis.decider import Scenario
from services.chassis.telemetry import BEIJING

ASKED = datetime(2024, 5, 6, 15, tzinfo=BEIJING)
MORNING = datetime(2024, 5, 20, 9, tzinfo=BEIJING)


def question(declared: Any = 300) -> Question:
    return Question(
        source="bank_deposits", person="mother", identity_number="11010519491231002X", since=ASKED, declared=declared
    )


def state(told: Any = CONFIRMS, until: datetime | None = None, knob: Knob | None = None, now: datetime = ASKED) -> str:
    return answer(question(), told, until, knob or Knob(), now).state


def test_only_sources_that_exist_are_asked_or_prepared() -> None:
    with pytest.raises(ValidationError, match="none of the 35 sources"):
        Prepared(person=UUID(int=1), source="horoscope")


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (CONFIRMS, "matched"),
        (300, "matched"),
        (400, "differs"),
        ("not_found", "not_found"),
        ("conflicting", "conflicting"),
    ],
)
def test_a_source_confirms_unless_it_was_told_otherwise(told: Any, expected: str) -> None:
    assert state(told) == expected


def test_a_late_source_is_unavailable_until_its_day_and_says_when_to_ask_again() -> None:
    early = answer(question(), 400, MORNING, Knob(), ASKED)
    assert (early.state, early.retry_at, early.value) == ("unavailable", MORNING, None)
    assert state(400, MORNING, now=MORNING) == "differs"


def test_latency_counts_from_the_beginning_of_the_case() -> None:
    slow = Knob(latency_days=2)
    assert answer(question(), CONFIRMS, None, slow, ASKED).retry_at == datetime(2024, 5, 8, 9, tzinfo=BEIJING)
    assert state(knob=slow, now=datetime(2024, 5, 8, 9, tzinfo=BEIJING)) == "matched"


def test_an_outage_puts_off_to_the_next_morning_every_day() -> None:
    down = Knob(outage=True)
    for now in (ASKED, ASKED + timedelta(days=30)):
        put_off = answer(question(), CONFIRMS, None, down, now)
        assert put_off.state == "unavailable" and put_off.retry_at is not None and put_off.retry_at > now


def test_a_wrong_source_is_wrong_about_the_same_people_every_time() -> None:
    assert state(knob=Knob(wrong_rate=1)) == "differs"
    assert state(knob=Knob(wrong_rate=0)) == "matched"


def test_what_was_prepared_is_logged_once_and_knobs_only_when_they_move() -> None:
    prepared = Prepared(person=UUID(int=7), source="bank_deposits", answer=1)
    event = AnswersPrepared(answers=(prepared,), prepared_at=ASKED)
    Scenario(PREPARATION).when(Prepare(answers=(prepared,), now=ASKED)).then(event)
    Scenario(PREPARATION).given(event).when(Prepare(answers=(prepared,), now=ASKED)).then()
    down = KnobsTurned(knobs={"electricity": Knob(outage=True)})
    Scenario(KNOBS).when(Turn(knobs=down.knobs)).then(down)
    Scenario(KNOBS).given(down).when(Turn(knobs=down.knobs)).then()
