"""What holds on record when a household is looked at: its class, its monitoring, and which class counts on a day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from contracts.base import Key
from contracts.classification import Category, PersonStatus
from services.policy.calendar import add_months

MonitoredKind = Literal["unstable_out_of_poverty", "edge_at_risk", "sudden_hardship"]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The class last decided and agriculture's list; the default is a household of which nothing is on record."""

    category: Category | None = None
    pay_class: Literal[1, 2, 3, 4] | None = None
    persons: Mapping[Key, tuple[PersonStatus, ...]] = field(default_factory=dict)
    monitored: MonitoredKind | None = None
    monitored_since: date | None = None


NOTHING_ON_RECORD: Final = Standing()


@dataclass(frozen=True, kw_only=True)
class Held:
    """A class that was decided, and the first day on which it counts."""

    category: Category
    since: date


def counts_from(decided_on: date, first: bool) -> date:
    """A first determination counts from its decision, a changed class from the next month. Domain brief 12.16."""
    return decided_on if first else add_months(decided_on.replace(day=1), 1)


def class_on(history: Iterable[Held], on: date) -> Category | None:
    """The class that counts on a day; None before the first decision."""
    current: Held | None = None
    for held in history:
        if held.since <= on and (current is None or held.since >= current.since):
            current = held
    return current.category if current else None
