"""What was paid without a right: found with the new decision, kept back or asked back. Brief 4, 12.2, 12.16, 12.19."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from math import floor

from services.policy.calendar import month_of
from services.policy.parameter_schema import Parameters
from services.programs.entitlement import events as e
from services.programs.entitlement.proposals import Proposal
from services.programs.entitlement.state import Entitlement
from services.programs.months import up_to

PER_CENT = 100


def overpaid(
    state: Entitlement, asked: e.ProgramAsked, proposals: Sequence[Proposal], rules: Parameters, now: datetime
) -> list[e.Event]:
    """The months since the right had ended, at what was paid less what the new facts give; nothing is owed twice."""
    if asked.overpaid_since is None:
        return []
    amount = sum(excess(state, asked.overpaid_since, month_of(now.date()), proposals))
    owed_before = sum(found for found, since in state.found if since == asked.overpaid_since)
    if amount <= owed_before:
        return []
    low, high = rules.recovery.fine["low"], rules.recovery.fine["high"]
    sum_now = amount - owed_before
    return [
        e.OverpaymentFound(
            program=asked.program,
            application_id=asked.application_id,
            amount=sum_now,
            percent=floor(rules.recovery.offset_rate * PER_CENT),
            fine=(sum_now * low, sum_now * high) if asked.concealed else None,
            since=asked.overpaid_since,
            found_at=now,
        )
    ]


def excess(state: Entitlement, since: str, last: str, proposals: Sequence[Proposal]) -> Iterable[int]:
    """Fen per month and item that is paid monthly, never below nothing."""
    right = {p.key: p.amount or 0 for p in proposals if p.granted and p.per == "month"}
    monthly = {award.proposal.key for award in state.awards if award.proposal.per == "month"}
    for item, person in sorted(monthly, key=str):
        for month in up_to(since, last):
            paid = state.paid.get((month, item, person), 0)
            yield max(0, paid - right.get((item, person), 0))


def gone(state: Entitlement, asked: e.ProgramAsked) -> list[Proposal]:
    """Running monthly awards of people who are no longer in the household: they end like refused ones."""
    after = asked.starts
    return [
        Proposal(item=item, person=person, outcome="declined", reason="not_in_class")
        for item, person in dict.fromkeys(a.proposal.key for a in state.awards if a.proposal.per == "month")
        if person is not None and person not in asked.household.people and state.running(item, person, after)
    ]
