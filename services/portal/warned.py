"""Warnings and their clocks as the case view tells them. Pure."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from contracts.base import Deadlines
from services.policy.calendar import BEIJING
from services.portal.tracker import Tracker, Warned

HINTS = ("electricity", "missed")


def warnings(doc: Tracker) -> Iterator[dict[str, Any]]:
    """Every warning, in the order in which they were raised."""
    for warned in sorted(doc.warnings, key=_raised):
        told = {"kind": warned.kind, "tier": warned.tier, "person": warned.person, "state": warned.state}
        yield {name: value for name, value in told.items() if value is not None}


def told_warnings(doc: Tracker) -> list[Warned]:
    """What the family is told of, the latest first; a mere hint for staff is not shown to it."""
    return [warned for warned in sorted(doc.warnings, key=_raised, reverse=True) if warned.kind not in HINTS]


def deadlines(doc: Tracker) -> Deadlines:
    """The clocks of the latest application, of the warnings, and of the next periodic re-check."""
    application = doc.latest()
    found: Deadlines = dict(application.deadlines) if application else {}
    for warned in sorted(doc.warnings, key=_raised):
        found |= warned.deadlines
    if doc.recheck_due:
        found["recheck"] = doc.recheck_due
    return found


def _raised(warned: Warned) -> tuple[datetime, float]:
    """The latest last; of several at one moment the most pressing last, so that its day is the one that is told."""
    at = warned.raised_at or datetime.combine(date.min, time(), BEIJING)
    due = warned.deadlines.get("warning_handled")
    if due is None:
        return at, 0.0
    moment = due if isinstance(due, datetime) else datetime.combine(due, time.max, BEIJING)
    return at, -moment.timestamp()
