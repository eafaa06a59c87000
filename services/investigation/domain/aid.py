"""The aid a household had before it applied: what was paid in which month, from whomever said so."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from contracts.base import Personal
from contracts.household import Aid
from services.chassis.decider import Decider
from services.policy.calendar import month_of


@dataclass(frozen=True, kw_only=True)
class NoteAid:
    """`said_at` tells two equal payments of one month from one payment that is told twice."""

    aid: Aid
    said_at: datetime


@dataclass(frozen=True, kw_only=True)
class AidNoted:
    said_at: datetime
    aid: Annotated[Aid, Personal]


@dataclass(frozen=True)
class AidHad:
    noted: tuple[AidNoted, ...] = ()

    def before(self, applied_on: date) -> tuple[Aid, ...]:
        """What was paid in the 12 months before the month of application."""
        first, last = month_of(applied_on, -12), month_of(applied_on)
        return tuple(event.aid for event in self.noted if first <= event.aid.month < last)


def decide(state: AidHad, command: NoteAid) -> list[AidNoted]:
    noted = AidNoted(aid=command.aid, said_at=command.said_at)
    return [] if noted in state.noted or command.aid.amount == 0 else [noted]


def evolve(state: AidHad, event: AidNoted) -> AidHad:
    return AidHad((*state.noted, event))


AID = Decider(name="aid", initial=AidHad, decide=decide, evolve=evolve, events=AidNoted)
