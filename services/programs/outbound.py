"""What leaves this service: who the programs are, what they decided, changed, pay and deliver."""

from contracts.programs import (
    AidRecorded,
    AlternativeChosen,
    DeskAsked,
    MedicalRatioSet,
    OverpaymentFound,
    PaymentDue,
    ProgramAnnounced,
    SupportChanged,
    SupportDecided,
    SupportDelivered,
)
from services.chassis.tables import Envelope, Publishes
from services.programs.announcing import ProgramWasAnnounced
from services.programs.entitlement import events as e
from services.programs.entitlement.proposals import BLOCKING, as_answer


def announced(event: ProgramWasAnnounced, envelope: Envelope) -> ProgramAnnounced:
    return ProgramAnnounced(
        household_id=envelope.household_id, announced_at=event.announced_at, **vars(event.announced)
    )


def decided(event: e.ReferralAnswered, envelope: Envelope) -> SupportDecided:
    """Granted where one item is; else declined for the first reason."""
    granted = any(p.granted for p in event.answers)
    reasons = [p.reason for p in event.answers if p.reason]
    return SupportDecided(
        household_id=envelope.household_id,
        application_id=event.application_id,
        referral_id=event.referral_id,
        program=event.program,
        outcome="granted" if granted else "declined",
        reason=None if granted else next(iter(reasons), "no_need"),
        answers=tuple(as_answer(p) for p in event.answers),
        decided_at=event.decided_at,
        deadlines={"papers_complete": event.papers_complete} if event.papers_complete else {},
        reasons=event.reasons,
    )


def desk_asked(event: e.ItemsHeld, envelope: Envelope) -> DeskAsked | None:
    items = tuple(dict.fromkeys(p.item for p in event.proposals if p.waits_for in BLOCKING))
    later = {p.item: p.waits_for for p in event.proposals if p.waits_for and p.waits_for not in BLOCKING}
    if not items and not later:
        return None
    return DeskAsked(
        household_id=envelope.household_id,
        application_id=event.application_id,
        referral_id=event.referral_id,
        program=event.program,
        items=items,
        later=later,
        asked_at=event.held_at,
        answer_by=event.answer_by,
    )


def changed(event: e.AwardsChanged, envelope: Envelope) -> SupportChanged:
    return SupportChanged(
        household_id=envelope.household_id,
        application_id=event.application_id,
        program=event.program,
        answers=tuple(as_answer(p) for p in event.answers),
        because=event.because,
        changed_at=event.changed_at,
    )


def fell_due(event: e.PaymentFellDue, envelope: Envelope) -> PaymentDue:
    return PaymentDue(
        household_id=envelope.household_id,
        application_id=event.application_id,
        program=event.program,
        item=event.item,
        person=event.person,
        month=event.month,
        amount=event.amount,
        due_at=event.due_at,
        for_month=event.for_month,
    )


def overpaid(event: e.OverpaymentFound, envelope: Envelope) -> OverpaymentFound:
    low, high = event.fine or (None, None)
    return OverpaymentFound(
        household_id=envelope.household_id,
        application_id=event.application_id,
        program=event.program,
        amount=event.amount,
        fine_low=low,
        fine_high=high,
        found_at=event.found_at,
    )


def chosen(event: e.AlternativeChosen, envelope: Envelope) -> AlternativeChosen:
    return AlternativeChosen(
        household_id=envelope.household_id,
        program=event.program,
        item=event.item,
        person=event.person,
        chosen_at=event.chosen_at,
    )


def noted(event: e.AidNoted, envelope: Envelope) -> AidRecorded:
    return AidRecorded(
        household_id=envelope.household_id,
        program=event.program,
        item=event.item,
        person=event.person,
        month=event.month,
        amount=event.amount,
        recorded_at=event.noted_at,
    )


def delivered(event: e.ThingDelivered, envelope: Envelope) -> SupportDelivered:
    return SupportDelivered(
        household_id=envelope.household_id,
        program=event.program,
        item=event.item,
        person=event.person,
        delivered_at=event.delivered_at,
    )


def ratios_set(event: e.RatiosSet, envelope: Envelope) -> MedicalRatioSet:
    return MedicalRatioSet(
        household_id=envelope.household_id, valid_from=event.valid_from, ratios=event.ratios, set_at=event.set_at
    )


PUBLISHES: Publishes = {
    ProgramWasAnnounced: announced,
    e.ReferralAnswered: decided,
    e.ItemsHeld: desk_asked,
    e.AwardsChanged: changed,
    e.PaymentFellDue: fell_due,
    e.OverpaymentFound: overpaid,
    e.AlternativeChosen: chosen,
    e.AidNoted: noted,
    e.ThingDelivered: delivered,
    e.RatiosSet: ratios_set,
}
