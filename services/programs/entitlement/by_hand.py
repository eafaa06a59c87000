"""Items that somebody settles: a desk's answer at any time, the first payment of an emergency, the papers after it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from services.chassis.errors import NotFound, RuleBroken
from services.policy.calendar import add_working_days
from services.policy.parameter_schema import Parameters
from services.programs.entitlement import events as e
from services.programs.entitlement.answering import NOT_CHOSEN, answered, changed, held, once_only, refused, starting
from services.programs.entitlement.commands import AnswerByHand, PayOutside, TakePapers
from services.programs.entitlement.program import Program
from services.programs.entitlement.proposals import BLOCKING, PERIODIC, Proposal
from services.programs.entitlement.state import Entitlement, Open


def by_hand(program: Program, state: Entitlement, command: AnswerByHand) -> list[e.Event]:
    """A desk grants as proposed or declines with its reason, whoever had spoken before; saying it again is quiet.

    Raises NotFound for a referral nobody made, `unknown-item`, `papers-missing` for what papers come before,
    `amount-needed` where no rule has proposed a sum, and `outside-bounds`.
    """
    asked, known = referral(state, command)
    if command.item not in program.items:
        raise RuleBroken("unknown-item", "/item")
    in_bounds(program, command)
    hits = [p for p in (*known.waiting, *known.settled) if matches(p, command)]
    if not hits:
        per = program.stated.get(command.item)
        hits = [Proposal(item=command.item, person=command.person, outcome="declined", per=per)]
    settled = [s for p in hits if (s := by_desk(program, state, asked, p, command)) is not None]
    events: list[e.Event] = [
        e.ItemSettled(
            program=program.code,
            application_id=asked.application_id,
            referral_id=asked.referral_id,
            settled=proposal,
            settled_at=command.now,
            note=command.note,
        )
        for proposal in settled
    ]
    paid = any(p.granted for p in settled) and any(p.waits_for == "payment" for p in hits)
    by, papers_complete = ("paid", papers_by(command)) if paid else ("desk", None)
    return [*events, *completed(state, asked, known, settled, command.now, by, papers_complete)]


def in_bounds(program: Program, command: AnswerByHand | PayOutside) -> None:
    """A sum that somebody states lies within what the parameters allow for the item; raises `outside-bounds`."""
    bounds = program.bounds(command.rules) if program.bounds else {}
    if command.amount is None or command.item not in bounds:
        return
    lowest, highest = bounds[command.item]
    if not lowest <= command.amount <= highest:
        raise RuleBroken("outside-bounds", "/amount")


def referral(state: Entitlement, command: AnswerByHand) -> tuple[e.ProgramAsked, Open]:
    if command.referral_id not in state.asked:
        raise NotFound("referral-not-found")
    return state.asked[command.referral_id], state.referrals[command.referral_id]


def matches(proposal: Proposal, command: AnswerByHand) -> bool:
    return proposal.item == command.item and command.person in (None, proposal.person)


def by_desk(
    program: Program, state: Entitlement, asked: e.ProgramAsked, proposal: Proposal, command: AnswerByHand
) -> Proposal | None:
    """The item as the desk leaves it; None where it stands so already. Another referral's event is not aided twice."""
    if not proposal.waits_for and proposal.outcome == command.outcome and command.amount in (None, proposal.amount):
        return None
    if command.outcome == "declined":
        return refused(proposal, "agency_declined")
    if proposal.key in state.excluded:
        no = refused(proposal, NOT_CHOSEN)
        return None if no == proposal else no
    if proposal.waits_for == "papers":
        raise RuleBroken("papers-missing", "/item")
    if asked.urgent and proposal.once_for and proposal.waits_for != "payment":
        before, proposal = proposal, reassessed(program, state, asked, proposal, command.rules)
        if not once_only(state, proposal, asked.referral_id).granted:
            no = refused(before, "already_awarded")
            return None if no == before else no
    if proposal.waits_for == "desk" and proposal.per in PERIODIC:
        fresh = reassessed(program, state, asked, proposal, command.rules)
        proposal = replace(proposal, amount=fresh.amount or proposal.amount)  # the rate may have changed since
    amount = proposal.amount if command.amount is None else command.amount
    if amount is None and (proposal.waits_for == "conference" or not proposal.granted):
        raise RuleBroken("amount-needed", "/amount")
    per = proposal.per or "once"
    stated = proposal.stated or amount != proposal.amount
    granted = replace(proposal, outcome="granted", reason=None, amount=amount, per=per, waits_for=None, stated=stated)
    return starting(once_only(state, granted, asked.referral_id), command.now)


