"""Awards follow the figures: a new amount for months to come, the difference for months paid at a lower one.

Raises are dated back and paid in arrears. Brief 0, sourced history [S7].
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime

from services.policy.calendar import month_of
from services.programs.entitlement import events as e
from services.programs.entitlement.changing import changed
from services.programs.entitlement.commands import RefreshRates
from services.programs.entitlement.paying import topped_up
from services.programs.entitlement.program import Program
from services.programs.entitlement.proposals import PERIODIC, Proposal
from services.programs.entitlement.state import Award, Entitlement, evolve
from services.programs.months import after, first_day, up_to

Key = tuple[str, str | None]
Rates = list[tuple[date, Mapping[Key, Proposal]]]  # what the rules give from a day on, oldest first


def refresh(program: Program, state: Entitlement, command: RefreshRates) -> list[e.Event]:
    """The same rules on the facts of each award's own referral, by the figures of each day; equal amounts are quiet,
    and a sum that a desk has stated stays."""
    events: list[e.Event] = []
    for referral_id, asked in state.asked.items():
        awards = [a for a in state.awards if a.referral_id == referral_id and moves(a)]
        if not awards:
            continue
        rates = rates_of(program, state, asked, command)
        live = [a for a in awards if a in state.live(command.now.date())]
        if answers := [new for award in live for new in to_come(state, award, rates, command.now)]:
            events.append(changed(program, asked.application_id, referral_id, answers, "rate_changed", command.now))
        for old, month, more in [late for award in awards for late in arrears(state, award, rates)]:
            payment = topped_up(program, state, old, month, more, command.now)
            state = evolve(state, payment)
            events.append(payment)
    return events


def moves(award: Award) -> bool:
    return award.proposal.per in PERIODIC and not award.proposal.stated


def rates_of(program: Program, state: Entitlement, asked: e.ProgramAsked, command: RefreshRates) -> Rates:
    """Also as before the family chose between alternatives: months of the other one were paid too."""
    histories = (replace(state, chosen=frozenset()), state) if state.chosen else (state,)
    found = [
        (since, [p for history in histories for p in program.assess(asked, history, rules)])
        for since, rules in command.figures
    ]
    return [(since, {p.key: p for p in rates if p.granted and p.amount is not None}) for since, rates in found]


def rate_on(rates: Rates, award: Award, day: date) -> int | None:
    """Fen that the rules give for this award by the figures of a day; None where they give nothing of its kind."""
    fresh = next((table.get(award.proposal.key) for since, table in reversed(rates) if since <= day), None)
    return fresh.amount if fresh and fresh.per == award.proposal.per else None


def to_come(state: Entitlement, award: Award, rates: Rates, now: datetime) -> Iterator[Proposal]:
    """The award at its new amount: a monthly one from the first month that is not paid, others from today."""
    amount, today = award.proposal.amount, now.date()
    if award.proposal.per != "month":
        fresh = rate_on(rates, award, today)
        if fresh not in (None, amount):
            yield replace(award.proposal, amount=fresh, first=max(today.isoformat(), award.proposal.first or ""))
        return
    first = after(max((month for month, _ in paid(state, award)), default=after(award.begins, -1)))
    for month in up_to(first, min(max(first, month_of(today)), award.proposal.last or "9999-12")):
        fresh = rate_on(rates, award, first_day(month))
        if fresh not in (None, amount):
            amount = fresh
            yield replace(award.proposal, amount=amount, first=month)


def arrears(state: Entitlement, award: Award, rates: Rates) -> Iterator[tuple[Award, str, int]]:
    """Months that were paid at the award's own amount or more, and by the figures now known are owed more: in fen.

    A month for which an overpayment was found later is left to that finding.
    """
    ended = [q.overpaid_since for q in state.asked.values() if q.overpaid_since and q.referred_at > award.given_at]
    for month, sum_paid in paid(state, award):
        fresh = rate_on(rates, award, first_day(month)) or 0
        if (award.proposal.amount or 0) <= sum_paid < fresh and month < min(ended, default="9999"):
            yield award, month, fresh - sum_paid


def paid(state: Entitlement, award: Award) -> list[tuple[str, int]]:
    """Months of a monthly award and what was paid for each, in fen, with what was kept back."""
    if award.proposal.per != "month":
        return []
    slots = ((month, sum_paid) for (month, *key), sum_paid in state.paid.items() if tuple(key) == award.proposal.key)
    return sorted((month, sum_paid) for month, sum_paid in slots if award.covers(month))
