"""What is known of one round: who was asked, who has answered, and whether anybody is left to answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, assert_never
from uuid import UUID

from contracts.programs import Answer
from services.policy.lateness import Level
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

RowState = Literal["asked", "granted", "declined", "overdue"]
URGENT = "urgent"
MONITORED = "monitored"


@dataclass(frozen=True, kw_only=True)
class Row:
    """One program asked once."""

    referral_id: UUID
    opening: str
    program: str
    agency: str
    needs: tuple[str, ...]
    state: RowState = "asked"
    reason: str | None = None
    answers: tuple[Answer, ...] = ()
    late: tuple[Level, ...] = ()  # to whom its silence was shown


@dataclass(frozen=True)
class Round:
    openings: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    monitored: bool = False
    rows: Mapping[UUID, Row] = field(default_factory=dict)
    passed_over: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    answered: frozenset[str] = frozenset()
    closed: bool = False

    @property
    def opening(self) -> str | None:
        """The latest opening that ends with a final answer; urgent help alone is not one."""
        return next((name for name in reversed(self.openings) if name != URGENT), None)

    def rows_in_view(self) -> list[Row]:
        """What the final answer is about: the latest opening and the urgent help before it. Who is asked because the
        household is monitored is asked on top of the others."""
        others = [name for name in self.openings if name != URGENT and not name.startswith(MONITORED)]
        added = self.opening is not None and self.opening.startswith(MONITORED)
        names = {URGENT, self.opening, *(others[-1:] if added else ())}
        return [row for row in self.rows.values() if row.opening in names]

    def is_complete(self) -> bool:
        waiting = any(row.state == "asked" for row in self.rows_in_view())
        return self.opening is not None and self.opening not in self.answered and not waiting


def evolve(state: Round, event: Event) -> Round:
    match event:
        case RoundOpened():
            return replace(
                state,
                openings=(*state.openings, event.opening),
                needs=event.needs,
                monitored=state.monitored or event.monitored,
                passed_over=state.passed_over if event.kind in (URGENT, MONITORED) else {},
            )
        case ProgramAsked():
            row = Row(
                referral_id=event.referral_id,
                opening=event.opening,
                program=event.program,
                agency=event.agency,
                needs=event.needs,
            )
            passed_over = {name: items for name, items in state.passed_over.items() if name != event.program}
            return with_row(replace(state, passed_over=passed_over), row)
        case ProgramPassedOver():
            return replace(state, passed_over={**state.passed_over, event.program: event.items})
        case AnswerTaken():
            row = state.rows[event.referral_id]
            return with_row(state, replace(row, state=event.outcome, reason=event.reason, answers=event.answers))
        case OverdueNoted():
            row = state.rows[event.referral_id]
            return with_row(state, replace(row, state="overdue", late=(*row.late, event.level)))
        case RoundAnswered():
            return replace(state, answered=state.answered | {event.opening})
        case RoundClosed():
            return replace(state, closed=True)
        case _:
            assert_never(event)


def with_row(state: Round, row: Row) -> Round:
    return replace(state, rows={**state.rows, row.referral_id: row})
