"""Who is asked for an application, exactly once each, and when nobody is left to answer. Pure.

A silent program is escalated and never waited for by the others; a late answer changes its row, not the final answer.
Brief 3 (who serves whom) and 4.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from services.chassis.decider import Decider
from services.chassis.errors import RuleBroken
from services.chassis.ids import derived
from services.program_dispatch.cut import cut
from services.program_dispatch.domain.catalog import Program
from services.program_dispatch.domain.commands import CloseRound, Command, NoteOverdue, OpenRound, TakeAnswer
from services.program_dispatch.domain.events import (
    AnswerTaken,
    Event,
    OverdueNoted,
    ProgramAsked,
    ProgramPassedOver,
    RoundAnswered,
    RoundClosed,
    RoundOpened,
)
from services.program_dispatch.domain.state import URGENT, Round, evolve


def open_round(state: Round, command: OpenRound) -> list[Event]:
    opening = opening_of(command)
    if state.closed or opening in state.openings:
        return []
    standing = command.standing
    opened = RoundOpened(
        application_id=command.application_id,
        opening=opening,
        kind=command.kind,
        needs=command.needs,
        category=standing.category if standing else None,
        pay_class=standing.pay_class if standing else None,
        monitored=bool(standing and any("monitored" in statuses for statuses in standing.persons.values())),
        opened_at=command.now,
    )
    chosen = [event for program in command.programs for event in asked_or_passed(state, command, opening, program)]
    return answered_if_complete(state, command.application_id, [opened, *chosen], command.now)


def opening_of(command: OpenRound) -> str:
    """The same decision told twice opens once; another decision on the same application asks again."""
    standing = command.standing
    if command.kind in ("decided", "monitored") and standing:
        outcome = (
            standing.category,
            standing.pay_class,
            sorted(standing.persons.items()),
            sorted(standing.failed.items()),
        )
        return f"{command.kind}:{standing.decided_on}:{derived(*outcome)}"
    return command.kind


def asked_or_passed(state: Round, command: OpenRound, opening: str, program: Program) -> list[Event]:
    """Asked, passed over with a reason, or not concerned at all.

    After a re-check whoever is concerned is asked, whatever the class: what it gave before has to end in its own words.
    """
    concerned = program.concerns(command.needs)
    standing = command.standing
    if command.kind == "urgent":
        return [asked(command, opening, program)] if program.urgent and concerned else []
    if command.kind == "monitored":
        return [asked(command, opening, program)] if concerned and program.serves_the_monitored else []
    if standing is None:
        asked_urgently = any(row.program == program.code and row.opening == URGENT for row in state.rows.values())
        if not concerned or asked_urgently:
            return []  # without a class a second question would bring the same answer
        return [asked(command, opening, program)] if program.untested else [passed_over(command, opening, program)]
    if program.always and (concerned or command.kind == "decided"):
        return [asked(command, opening, program)]
    if not concerned:
        return []
    runs_on = command.terms is not None and command.terms.because != "application"
    if runs_on or program.serves(standing.category, standing.persons):
        return [asked(command, opening, program)]
    return [passed_over(command, opening, program)]


def asked(command: OpenRound, opening: str, program: Program) -> ProgramAsked:
    needs = tuple(need for need in command.needs if need in program.needs)
    return ProgramAsked(
        application_id=command.application_id,
        referral_id=uuid5(command.application_id, f"{opening}:{program.code}"),
        opening=opening,
        program=program.code,
        agency=program.agency,
        division=command.division,
        residence=command.residence,
        needs=needs or command.needs,
        urgent=command.kind == "urgent",
        standing=command.standing,
        sections=program.sections,
        asked_at=command.now,
        answer_by=command.answer_by[program.code],
        terms=command.terms,
        household=cut(command.household, program.sections, needs),
        assessment=command.assessment if "assessment" in program.sections else None,
    )


def passed_over(command: OpenRound, opening: str, program: Program) -> ProgramPassedOver:
    """One no, on the program's leading item: nobody has looked at the others."""
    return ProgramPassedOver(
        application_id=command.application_id,
        opening=opening,
        program=program.code,
        agency=program.agency,
        items=program.items[:1],
        reason="not_in_class",
        noted_at=command.now,
    )


def take_answer(state: Round, command: TakeAnswer) -> list[Event]:
    """Welcome at any time; the same answer twice is quiet."""
    row = state.rows.get(command.referral_id)
    if row is None:
        raise RuleBroken("never-asked")
    if row.state == command.outcome and row.reason == command.reason and row.answers == command.answers:
        return []
    taken = AnswerTaken(
        application_id=command.application_id,
        referral_id=row.referral_id,
        program=row.program,
        outcome=command.outcome,
        reason=command.reason,
        answers=command.answers,
        late=row.state == "overdue" or state.opening in state.answered,
        answered_at=command.now,
    )
    return answered_if_complete(state, command.application_id, [taken], command.now)


def note_overdue(state: Round, command: NoteOverdue) -> list[Event]:
    """Once per level, until it answers."""
    row = state.rows.get(command.referral_id)
    if row is None or row.state not in ("asked", "overdue") or command.level in row.late:
        return []
    noted = OverdueNoted(
        application_id=command.application_id,
        referral_id=row.referral_id,
        program=row.program,
        level=command.level,
        overdue_at=command.now,
    )
    return answered_if_complete(state, command.application_id, [noted], command.now)


def close(state: Round, command: CloseRound) -> list[Event]:
    if state.closed or state.opening is not None:
        return []  # programs that were asked after a decision have their own say
    return [RoundClosed(application_id=command.application_id, closed_at=command.now)]


def answered_if_complete(state: Round, application_id: UUID, events: Sequence[Event], now: datetime) -> list[Event]:
    """The one final answer follows in the same breath as the last reply."""
    after = ROUND.fold(state, list(events))
    if not after.is_complete() or after.opening is None:
        return list(events)
    rows = after.rows_in_view()
    by_state = {
        wanted: {row.program for row in rows if row.state == wanted} for wanted in ("granted", "declined", "overdue")
    }
    granted = by_state["granted"]
    overdue = by_state["overdue"] - granted
    declined = (by_state["declined"] | set(after.passed_over)) - granted - overdue
    covered = {need for row in rows if row.state == "granted" for need in row.needs}
    told = {"civil_affairs", *(row.agency for row in rows), *(("agriculture",) if after.monitored else ())}
    answered = RoundAnswered(
        application_id=application_id,
        opening=after.opening,
        granted=tuple(sorted(granted)),
        declined=tuple(sorted(declined)),
        overdue=tuple(sorted(overdue)),
        passed_over=dict(after.passed_over),
        uncovered=tuple(need for need in after.needs if need not in covered),
        told=tuple(sorted(told)),
        answered_at=now,
    )
    return [*events, answered]


RULES: dict[type, Callable[[Round, Any], list[Event]]] = {
    OpenRound: open_round,
    TakeAnswer: take_answer,
    NoteOverdue: note_overdue,
    CloseRound: close,
}


def decide(state: Round, command: Command) -> list[Event]:
    return RULES[type(command)](state, command)


ROUND: Decider[Round, Command, Event] = Decider(name="round", initial=Round, decide=decide, evolve=evolve, events=Event)
