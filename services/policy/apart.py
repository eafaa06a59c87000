"""Who leaves the household before it is tested: children with a status of their own, then 特困. Brief 2, cascade."""

from collections.abc import Mapping
from dataclasses import dataclass

from contracts.base import Key
from contracts.classification import PersonStatus
from contracts.reasons import Reason
from services.policy.groups import children, tekun
from services.policy.household import View


@dataclass(frozen=True, kw_only=True)
class Apart:
    """Who is apart and as what; `reasons` of everybody who was looked at, `unsettled` those that cannot be told yet."""

    status: Mapping[Key, PersonStatus]
    reasons: tuple[Reason, ...]

    @property
    def unsettled(self) -> tuple[Reason, ...]:
        return tuple(reason for reason in self.reasons if reason.outcome == "unknown")

    @property
    def failed_tekun(self) -> tuple[Reason, ...]:
        return tuple(reason for reason in self.reasons if reason.rule == "tekun" and reason.outcome == "fails")


def take_apart(view: View) -> Apart:
    """A child that is entitled as a child is not tested as 特困 as well; the family may choose later."""
    status: dict[Key, PersonStatus] = {}
    reasons: list[Reason] = []
    for key in children.examined(view):
        reason = children.child(view, key)
        reasons.append(reason)
        if reason.outcome == "holds":
            status[key] = children.status(view.people[key])
    candidates = [key for key in tekun.examined(view) if key not in status]
    means = tekun.means(view) if candidates else None
    for key in candidates:
        if means:
            reason = tekun.tekun(view, key, means)
            reasons.append(reason)
            if reason.outcome == "holds":
                status[key] = "tekun"
    return Apart(status=status, reasons=tuple(reasons))
