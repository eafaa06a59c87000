"""What the family pays itself, net of aid: for the illness deduction and for rigid spending. Brief 2.7, 6, 12.8.

Amounts are fen, sums over the 12 months before the month of application.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from contracts.base import Key
from contracts.household import Aid, CostKind
from services.policy.amounts import Exact, Span
from services.policy.calendar import month_of
from services.policy.household import View

Costs = Mapping[tuple[Key | None, CostKind], int]


@dataclass(frozen=True, kw_only=True)
class Spending:
    """Costs net of aid; `illness` only of members certified seriously ill or disabled, `rigid` with living costs."""

    net: Costs
    illness: Span
    living: int
    rigid: Span


def spending(view: View) -> Spending:
    net = net_costs(view)
    living = view.p.standard * 12 * view.n
    return Spending(net=net, illness=_illness(view, net), living=living, rigid=_rigid(view, net, living))


def net_costs(view: View) -> Costs:
    """Costs of the members and of the household, each less the aid that was paid for it, never below zero."""
    net: dict[tuple[Key | None, CostKind], int] = defaultdict(int)
    for cost in view.household.costs:
        if cost.person is None or cost.person in view.people:
            net[cost.person, cost.kind] += cost.amount
    for aid in view.household.aid:
        kind = view.p.spending.aid_for.get(f"{aid.program}.{aid.item}")
        if kind and _in_window(view, aid):
            _take_off(view, net, kind, aid)
    return net


def _in_window(view: View, aid: Aid) -> bool:
    """Aid from the first month of the window up to the month of application: the state at acceptance counts."""
    return month_of(view.applied_on, -view.p.spending.window_months) <= aid.month <= month_of(view.applied_on)


def _take_off(view: View, net: dict[tuple[Key | None, CostKind], int], kind: CostKind, aid: Aid) -> None:
    """Aid that names nobody goes to the certified members first: for them it is usually paid."""
    bearers = (
        [aid.person]
        if aid.person
        else sorted(
            (person for person, cost in net if cost == kind),
            key=lambda person: (not is_certified(view, person), person or ""),
        )
    )
    left = aid.amount
    for bearer in bearers:
        taken = min(left, net.get((bearer, kind), 0))
        if taken:
            net[bearer, kind] -= taken
            left -= taken


def is_certified(view: View, key: Key | None) -> bool:
    """Certified seriously ill, or holder of a disability certificate."""
    person = view.people.get(key) if key else None
    return person is not None and (person.serious_illness or person.disability is not None)


def _illness(view: View, net: Costs) -> Span:
    low: Exact = 0
    high: Exact = 0
    missing: set[str] = set(_cost_gaps(view, view.p.income.illness_costs, certified_only=True))
    unbounded = bool(missing)
    for (person, kind), amount in net.items():
        if person is None or kind not in view.p.income.illness_costs or not amount:
            continue
        doubt = view.gaps(f"people.{person}.serious_illness", f"people.{person}.disability")
        missing |= set(doubt)
        if is_certified(view, person) or doubt:
            silent = view.gaps(f"costs.{person}.{kind}")
            low += 0 if doubt or silent else amount
            high += amount
    return Span(low, None if unbounded else high, tuple(sorted(missing)))


def _rigid(view: View, net: Costs, living: int) -> Span:
    missing = _cost_gaps(view, view.p.spending.kinds, certified_only=False)
    total = living
    for (person, kind), amount in net.items():
        if kind in view.p.spending.kinds and _in_set_stage(view, person, kind):
            total += 0 if view.gaps(f"costs.{person or 'household'}.{kind}") else amount
    return Span(total, None if missing else total, missing)


def _in_set_stage(view: View, key: Key | None, kind: CostKind) -> bool:
    """Education counts in the set stages; of a member out of school it is a fee of such a stage just ended or begun."""
    school = view.people[key].school if key else None
    return kind != "education" or school is None or school.stage in view.p.spending.education_stages


def _cost_gaps(view: View, kinds: frozenset[CostKind], *, certified_only: bool) -> tuple[str, ...]:
    if not view.unknown:
        return ()
    bearers: list[Key] = [
        key
        for key in view.members
        if not certified_only
        or is_certified(view, key)
        or view.gaps(f"people.{key}.serious_illness", f"people.{key}.disability")
    ]
    names = [*bearers] if certified_only else [*bearers, "household"]
    return view.gaps(*(f"costs.{name}.{kind}" for name in names for kind in kinds))
