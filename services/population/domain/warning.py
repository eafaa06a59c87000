"""A warning from its first day to its end: opened once per reason, taken on, visited, closed, shown level by level.

It never stops anything by itself. Brief 5. Pure.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.chassis.errors import RuleBroken
from services.chassis.ids import derived
from services.policy.parameter_schema import Parameters
from services.policy.warnings import Found, adjusted_by, handled_by
from services.population.domain.commands import LiftWarning, MoveWarning, SettleWarning
from services.population.domain.events import Clock, Event, WarningLifted, WarningMoved, WarningOpened, WarningSettled
from services.population.domain.state import Known, Warned


def opened(
    state: Known,
    household_id: UUID,
    division: str,
    found: Iterable[Found],
    source: str,
    p: Parameters,
    now: datetime,
    record: dict[str, Any] | None = None,
) -> list[Event]:
    """One per kind and person; what is open already is not raised a second time."""
    new = {(one.kind, one.person): one for one in found if not open_warnings(state, one.kind, one.person, exactly=True)}
    return [
        WarningOpened(
            warning_id=derived(household_id, "warning", one.kind, one.person, now.isoformat()),
            division=division,
            kind=one.kind,
            tier=one.tier,
            person=one.person,
            source=source,
            due=handled_by(one, p, now),
            adjust_by=adjust_by(one, p, record),
            opened_at=now,
        )
        for one in new.values()
    ]


def adjust_by(found: Found, p: Parameters, record: dict[str, Any] | None) -> date | None:
    return adjusted_by(record, p) if found.kind == "death" and record else None


def open_warnings(state: Known, kind: str, person: str | None, exactly: bool = False) -> list[Warned]:
    """Those of a kind that are not closed; without a person those of everybody, unless `exactly` nobody is meant."""
    return [
        warned
        for warned in state.warnings.values()
        if warned.kind == kind and warned.state != "closed"
        if warned.person == person or (person is None and not exactly)
    ]


def known(state: Known, kind: str, person: str | None) -> list[Warned]:
    """Every warning of the kind; RuleBroken where there never was one."""
    found = [w for w in state.warnings.values() if w.kind == kind and person in (None, w.person)]
    if not found:
        raise RuleBroken("warning-unknown", "/kind")
    return found


def move(state: Known, command: MoveWarning) -> list[Event]:
    order = ("raised", "assigned", "visited", "closed")
    return [
        WarningMoved(warning_id=warned.warning_id, kind=warned.kind, state=command.state, moved_at=command.now)
        for warned in known(state, command.kind, command.person)
        if order.index(warned.state) < order.index(command.state)
    ]


def settle(state: Known, command: SettleWarning) -> list[Event]:
    return [
        WarningSettled(
            warning_id=warned.warning_id,
            kind=warned.kind,
            person=warned.person,
            outcome=command.outcome,
            settled_at=command.now,
        )
        for warned in known(state, command.kind, command.person)
        if warned.state != "closed"
    ]


def lift(state: Known, command: LiftWarning) -> list[Event]:
    """Once per clock and level, until it is handled or what it demands is done."""
    warned = state.warnings.get(command.warning_id)
    if warned is None or (command.clock, command.level) in warned.lifted or not runs(state, warned, command.clock):
        return []
    return [
        WarningLifted(
            warning_id=warned.warning_id,
            kind=warned.kind,
            clock=command.clock,
            level=command.level,
            next_at=command.next_at,
            lifted_at=command.now,
        )
    ]


def runs(state: Known, warned: Warned, clock: Clock) -> bool:
    """A warning is handled when it is closed; a death is adjusted when the re-check that it demanded is decided."""
    if clock == "warning_handled":
        return warned.state != "closed"
    return state.entitled_until is not None or bool(state.open_rechecks)
