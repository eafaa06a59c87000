"""One answer per referral: by rule at once, or when the last desk has spoken."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from contracts.reasons import Reason
from services.policy.calendar import month_of
from services.programs.entitlement import events as e
from services.programs.entitlement.commands import TakeReferral
from services.programs.entitlement.program import Program
from services.programs.entitlement.proposals import BLOCKING, Proposal
from services.programs.entitlement.recovering import gone, overpaid
from services.programs.entitlement.state import Entitlement
from services.programs.months import after

NOT_CHOSEN = "alternative_chosen"


def take(program: Program, state: Entitlement, command: TakeReferral) -> list[e.Event]:
    """Decide on the household's whole history, so that two applications cannot both be paid. Asked again: quiet."""
    asked = command.asked
    if asked.referral_id in state.asked:
        return []
    found = [allowed(state, once_only(state, p)) for p in program.assess(asked, state, command.rules)]
    found += [] if asked.because == "application" else gone(state, asked)
    reasons = tuple(reason for p in found for reason in p.why)
    proposals = tuple(replace(p, why=()) for p in found)
    events: list[e.Event] = [asked, *overpaid(state, asked, proposals, command.rules, command.now)]
    if any(p.waits_for for p in proposals):
        events.append(held(asked, proposals, command.now, reasons))
    if not any(p.waits_for in BLOCKING for p in proposals):
        settled = tuple(p for p in proposals if not p.waits_for)
        events += answered(state, asked, settled, command.now, reasons=reasons)
    if program.ratios:
        events += program.ratios(asked, state, command.rules)
    return events


def allowed(state: Entitlement, proposal: Proposal) -> Proposal:
    """An item whose alternative was chosen, or given first elsewhere, is declined."""
    return refused(proposal, NOT_CHOSEN) if proposal.granted and proposal.key in state.excluded else proposal


def once_only(state: Entitlement, proposal: Proposal, referral_id: UUID | None = None) -> Proposal:
    """The same house, event or bill is aided once: a second time the answer is no, with the reason.

    With a referral, what that referral itself was given may be corrected.
    """
    if not proposal.granted or proposal.once_for is None:
        return proposal
    before = (a.proposal for a in state.given(proposal.item) if referral_id is None or a.referral_id != referral_id)
    if any(p.once_for == proposal.once_for and p.person == proposal.person for p in before):
        return refused(proposal, "already_awarded")
    return proposal


def refused(proposal: Proposal, reason: str) -> Proposal:
    return replace(
        proposal, outcome="declined", reason=reason, amount=None, per=None, first=None, last=None, waits_for=None
    )


def held(
    asked: e.ProgramAsked,
    proposals: tuple[Proposal, ...],
    now: datetime,
    reasons: tuple[Reason, ...] = (),
    answer_by: date | None = None,
) -> e.ItemsHeld:
    """`answer_by`: a day of its own for what comes to the desk later; that of the referral by default."""
    return e.ItemsHeld(
        program=asked.program,
        application_id=asked.application_id,
        referral_id=asked.referral_id,
        proposals=proposals,
        answer_by=answer_by or asked.answer_by,
        held_at=now,
        reasons=reasons,
    )


def answered(
    state: Entitlement,
    asked: e.ProgramAsked,
    settled: Sequence[Proposal],
    now: datetime,
    *,
    reasons: tuple[Reason, ...] = (),
    papers_complete: date | None = None,
) -> list[e.Event]:
    """The one answer, after the end of the running awards that it refuses."""
    answers = tuple(starting(p, now) for p in settled)
    answer = e.ReferralAnswered(
        program=asked.program,
        application_id=asked.application_id,
        referral_id=asked.referral_id,
        answers=answers,
        decided_at=now,
        papers_complete=papers_complete,
        reasons=reasons,
    )
    return [*ended(state, asked, answers, now), answer]


def starting(proposal: Proposal, now: datetime) -> Proposal:
    """With its first day: a monthly award begins in the month after it is granted, others on the day."""
    if not proposal.granted or proposal.first:
        return proposal
    if proposal.per != "month":
        return replace(proposal, first=now.date().isoformat())
    first = month_of(now.date(), plus=1)
    return replace(proposal, first=first, last=after(first, proposal.months - 1) if proposal.months else None)


def ended(state: Entitlement, asked: e.ProgramAsked, answers: Sequence[Proposal], now: datetime) -> list[e.Event]:
    """Running monthly awards that a new answer refuses run to the end of the month of its decision. Brief 12.16."""
    last = after(asked.starts, -1)
    over = []
    for answer in answers:
        running = None if answer.granted else state.running(answer.item, answer.person, after(last))
        if running:
            over.append(replace(running.proposal, last=last))
    if not over:
        return []
    return [changed(asked, over, "class_changed", now)]


def changed(asked: e.ProgramAsked, answers: Sequence[Proposal], because: str, now: datetime) -> e.AwardsChanged:
    return e.AwardsChanged(
        program=asked.program,
        application_id=asked.application_id,
        referral_id=asked.referral_id,
        answers=tuple(answers),
        because=because,
        changed_at=now,
    )
