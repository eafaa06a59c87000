"""The one decider of all programs: what a command changes, what falls due by it, and when to look again."""

from functools import partial
from typing import assert_never

from services.chassis.decider import Decider
from services.programs.entitlement import commands as c
from services.programs.entitlement.answering import take
from services.programs.entitlement.by_conference import by_conference
from services.programs.entitlement.by_hand import by_hand, papers
from services.programs.entitlement.changing import (
    close_year,
    note_late,
    raise_ratios,
    record,
    recover,
    take_over_ratios,
)
from services.programs.entitlement.choosing import choose, exclude
from services.programs.entitlement.events import Event
from services.programs.entitlement.following import refresh
from services.programs.entitlement.paying import delivered, due, pay_outside
from services.programs.entitlement.planning import plans
from services.programs.entitlement.program import Program
from services.programs.entitlement.state import Entitlement, evolve


def entitlement(program: Program) -> Decider[Entitlement, c.Command, Event]:
    """The decider of one program: stream type is its code, stream id the household."""
    return Decider(name=program.code, initial=Entitlement, decide=partial(decide, program), evolve=evolve, events=Event)


def decide(program: Program, state: Entitlement, command: c.Command) -> list[Event]:
    """Every command ends with the payments and the plans that follow from it, so none can be forgotten."""
    events = decided(program, state, command)
    after = folded(state, events)
    payments = due(program, state, after, command.now)
    after = folded(after, payments)
    return [*events, *payments, *plans(program, after, command)]


def decided(program: Program, state: Entitlement, command: c.Command) -> list[Event]:
    match command:
        case c.TakeOverRatios():
            return take_over_ratios(program, state, command)
        case c.RaiseRatios():
            return raise_ratios(program, state, command)
        case c.TakeReferral():
            return take_with_papers(program, state, command)
        case c.AnswerByHand():
            return by_hand(program, state, command)
        case c.GrantByConference():
            return by_conference(program, state, command)
        case c.TakePapers():
            return papers(program, state, command)
        case c.PayOutside():
            return pay_outside(program, state, command)
        case c.RecordAid():
            return record(program, state, command)
        case c.RecordDelivery():
            return delivered(program, state, command)
        case c.PayMonth():
            return []
        case c.RefreshRates():
            return refresh(program, state, command)
        case c.CloseYear():
            return close_year(program, state, command)
        case c.NoteDeskLate():
            return note_late(program, state, command)
        case c.RecoverOverpayment():
            return recover(program, state, command)
        case c.Choose():
            return choose(program, state, command)
        case c.ExcludeItem():
            return exclude(program, state, command)
        case _:
            assert_never(command)


def take_with_papers(program: Program, state: Entitlement, command: c.TakeReferral) -> list[Event]:
    """Papers that came before the referral count as if they had come right after it."""
    events = take(program, state, command)
    application_id = command.asked.application_id
    if not events or application_id not in state.papers:
        return events
    came = c.TakePapers(application_id=application_id, rules=command.rules, now=command.now)
    return [*events, *papers(program, folded(state, events), came)]


def folded(state: Entitlement, events: list[Event]) -> Entitlement:
    for event in events:
        state = evolve(state, event)
    return state