def reassessed(
    program: Program, state: Entitlement, asked: e.ProgramAsked, proposal: Proposal, rules: Parameters
) -> Proposal:
    """The same item by what has been paid since, and the rates of the day."""
    fresh = program.assess(asked, state, rules)
    return next((replace(p, why=()) for p in fresh if p.key == proposal.key), proposal)


def completed(
    state: Entitlement,
    asked: e.ProgramAsked,
    known: Open,
    settled: Sequence[Proposal],
    now: datetime,
    by: str,
    papers_complete: date | None = None,
) -> list[e.Event]:
    """After items were settled: the answer to the referral if that was the last one, a change if it had been given.
    Once an emergency is paid nobody waits for what its papers bring to the desk."""
    if not settled:
        return []
    if known.answered:
        because = by if by != "desk" else f"agency_{settled[0].outcome}"
        return [changed(asked, settled, because, now)]
    keys = {p.key for p in settled}
    waiting = [p for p in known.waiting if p.key not in keys]
    if any(p.waits_for in (("payment",) if by == "paid" else BLOCKING) for p in waiting):
        return []
    final = (*(p for p in known.settled if p.key not in keys), *settled)
    return answered(state, asked, final, now, reasons=known.reasons, papers_complete=papers_complete)


def first_payment(state: Entitlement, command: PayOutside) -> list[e.Event]:
    """The imprest has paid what an urgent referral waited for; the papers follow.

    Refused over the proposed sum, and where the same event was paid before.
    """
    for asked, known in of_application(state, command.application_id):
        for proposal in known.waiting:
            if proposal.waits_for == "payment" and proposal.key == (command.item, command.person):
                return paid_first(asked, state, known, proposal, command)
    paid = [a.proposal for a in state.given(command.item) if a.proposal.key == (command.item, command.person)]
    if paid and paid[-1].due == "by_hand" and paid[-1].once_for:
        raise RuleBroken("already-paid", "/item")
    return []


def of_application(state: Entitlement, application_id: UUID | None) -> Iterator[tuple[e.ProgramAsked, Open]]:
    """Every referral with where it stands; those of the named application before others."""
    for asked in sorted(state.asked.values(), key=lambda asked: asked.application_id != application_id):
        yield asked, state.referrals[asked.referral_id]


def paid_first(
    asked: e.ProgramAsked, state: Entitlement, known: Open, proposal: Proposal, command: PayOutside
) -> list[e.Event]:
    if proposal.amount is not None and command.amount > proposal.amount:
        raise RuleBroken("over-limit", "/amount")
    settled = starting(replace(proposal, amount=command.amount, waits_for=None, due="by_hand"), command.now)
    if not once_only(state, settled).granted:
        raise RuleBroken("already-paid", "/item")
    event = e.ItemSettled(
        program=asked.program,
        application_id=asked.application_id,
        referral_id=asked.referral_id,
        settled=settled,
        settled_at=command.now,
    )
    return [event, *completed(state, asked, known, [settled], command.now, "paid", papers_complete=papers_by(command))]


def papers_by(command: AnswerByHand | PayOutside) -> date:
    """The papers follow an urgent payment within working days, brief 3."""
    return add_working_days(command.now.date(), command.rules.temporary.papers_days)


def papers(program: Program, state: Entitlement, command: TakePapers) -> list[e.Event]:
    """What waited for papers goes to the desk, less what was paid in the meantime; without a referral they are kept."""
    known_here = any(asked.application_id == command.application_id for asked in state.asked.values())
    if command.rules is None or not known_here:
        return papers_first(program, state, command)
    events: list[e.Event] = []
    for referral_id, known in state.referrals.items():
        asked = state.asked[referral_id]
        waiting = [p for p in known.waiting if p.waits_for == "papers"]
        if asked.application_id == command.application_id and waiting:
            fresh = tuple((reassessed(program, state, asked, p, command.rules), p) for p in waiting)
            answer_by = add_working_days(command.now.date(), program.answer_within)
            at_desk = tuple(replace(new if new.granted else p, waits_for="desk") for new, p in fresh)
            events.append(held(asked, at_desk, command.now, answer_by=answer_by))
    return events


def papers_first(program: Program, state: Entitlement, command: TakePapers) -> list[e.Event]:
    """Once per application."""
    if command.application_id in state.papers:
        return []
    return [e.PapersCame(program=program.code, application_id=command.application_id, came_at=command.now)]
