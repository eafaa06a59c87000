"""Whether a household is monitored against falling back into poverty, found by an event that cost it its house. Pure.

Found, announced in the village for at least 5 days, decided within 15 days of the discovery; whatever its class, and
also where none is tested. Brief 2.6, 12.12; 防止返贫动态监测和帮扶机制.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, assert_never

from services.chassis.decider import Decider
from services.chassis.errors import NotFound, RuleBroken
from services.classification.domain.monitoring_messages import (
    AnnounceRisk,
    Command,
    DecideMonitoring,
    EndRiskNotice,
    Event,
    MonitoringConcluded,
    NoteRisk,
    NoteUndecided,
    RiskAnnounced,
    RiskFound,
    RiskNoticeEnded,
    UndecidedNoted,
)
from services.policy.lateness import Level, late_at


@dataclass(frozen=True)
class Monitoring:
    found: RiskFound | None = None
    notice_end: date | None = None
    notice_over: bool = False
    decided: MonitoringConcluded | None = None
    late: tuple[Level, ...] = ()

    @property
    def stage(self) -> str:
        if self.found is None:
            return "unknown"
        if self.decided:
            return "decided"
        return "in_notice" if self.notice_end else "found"


def note(state: Monitoring, command: NoteRisk) -> list[Event]:
    """What is found later is tested again until it is decided; the discovery keeps its day."""
    found = command.found
    if state.found is None:
        return [found]
    if state.decided or found.household == state.found.household:
        return []
    return [replace(found, due=state.found.due, needs=state.found.needs, found_at=state.found.found_at)]


def announce(state: Monitoring, command: AnnounceRisk) -> list[Event]:
    """One notice only."""
    found = undecided(state)
    if not found.holds:
        raise RuleBroken("no-risk-found")
    if state.notice_end:
        return []
    end = command.now.date() + timedelta(days=command.notice_days)
    return [RiskAnnounced(application_id=found.application_id, notice_end=end, posted_at=command.now)]


def end_notice(state: Monitoring, command: EndRiskNotice) -> list[Event]:
    if state.found is None or state.notice_over or not is_over(state, command.now):
        return []
    return [RiskNoticeEnded(application_id=state.found.application_id, ended_at=command.now)]


def is_over(state: Monitoring, now: datetime) -> bool:
    return state.notice_end is not None and now >= late_at(state.notice_end)


def conclude(state: Monitoring, command: DecideMonitoring) -> list[Event]:
    """Given only after the notice; not given for what the rule has found, else for the reason of whoever decides."""
    if state.decided and state.decided.monitored == command.monitored:
        return []
    found, today = undecided(state), command.now.date()
    if command.monitored:
        if not found.holds:
            raise RuleBroken("no-risk-found")
        if state.notice_end is None:
            raise RuleBroken("monitoring-notice-missing")
        if not is_over(state, command.now):
            raise RuleBroken("monitoring-notice-running")
    elif found.holds and command.because is None:
        raise RuleBroken("reason-missing", "/because")
    because = () if command.monitored else (command.because,) if command.because else found.failed
    return [
        MonitoringConcluded(
            application_id=found.application_id,
            division=found.division,
            residence=found.residence,
            needs=found.needs,
            monitored=command.monitored,
            members=found.members,
            failed=because,
            decided_on=today,
            household=found.household,
            reason=found.reason,
        )
    ]


def undecided(state: Monitoring) -> RiskFound:
    if state.found is None:
        raise NotFound("monitoring-unknown")
    if state.decided:
        raise RuleBroken("monitoring-decided")
    return state.found


def note_undecided(state: Monitoring, command: NoteUndecided) -> list[Event]:
    """Once per level, until it is decided."""
    if state.found is None or state.decided or command.level in state.late or command.now < late_at(state.found.due):
        return []
    application_id, today = state.found.application_id, command.now.date()
    return [UndecidedNoted(application_id=application_id, level=command.level, noted_on=today)]


RULES: dict[type, Callable[[Monitoring, Any], list[Event]]] = {
    NoteRisk: note,
    AnnounceRisk: announce,
    EndRiskNotice: end_notice,
    DecideMonitoring: conclude,
    NoteUndecided: note_undecided,
}


def decide(state: Monitoring, command: Command) -> list[Event]:
    return RULES[type(command)](state, command)


def evolve(state: Monitoring, event: Event) -> Monitoring:
    match event:
        case RiskFound():
            known = getattr(event, "household", None) is not None  # gone once the household was erased
            after = state if event.holds else replace(state, notice_end=None, notice_over=False)
            return replace(after, found=event if known else None)
        case RiskAnnounced():
            return replace(state, notice_end=event.notice_end)
        case RiskNoticeEnded():
            return replace(state, notice_over=True)
        case MonitoringConcluded():
            return replace(state, decided=event)
        case UndecidedNoted():
            return replace(state, late=(*state.late, event.level))
        case _:
            assert_never(event)


MONITORING: Decider[Monitoring, Command, Event] = Decider(
    name="monitoring", initial=Monitoring, decide=decide, evolve=evolve, events=Event
)
