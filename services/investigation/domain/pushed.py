"""What agencies have pushed about a household before it applied: it joins what the family declares."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from contracts.base import Personal
from contracts.household import Household
from services.chassis.decider import Decider
from services.policy.calendar import add_months
from services.policy.records import with_record

COUNTS_MONTHS = 12  # as the income and costs of an application


@dataclass(frozen=True, kw_only=True)
class NoteRecord:
    source: str
    person: str
    record: dict[str, Any]
    pushed_at: datetime


@dataclass(frozen=True, kw_only=True)
class RecordNoted:
    source: str
    person: str
    pushed_at: datetime
    record: Annotated[dict[str, Any], Personal]


@dataclass(frozen=True)
class Pushed:
    noted: tuple[RecordNoted, ...] = ()

    def on(self, household: Household, applied_on: date) -> Household:
        """The household with every record of the year before the application put in."""
        for event in self.noted:
            if event.pushed_at.date() >= add_months(applied_on, -COUNTS_MONTHS):
                household = with_record(household, event.source, event.person, event.record)
        return household


def decide(state: Pushed, command: NoteRecord) -> list[RecordNoted]:
    noted = RecordNoted(
        source=command.source, person=command.person, record=command.record, pushed_at=command.pushed_at
    )
    return [] if noted in state.noted else [noted]


def evolve(state: Pushed, event: RecordNoted) -> Pushed:
    """Of an erased household nothing is kept."""
    return Pushed((*state.noted, event)) if "record" in vars(event) else state


PUSHED = Decider(name="pushed", initial=Pushed, decide=decide, evolve=evolve, events=RecordNoted)
