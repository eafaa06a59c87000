"""What a re-check means beyond its outcome: from when it counts, what was overpaid, whether the class runs out slowly.

Pure. Brief 4 (grace, fraud, honest overpayment), 12.16, 12.17, 12.19.
"""

from datetime import date
from typing import Any, Final

from contracts.classification import Assessment, PersonStatus
from services.classification import clocks
from services.classification.domain.state import Case, Determination, Holding
from services.policy.statuses import count_once

OF_ASSETS: Final = frozenset({"deposits_over_cap", "dwellings_over_limit", "vehicle_over_limit", "company_capital"})
KEPT: Final[tuple[PersonStatus, ...]] = ("orphan", "unsupported_child", "tekun", "monitored", "disabled")


def consequences(state: Determination, case: Case, today: date) -> dict[str, Any]:
    """`because`, `effective_from`, `overpaid_since` and `concealed` of a decision; an application has none of them."""
    if case.recheck is None:
        return {}
    effective = clocks.month_after(today)
    hidden = is_concealed(state, case)
    since = overpaid_since(state, case, hidden)
    return {
        "because": "recheck",
        "effective_from": effective,
        "overpaid_since": since if since and since < effective else None,
        "concealed": hidden,
    }


def is_concealed(state: Determination, case: Case) -> bool:
    """The class is lost through assets that an agency or a source has found and the household had not named."""
    found = case.recheck is not None and (case.recheck.concealed or case.undeclared)
    return found and bool(lost_for(state, case) & OF_ASSETS)


def lost_for(state: Determination, case: Case) -> frozenset[str]:
    """The reasons for which the class that was held is not given again; empty where it is, or nothing was held."""
    holding, test = state.holding, case.assessment
    if holding is None or test is None or test.category == holding.category:
        return frozenset()
    return frozenset(test.failed.get(holding.category, ()))


def overpaid_since(state: Determination, case: Case, hidden: bool) -> str | None:
    """The first month paid without right: of the class, where assets were hidden, else the one after a death."""
    if hidden and state.holding:
        return state.holding.since
    until = case.recheck.entitled_until if case.recheck else None
    return clocks.month_after(date.fromisoformat(f"{until}-01")) if until else None


def grace_of(state: Determination, case: Case, today: date) -> str | None:
    """Last month in which 低保 is kept, where only income from work has lifted the family over the line. 12.17."""
    holding, terms = state.holding, case.recheck
    if holding is None or terms is None or holding.category != "dibao":
        return None
    if lost_for(state, case) != {"income_over_line"}:
        return None
    effective = clocks.month_after(today)
    if holding.grace_until:  # one grace, however often it is looked at
        return holding.grace_until if holding.grace_until >= effective else None
    return clocks.months_from(effective, case.grace_months) if terms.from_work and case.grace_months else None


def kept(holding: Holding, test: Assessment) -> dict[str, Any]:
    """The fields of a decision that keeps the old class for everybody who is still there."""
    persons = {key: in_grace(statuses) for key, statuses in test.persons.items()}
    return {
        "category": holding.category,
        "pay_class": holding.pay_class,
        "persons": persons,
        "counted_as": count_once(persons.values()),
        "refused_for": (),
    }


def in_grace(statuses: tuple[PersonStatus, ...]) -> tuple[PersonStatus, ...]:
    """What a person is by itself stays, everybody else is in 低保."""
    own = tuple(status for status in statuses if status in KEPT)
    alone = {"orphan", "unsupported_child", "tekun"} & set(own)
    return own if alone else ("dibao", *own)
