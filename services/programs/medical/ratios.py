"""What medical aid pays of a bill, per person, from which day on. Brief 3, 12.6, 12.7, 12.16."""

from services.policy.parameter_schema import Parameters
from services.policy.standing import counts_from
from services.programs.entitlement import Entitlement, ProgramAsked, RatiosSet


def ratios(asked: ProgramAsked, history: Entitlement, rules: Parameters) -> list[RatiosSet]:
    """A first determination counts from its day; 低保, like every changed class, from the next month."""
    if asked.decided_on is None or asked.day != asked.decided_on:
        return []
    first = not any(earlier.decided_on for earlier in history.asked.values())
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


def table(asked: ProgramAsked, rules: Parameters, without: str | None = None) -> dict[str, int]:
    """Per cent per person, by the best of his classes; who has none is left out."""
    best = {
        key: max((rules.medical.ratio.get(status, 0) for status in held if status != without), default=0)
        for key, held in asked.persons.items()
    }
    return {key: ratio for key, ratio in best.items() if ratio}
