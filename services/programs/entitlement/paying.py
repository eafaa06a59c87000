"""What falls due: every month and item exactly once, in whole yuan, less what is kept back for an overpayment."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.chassis.errors import NotFound, RuleBroken
from services.policy.calendar import month_of
from services.policy.rounding import down_to_yuan
from services.programs.entitlement import events as e
from services.programs.entitlement.by_hand import first_payment, in_bounds
from services.programs.entitlement.commands import PayOutside, RecordDelivery
from services.programs.entitlement.program import Program
from services.programs.entitlement.proposals import grant
from services.programs.entitlement.state import Award, Entitlement, evolve
from services.programs.months import up_to

BY_HAND = "国发〔2014〕47号"


def due(program: Program, before: Entitlement, state: Entitlement, now: datetime) -> list[e.Event]:
    """Monthly awards up to this month, and what was granted once just now."""
    events: list[e.Event] = []
    for award, month in [*monthly(state, month_of(now.date())), *once(before, state, month_of(now.date()))]:
        payment = fell_due(program, state, award, month, now)
        state = evolve(state, payment)
        events.append(payment)
    return events


def monthly(state: Entitlement, this_month: str) -> Iterable[tuple[Award, str]]:
    """Months that are not yet paid. What was put on record pays from the month in which it was recorded."""
    for award in state.awards:
        if award.proposal.per == "month" and award.proposal.amount:
            last = min(award.proposal.last or this_month, this_month)
            for month in up_to(max(award.begins, award.pays_from), last):
                if (month, *award.proposal.key) not in state.paid:
                    yield award, month


def once(before: Entitlement, state: Entitlement, this_month: str) -> Iterable[tuple[Award, str]]:
    for award in state.awards:
        new = award not in before.awards and not award.recorded
        if new and award.proposal.per == "once" and award.proposal.due == "granted" and award.proposal.amount:
            yield award, this_month


def fell_due(program: Program, state: Entitlement, award: Award, month: str, now: datetime) -> e.PaymentFellDue:
    amount = award.proposal.amount or 0
    withheld = kept_back(amount, state) if award.proposal.per == "month" else 0
    return e.PaymentFellDue(
        program=program.code,
        application_id=award.application_id,
        item=award.proposal.item,
        person=award.proposal.person,
        month=month,
        amount=amount - withheld,
        withheld=withheld,
        due_at=now,
    )


def topped_up(
    program: Program, state: Entitlement, award: Award, month: str, more: int, now: datetime
) -> e.PaymentFellDue:
    """The difference of a month that was paid at a lower figure: paid now, in a line of its own."""
    raised = replace(award, proposal=replace(award.proposal, amount=more))
    return replace(fell_due(program, state, raised, month_of(now.date()), now), for_month=month)


def kept_back(amount: int, state: Entitlement) -> int:
    """At most the share of a month's payment, rounded down to the yuan, and never more than is owed. Brief 12.2."""
    return min(down_to_yuan(amount * state.share), state.owed)


def pay_outside(program: Program, state: Entitlement, command: PayOutside) -> list[e.Event]:
    """Money that went out by hand, over the imprest or for what is done. What fell due by itself is not due twice.

    Raises `unknown-item`, `outside-bounds`, and NotFound where nobody knows the household.
    """
    if command.item not in program.items:
        raise RuleBroken("unknown-item", "/item")
    if events := first_payment(state, command):
        return [*events, by_hand(program, state, command)]
    award = latest(state, command.item, command.person)
    if award is None or award.proposal.due == "by_hand":
        in_bounds(program, command)
        return [given(program, state, command), by_hand(program, state, command)]
    if award.proposal.due == "delivered" and not paid_since(state, award):
        return [by_hand(program, state, command)]
    return []


def by_hand(program: Program, state: Entitlement, command: PayOutside) -> e.PaymentFellDue:
    return e.PaymentFellDue(
        program=program.code,
        application_id=application_of(state, command),
        item=command.item,
        person=command.person,
        month=command.month or month_of(command.now.date()),
        amount=command.amount,
        withheld=0,
        due_at=command.now,
    )


def given(program: Program, state: Entitlement, command: PayOutside) -> e.AwardsChanged:
    """What no rule has proposed, and was paid all the same."""
    today = command.now.date().isoformat()
    proposal = grant(command.item, command.amount, person=command.person, first=today, article=BY_HAND, due="by_hand")
    return e.AwardsChanged(
        program=program.code,
        application_id=application_of(state, command),
        referral_id=None,
        answers=(proposal,),
        because="paid",
        changed_at=command.now,
    )


def application_of(state: Entitlement, command: PayOutside) -> UUID:
    if command.application_id:
        return command.application_id
    if state.file is None:
        raise NotFound
    return state.file.application_id


def latest(state: Entitlement, item: str, person: str | None) -> Award | None:
    """The latest one-off award; without a person, anybody's."""
    found = [a for a in state.given(item) if a.proposal.per == "once" and person in (None, a.proposal.person)]
    return found[-1] if found else None


def paid_since(state: Entitlement, award: Award) -> bool:
    since = month_of(award.given_on)
    return any(slot[1:] == award.proposal.key and slot[0] >= since for slot in state.paid)


def delivered(program: Program, state: Entitlement, command: RecordDelivery) -> list[e.Event]:
    """Goods, a place or a service was provided; money that waited for it falls due. Said twice on a day: quiet."""
    if command.item not in program.items:
        raise RuleBroken("unknown-item", "/item")
    today = command.now.date()
    thing = (command.item, command.person)
    if any((d.item, d.person) == thing and d.delivered_at.date() == today for d in state.delivered):
        return []
    event = e.ThingDelivered(program=program.code, item=command.item, person=command.person, delivered_at=command.now)
    award = latest(state, command.item, command.person)
    if award is None or award.proposal.due != "delivered" or not award.proposal.amount or paid_since(state, award):
        return [event]
    return [event, fell_due(program, state, award, month_of(today), command.now)]
