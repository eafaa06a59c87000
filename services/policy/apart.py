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
    """Who is apart and as what; `reasons` of everybody who was looked at, `unsettled` those that cannot be told yet.

    A child with a status of its own is tested as 特困, too: the family may choose, so the result changes no status.
    """

    status: Mapping[Key, PersonStatus]
    reasons: tuple[Reason, ...]

    @property
    def unsettled(self) -> tuple[Reason, ...]:
        return tuple(r for r in self.reasons if r.outcome == "unknown" and not self._may_choose(r))

    @property
    def failed_tekun(self) -> tuple[Reason, ...]:
        failed = (reason for reason in self.reasons if reason.rule == "tekun" and reason.outcome == "fails")
        return tuple(reason for reason in failed if not self._may_choose(reason))

    def _may_choose(self, reason: Reason) -> bool:
        return reason.rule == "tekun" and self.status.get(reason.person or "", "tekun") != "tekun"


def take_apart(view: View) -> Apart:
    """Children first; who is entitled as a child keeps that status, whatever the second test says. Brief 2.4."""
    status: dict[Key, PersonStatus] = {}
    reasons: list[Reason] = []
    for key in children.examined(view):
        reason = children.child(view, key)
        reasons.append(reason)
        if reason.outcome == "holds":
            status[key] = children.status(view.people[key])
    candidates = tekun.examined(view)
    means = tekun.means(view) if candidates else None
    for key in candidates:
        if means:
            reason = tekun.tekun(view, key, means)
            reasons.append(reason)
            if reason.outcome == "holds":
                status.setdefault(key, "tekun")
    return Apart(status=status, reasons=tuple(reasons))
