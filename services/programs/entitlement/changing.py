"""What changes later: the year's end, aid put on record, sums to be kept back, late desks."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.programs.entitlement import events as e
from services.programs.entitlement.answering import once_only, starting
from services.programs.entitlement.commands import (
    CloseYear,
    NoteDeskLate,
    RaiseRatios,
    RecordAid,
    RecoverOverpayment,
    TakeOverRatios,
)
from services.programs.entitlement.program import Program
from services.programs.entitlement.proposals import Proposal
from services.programs.entitlement.state import Entitlement


def close_year(program: Program, state: Entitlement, command: CloseYear) -> list[e.Event]:
    """What the program owes for the calendar year; run again it finds the year closed."""
    if program.close_year is None or state.file is None:
        return []
    found = (once_only(state, p) for p in program.close_year(state, command.rules, command.year))
    answers = [starting(replace(p, why=()), command.now) for p in found if p.granted]
    if not answers:
        return []
    return [changed(program, state.file.application_id, None, answers, "year_end", command.now)]


def record(program: Program, state: Entitlement, command: RecordAid) -> list[e.Event]:
    """Payments first, so that a month paid before is not paid again. What is on record is not put there twice."""
    events: list[e.Event] = [
        e.AidNoted(program=program.code, item=item, person=person, month=month, amount=amount, noted_at=command.now)
        for month, item, person, amount in command.payments
        if (month, item, person) not in state.paid
    ]
    known = {award.proposal for award in state.awards}
    new = [p for p in command.awards if p not in known]
    if new:
        events.append(changed(program, command.application_id, None, new, "recorded", command.now))
    return events


def take_over_ratios(program: Program, state: Entitlement, command: TakeOverRatios) -> list[e.Event]:
    """Only before anything was decided here."""
    if state.ratios or not command.ratios:
        return []
    return [e.RatiosSet(program=program.code, valid_from=command.valid_from, ratios=command.ratios, set_at=command.now)]


def raise_ratios(program: Program, state: Entitlement, command: RaiseRatios) -> list[e.Event]:
    """Whoever has as much already stays; what is set for a later day is raised on that day, too."""
    days = [command.valid_from, *(set_.valid_from for set_ in state.ratios if set_.valid_from > command.valid_from)]
    events: list[e.Event] = []
    for day in days:
        known = next((set_.ratios for set_ in reversed(state.ratios) if set_.valid_from <= day), {})
        ratios = {**known, **{key: max(known.get(key, 0), least) for key, least in command.ratios.items()}}
        if ratios != known:
            events.append(e.RatiosSet(program=program.code, valid_from=day, ratios=ratios, set_at=command.now))
    return events


def recover(program: Program, state: Entitlement, command: RecoverOverpayment) -> list[e.Event]:
    return [
        e.OverpaymentFound(program=program.code, amount=command.amount, percent=command.percent, found_at=command.now)
    ]


def note_late(program: Program, state: Entitlement, command: NoteDeskLate) -> list[e.Event]:
    """Once per referral whose desk has let the last day pass."""
    return [
        e.DeskLate(
            program=program.code,
            application_id=state.asked[referral_id].application_id,
            referral_id=referral_id,
            late_at=command.now,
        )
        for referral_id, known in state.referrals.items()
        if not known.late
        and any(p.waits_for == "desk" for p in known.waiting)
        and known.answer_by
        and known.answer_by < command.now.date()
    ]


def changed(
    program: Program,
    application_id: UUID,
    referral_id: UUID | None,
    answers: Sequence[Proposal],
    because: str,
    now: datetime,
) -> e.AwardsChanged:
    return e.AwardsChanged(
        program=program.code,
        application_id=application_id,
        referral_id=referral_id,
        answers=tuple(answers),
        because=because,
        changed_at=now,
    )
