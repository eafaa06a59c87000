"""What agencies have pushed about a household: it joins what the family declares, and cases that are still open."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from contracts.base import Personal
from contracts.household import Household
from services.chassis.decider import Decider
from services.policy.calendar import add_months
from services.policy.records import with_record


@dataclass(frozen=True, kw_only=True)
class NoteRecord:
    source: str
    person: str
    record: dict[str, Any]
    pushed_at: datetime
    identity_number: str | None = None


@dataclass(frozen=True, kw_only=True)
class RecordNoted:
    source: str
    person: str
    pushed_at: datetime
    record: Annotated[dict[str, Any], Personal]
    identity_number: Annotated[str | None, Personal] = None


@dataclass(frozen=True, kw_only=True)
class NoteCase:
    """An application is investigated, or decided."""

    application_id: UUID
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class CaseNoted:
    application_id: UUID
    is_open: bool


Command = NoteRecord | NoteCase
Event = RecordNoted | CaseNoted


@dataclass(frozen=True)
class Pushed:
    """`cases`: applications of the household that are investigated and not decided."""

    noted: tuple[RecordNoted, ...] = ()
    cases: tuple[UUID, ...] = ()

    def on(self, household: Household, applied_on: date, months: int) -> Household:
        """The household with every record of so many months before the application put in."""
        for event in self.noted:
            if event.pushed_at.date() >= add_months(applied_on, -months):
                household = with_record(household, event.source, event.person, event.record, event.identity_number)
        return household


def decide(state: Pushed, command: Command) -> list[Event]:
    if isinstance(command, NoteCase):
        known = command.application_id in state.cases
        return [] if known == command.is_open else [CaseNoted(**vars(command))]
    noted = RecordNoted(**vars(command))
    return [] if noted in state.noted else [noted]


def evolve(state: Pushed, event: Event) -> Pushed:
    """Of an erased household no record is kept."""
    if isinstance(event, CaseNoted):
        others = tuple(case for case in state.cases if case != event.application_id)
        return replace(state, cases=(*others, event.application_id) if event.is_open else others)
    return replace(state, noted=(*state.noted, event)) if "record" in vars(event) else state


PUSHED: Decider[Pushed, Command, Event] = Decider(
    name="pushed", initial=Pushed, decide=decide, evolve=evolve, events=Event
)
