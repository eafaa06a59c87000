"""How the answers of programs and of dispatch change the tracker: referrals, awards, refusals, payments."""

from typing import Any

from contracts.program_dispatch import ApplicationAnswered, ProgramOverdue, ReferralMade
from contracts.programs import (
    AidRecorded,
    Answer,
    DeskAsked,
    MedicalRatioSet,
    PaymentDue,
    SupportChanged,
    SupportDecided,
    SupportDelivered,
)
from services.chassis.tables import Envelope
from services.portal.tracker import Application, Payment, Ratio, Referral, ReferralState, Support, Tracker, moved


def referred(doc: Tracker, message: ReferralMade, envelope: Envelope) -> Tracker:
    changes = {"referred_at": message.referred_at, "answer_by": message.answer_by}
    return _with_referral(doc, message, "asked", changes)


def desk_asked(doc: Tracker, message: DeskAsked, envelope: Envelope) -> Tracker:
    """What waits for papers or the conference goes on waiting until it comes to the desk itself."""
    before = _referral(doc.application(message.application_id), message).later
    later = {item: what for item, what in before.items() if item not in message.items} | message.later
    changes = {"desk_items": message.items, "later": later, "answer_by": message.answer_by}
    return _with_referral(doc, message, "at_desk", changes)


def overdue(doc: Tracker, message: ProgramOverdue, envelope: Envelope) -> Tracker:
    return _with_referral(doc, message, "overdue", {})


def support_decided(doc: Tracker, message: SupportDecided, envelope: Envelope) -> Tracker:
    """The answer stands in the referral, and item by item among the awards and refusals."""
    changes = {"decided_at": message.decided_at, "reason": message.reason, "reasons": message.reasons}
    doc = _with_referral(doc, message, message.outcome, changes)
    return _with_answers(doc, message, envelope, message.referral_id)


def support_changed(doc: Tracker, message: SupportChanged, envelope: Envelope) -> Tracker:
    return _with_answers(doc, message, envelope, None)


def delivered(doc: Tracker, message: SupportDelivered, envelope: Envelope) -> Tracker:
    supports = tuple(
        support.model_copy(update={"delivered_at": message.delivered_at})
        if _key(support) == (message.program, message.item, message.person)
        else support
        for support in doc.supports
    )
    return doc.model_copy(update={"supports": supports})


def paid(doc: Tracker, message: PaymentDue | AidRecorded, envelope: Envelope) -> Tracker:
    payment = Payment(
        event_id=envelope.event_id,
        program=message.program,
        item=message.item,
        person=message.person,
        month=message.month,
        amount=message.amount,
        for_month=message.for_month if isinstance(message, PaymentDue) else None,
    )
    return doc.model_copy(update={"payments": (*doc.payments, payment)})


def ratio_set(doc: Tracker, message: MedicalRatioSet, envelope: Envelope) -> Tracker:
    ratio = Ratio(valid_from=message.valid_from, set_at=message.set_at, ratios=message.ratios)
    ratios = sorted((*doc.ratios, ratio), key=lambda r: (r.valid_from, r.set_at))
    return doc.model_copy(update={"ratios": tuple(ratios)})


def answered(doc: Tracker, message: ApplicationAnswered, envelope: Envelope) -> Tracker:
    """The one final answer. A program that declined and was never asked is put down as outside the class."""
    application = doc.application(message.application_id)
    asked = {referral.program for referral in application.referrals}
    outside = tuple(
        Referral(program=code, state="not_asked", reason="not_in_class", decided_at=message.answered_at)
        for code in message.declined
        if code not in asked
    )
    application = application.model_copy(
        update={
            "answered_at": message.answered_at,
            "deadlines": {**application.deadlines, **message.deadlines},
            "referrals": (*application.referrals, *outside),
        }
    )
    if application.needs and "basic_living" not in application.needs:
        application = moved(application, "confirmed" if message.granted else "refused", envelope.recorded_at)
    told = (*doc.told, *(agency for agency in message.told if agency not in doc.told))
    return doc.with_application(application).model_copy(update={"told": told})


def _with_referral(doc: Tracker, message: Any, state: ReferralState, changes: dict[str, Any]) -> Tracker:
    """Move one referral on; the request itself, or a delay, heard after the answer does not undo the answer."""
    application = doc.application(message.application_id)
    before = _referral(application, message)
    known = {name: value for name, value in changes.items() if value is not None}
    known["state"] = before.state if _is_old_news(before, state) else state
    deadlines = {**application.deadlines, **getattr(message, "deadlines", {})}
    others = tuple(r for r in application.referrals if r.program != message.program)
    referrals = (*others, before.model_copy(update=known))
    return doc.with_application(application.model_copy(update={"referrals": referrals, "deadlines": deadlines}))


def _is_old_news(before: Referral, state: ReferralState) -> bool:
    if before.decided_at:
        return state in ("asked", "at_desk", "overdue")
    return state == "asked" and before.state in ("at_desk", "overdue")


def _referral(application: Application, message: Any) -> Referral:
    for referral in application.referrals:
        if referral.referral_id == message.referral_id:
            return referral
    later = next((r.later for r in application.referrals if r.program == message.program), {})
    return Referral(program=message.program, state="asked", referral_id=message.referral_id, later=later)


def _with_answers(doc: Tracker, message: Any, envelope: Envelope, referral_id: Any) -> Tracker:
    supports = doc.supports
    for answer in message.answers:
        support = Support(
            program=message.program,
            answer=answer,
            application_id=message.application_id,
            referral_id=referral_id,
            decided_at=envelope.recorded_at,
        )
        supports = _put(supports, support)
    return doc.model_copy(update={"supports": supports})


def _put(supports: tuple[Support, ...], new: Support) -> tuple[Support, ...]:
    return (*(old for old in supports if not _replaced(old, new)), new)


def _replaced(old: Support, new: Support) -> bool:
    """A change replaces what it changes; a new decision does not take away what another one has granted once for all,
    and a refusal leaves running awards to the message that ends them."""
    if _key(old) != _key(new):
        return False
    if new.referral_id is None or old.referral_id == new.referral_id or old.answer.outcome == "declined":
        return True
    return new.answer.outcome == "granted" and old.answer.per != "once"


def _key(support: Support) -> tuple[str, str, str | None]:
    answer: Answer = support.answer
    return support.program, answer.item, answer.person
