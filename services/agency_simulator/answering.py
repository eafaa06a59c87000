"""What a source says about one person at one moment. Pure: the same question at the same moment has the same answer."""

from datetime import datetime, time, timedelta
from hashlib import sha256
from typing import Any, Literal

from pydantic import AwareDatetime

from contracts.base import Key, Value
from services.agency_simulator.domain import CONFIRMS, Knob
from services.policy.verification import SourceName

OPENS = time(9)


class Question(Value):
    source: SourceName
    person: Key
    identity_number: str
    since: AwareDatetime
    declared: Any = None


class Answer(Value):
    source: SourceName
    person: Key
    state: Literal["matched", "differs", "not_found", "unavailable", "conflicting"]
    value: Any = None
    retry_at: AwareDatetime | None = None


def answer(question: Question, told: Any, until: datetime | None, knob: Knob, now: datetime) -> Answer:
    """`told`: what was prepared for this person and source, `confirms` where nothing was."""
    ready = ready_at(question, until, knob, now)
    if now < ready:
        return said(question, "unavailable", retry_at=ready)
    if told in ("not_found", "conflicting"):
        return said(question, told)
    value = question.declared if told == CONFIRMS else told
    if is_wrong(question, knob.wrong_rate):
        value = wrong(value)
    return said(question, "matched" if value == question.declared else "differs", value)


def said(question: Question, state: Any, value: Any = None, retry_at: datetime | None = None) -> Answer:
    return Answer(source=question.source, person=question.person, state=state, value=value, retry_at=retry_at)


def ready_at(question: Question, until: datetime | None, knob: Knob, now: datetime) -> datetime:
    """The moment from which the source can say; in an outage it is always the next morning."""
    ready = until or question.since
    if knob.latency_days:
        ready = max(ready, morning(question.since, knob.latency_days))
    return max(ready, morning(now, 1)) if knob.outage else ready


def morning(moment: datetime, days: int) -> datetime:
    return datetime.combine(moment.date() + timedelta(days=days), OPENS, moment.tzinfo)


def is_wrong(question: Question, rate: float) -> bool:
    """Always the same people, so that asking again does not help."""
    digest = sha256(f"{question.source}|{question.identity_number}".encode()).digest()
    return int.from_bytes(digest[:4]) < rate * 2**32


def wrong(value: Any) -> Any:
    """Something of the same shape that is not true."""
    match value:
        case bool():
            return not value
        case int():
            return value * 2 + 1
        case _:
            return [] if isinstance(value, list) else None
