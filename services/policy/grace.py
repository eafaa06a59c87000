"""Whether only income from work has lifted a family over the line: then the class runs out slowly (渐退期). 12.17."""

from collections import Counter

from contracts.household import Household
from services.policy.parameter_schema import Parameters


def only_work_rose(before: Household, after: Household, p: Parameters) -> bool:
    """Of all kinds of income that count, those that have risen are from work, and at least one has."""
    old, new = (_by_kind(household, p) for household in (before, after))
    risen = {kind for kind, amount in new.items() if amount > old[kind]}
    return bool(risen) and risen <= p.income.work_kinds


def _by_kind(household: Household, p: Parameters) -> Counter[str]:
    sums: Counter[str] = Counter()
    for entry in household.income:
        if entry.kind not in p.income.exempt:
            sums[entry.kind] += entry.amount
    return sums
