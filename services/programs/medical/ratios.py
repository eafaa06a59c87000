"""What medical aid pays of a bill, per person, from which day on. Brief 3, 12.6, 12.7, 12.16."""

from collections.abc import Mapping
from datetime import datetime

from contracts.classification import MonitoringDecided, PersonStatus
from contracts.population import StandingTakenOver
from services.policy.parameter_schema import Parameters
from services.policy.parameters import parameters
from services.policy.standing import counts_from
from services.programs.entitlement import Entitlement, ProgramAsked, RatiosSet
from services.programs.entitlement.commands import RaiseRatios, TakeOverRatios


def ratios(asked: ProgramAsked, history: Entitlement, rules: Parameters) -> list[RatiosSet]:
    """A first determination counts from its day; 低保, like every changed class, from the next month."""
    if asked.decided_on is None or asked.day != asked.decided_on:
        return []
    first = not history.ratios and not any(earlier.decided_on for earlier in history.asked.values())
    later = RatiosSet(
        program=asked.program,
        valid_from=counts_from(asked.day, first=False),
        ratios=table(asked, rules),
        set_at=asked.referred_at,
    )
    at_once = table(asked, rules, without="dibao")
    if not first or not at_once:
        return [later] if later.ratios or history.ratios else []
    now = RatiosSet(program=asked.program, valid_from=asked.day, ratios=at_once, set_at=asked.referred_at)
    return [now] if at_once == later.ratios else [now, later]


def taken_over(message: StandingTakenOver, _: Parameters | None, now: datetime) -> TakeOverRatios:
    """By the class that held before, from the day on which it is put on record."""
    on = message.taken_over_at.date()
    rules = parameters(message.division, message.residence, on)
    return TakeOverRatios(valid_from=on, ratios=best(message.persons, rules), now=now)


def as_monitored(message: MonitoringDecided, _: Parameters | None, now: datetime) -> RaiseRatios:
    """From the day of the decision; whoever has more by the class keeps it."""
    rules = parameters(message.division, message.residence, message.decided_on)
    members = message.members if message.monitored else ()
    return RaiseRatios(
        valid_from=message.decided_on, ratios=dict.fromkeys(members, rules.medical.ratio["monitored"]), now=now
    )


def table(asked: ProgramAsked, rules: Parameters, without: str | None = None) -> dict[str, int]:
    return best(asked.persons, rules, without)


def best(
    persons: Mapping[str, tuple[PersonStatus, ...]], rules: Parameters, without: str | None = None
) -> dict[str, int]:
    """Per cent per person, by the best of his classes; who has none is left out."""
    found = {
        key: max((rules.medical.ratio.get(status, 0) for status in held if status != without), default=0)
        for key, held in persons.items()
    }
    return {key: ratio for key, ratio in found.items() if ratio}
