"""How each contract changes the tracker of its household. Pure; messages of different services come in any order."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from contracts import (
    appeals,
    charity_matching,
    classification,
    intake,
    investigation,
    population,
    program_dispatch,
    programs,
)
from contracts.base import Contract
from contracts.household import Household
from services.chassis.tables import Envelope
from services.portal import folds_of_county as of_county
from services.portal import folds_of_population as of_population
from services.portal import folds_of_programs as of_programs
from services.portal.folds_of_money import chosen, overpaid
from services.portal.tracker import (
    Charity,
    CharityState,
    Determination,
    Entry,
    Member,
    Status,
    Test,
    Tracker,
    moved,
)

Fold = Callable[[Tracker, Any, Envelope], Tracker]


def evolve(doc: Tracker, message: Contract, envelope: Envelope) -> Tracker:
    """The tracker after this message; the same message a second time changes nothing."""
    fold, what = FOLDS[type(message)]
    if any(entry.event_id == envelope.event_id for entry in doc.timeline):
        return doc
    return _noted(fold(doc, message, envelope), message, envelope, what)


def _noted(doc: Tracker, message: Contract, envelope: Envelope, what: str) -> Tracker:
    entry = Entry(
        at=envelope.recorded_at,
        event_id=envelope.event_id,
        what=what,
        application_id=getattr(message, "application_id", None),
        program=getattr(message, "program", None),
    )
    timeline = sorted((*doc.timeline, entry), key=lambda e: (e.at, PLACES[e.what]))
    return doc.model_copy(update={"timeline": tuple(timeline)})


def _members(household: Household) -> dict[str, Member]:
    return {
        key: Member(name=person.name or "", born=person.born, disabled=person.disability is not None)
        for key, person in household.people.items()
    }


def _with_household(doc: Tracker, household: Household) -> Tracker:
    return doc.model_copy(update={"people": _members(household), "applicant": household.applicant})


def _changed(doc: Tracker, message: Any, **changes: Any) -> Tracker:
    """The application of this message with `changes` and the message's own deadlines."""
    application = doc.application(message.application_id)
    deadlines = {**application.deadlines, **getattr(message, "deadlines", {})}
    return doc.with_application(application.model_copy(update={**changes, "deadlines": deadlines}))


def _moved(doc: Tracker, message: Any, envelope: Envelope, status: Status, **changes: Any) -> Tracker:
    changed = _changed(doc, message, **changes)
    application = changed.application(message.application_id)
    return changed.with_application(moved(application, status, envelope.recorded_at))


def _submitted(doc: Tracker, message: intake.ApplicationSubmitted, envelope: Envelope) -> Tracker:
    facts = {
        name: getattr(message, name)
        for name in ("number", "query_code_hash", "division", "channel", "needs", "urgent", "submitted_at")
    }
    return _with_household(_moved(doc, message, envelope, "submitted", **facts), message.household)


def _accepted(doc: Tracker, message: intake.ApplicationAccepted, envelope: Envelope) -> Tracker:
    return _with_household(_moved(doc, message, envelope, "accepted", missing_papers=()), message.household)


def _papers_missing(doc: Tracker, message: intake.SupplementRequested, envelope: Envelope) -> Tracker:
    return _changed(doc, message, missing_papers=message.missing)


def _papers_received(doc: Tracker, message: intake.SupplementReceived, envelope: Envelope) -> Tracker:
    missing = doc.application(message.application_id).missing_papers
    return _changed(doc, message, missing_papers=tuple(code for code in missing if code not in message.received))


def _only_noted(doc: Tracker, message: Any, envelope: Envelope) -> Tracker:
    return _changed(doc, message)


def _sources_answered(doc: Tracker, message: investigation.SourcesAnswered, envelope: Envelope) -> Tracker:
    known = doc.application(message.application_id).sources
    heard = {f"{state.source}:{state.person or ''}": state for state in message.sources}
    return _changed(doc, message, sources={**known, **heard})


def _dossier(doc: Tracker, message: investigation.DossierReady, envelope: Envelope) -> Tracker:
    return _with_household(_changed(doc, message), message.dossier.household)


def _assessed(doc: Tracker, message: classification.HouseholdAssessed, envelope: Envelope) -> Tracker:
    doc = _changed(doc, message) if message.deadlines else doc
    return _tested(doc, message.assessment, envelope, message.provisional, message.missing)


def _tested(
    doc: Tracker,
    assessment: classification.Assessment,
    envelope: Envelope,
    provisional: bool = False,
    missing: tuple[str, ...] = (),
) -> Tracker:
    test = Test(
        assessed_at=envelope.recorded_at,
        figures=assessment.figures,
        persons=assessment.persons,
        reasons=assessment.reasons,
        provisional=provisional,
        missing=missing,
    )
    return doc.model_copy(update={"test": test})


def _to(status: Status) -> Fold:
    def fold(doc: Tracker, message: Any, envelope: Envelope) -> Tracker:
        return _moved(doc, message, envelope, status)

    return fold


def _proposed(doc: Tracker, message: classification.DeterminationProposed, envelope: Envelope) -> Tracker:
    """What the rules propose becomes the township's opinion with its notice; a refusal needs none."""
    unannounced = bool(message.deadlines) or (message.category == "none" and not message.statuses)
    return _moved(doc, message, envelope, "proposed") if unannounced else _changed(doc, message)


def _objected(doc: Tracker, message: classification.ObjectionRaised, envelope: Envelope) -> Tracker:
    return _changed(doc, message, objected=True)


def _looked_again(doc: Tracker, message: classification.ObjectionLookedAt, envelope: Envelope) -> Tracker:
    return _changed(doc, message, objected=not message.stands)


def _decided(doc: Tracker, message: classification.Decision, envelope: Envelope) -> Tracker:
    refused = isinstance(message, classification.ApplicationRefused)
    if message.because == "recheck":
        doc = of_population.rechecked(doc, message, envelope, ended=refused)
    else:
        doc = _moved(doc, message, envelope, "refused" if refused else "confirmed")
    doc = _tested(_with_household(doc, message.household), message.assessment, envelope)
    others = (d for d in doc.determinations if (d.application_id, d.decided_on) != _place(message))
    known = sorted((*others, _determination(doc, message)), key=lambda d: d.decided_on)
    changes: dict[str, Any] = {"determinations": tuple(known), "recheck_due": message.deadlines.get("recheck")}
    if known[-1].decided_on == message.decided_on:
        changes["decided_household"] = message.household
    return doc.model_copy(update=changes)


def _place(message: classification.Decision) -> tuple[Any, date]:
    return message.application_id, message.decided_on


def _determination(doc: Tracker, message: classification.Decision) -> Determination:
    return Determination(
        application_id=message.application_id,
        category=message.category,
        counts_from=_counts_from(doc, message),
        decided_on=message.decided_on,
        pay_class=message.pay_class,
        persons=message.persons,
        counted_as=message.counted_as,
        care_levels=dict(message.assessment.care_levels),
        refused_for=message.refused_for,
        awards_from=getattr(message, "awards_from", None),
        valid_until=getattr(message, "valid_until", None),
        because=message.because,
        grace_until=getattr(message, "grace_until", None),
    )


def _counts_from(doc: Tracker, message: classification.Decision) -> date:
    """A first class counts from its decision, a changed one from the first of the next month (domain brief 12.16)."""
    if message.effective_from:
        return date.fromisoformat(f"{message.effective_from}-01")
    earlier = [d for d in doc.determinations if d.decided_on < message.decided_on]
    if not earlier or earlier[-1].category == "none":
        return message.decided_on
    month = getattr(message, "awards_from", None)
    return date.fromisoformat(f"{month}-01") if month else _next_month(message.decided_on)


def _next_month(on: date) -> date:
    return date(on.year + on.month // 12, on.month % 12 + 1, 1)


def _charity(state: CharityState) -> Fold:
    def fold(doc: Tracker, message: Any, envelope: Envelope) -> Tracker:
        before = doc.application(message.application_id).charity
        charity = Charity(
            state=state,
            reason=getattr(message, "reason", None),
            charity=getattr(message, "charity", before.charity if before else None),
            at=envelope.recorded_at,
        )
        if state == "closed" and before and before.state == "delivered":
            return _changed(doc, message)
        return _changed(doc, message, charity=charity)

    return fold


FOLDS: Mapping[type[Contract], tuple[Fold, str]] = {
    intake.ApplicationSubmitted: (_submitted, "submitted"),
    intake.ApplicationAccepted: (_accepted, "accepted"),
    intake.SupplementRequested: (_papers_missing, "papers_missing"),
    intake.SupplementReceived: (_papers_received, "papers_received"),
    intake.ConsentGiven: (_only_noted, "consent_given"),
    intake.ConsentWithdrawn: (_only_noted, "consent_withdrawn"),
    intake.ApplicationWithdrawn: (_to("ended"), "withdrawn"),
    investigation.InvestigationStarted: (_to("investigating"), "investigation_started"),
    investigation.InvestigationLate: (_only_noted, "investigation_late"),
    investigation.VerificationRequested: (_only_noted, "verification_requested"),
    investigation.SourcesAnswered: (_sources_answered, "sources_answered"),
    investigation.SourceObjected: (_only_noted, "source_objected"),
    investigation.DossierReady: (_dossier, "dossier_ready"),
    investigation.DossierRevised: (_dossier, "dossier_revised"),
    classification.HouseholdAssessed: (_assessed, "assessed"),
    classification.DeterminationProposed: (_proposed, "proposed"),
    classification.NoticePosted: (_to("in_notice"), "notice_posted"),
    classification.NoticeEnded: (_only_noted, "notice_ended"),
    classification.ObjectionRaised: (_objected, "objected"),
    classification.ObjectionLookedAt: (_looked_again, "objection_reviewed"),
    classification.CountyVisitNeeded: (_only_noted, "county_visit_needed"),
    classification.CountyVisitMade: (_only_noted, "county_visit_made"),
    classification.DecisionClockMoved: (_only_noted, "decision_clock_moved"),
    classification.DeterminationConfirmed: (_decided, "confirmed"),
    classification.ApplicationRefused: (_decided, "refused"),
    classification.ConferenceProposed: (of_county.proposed, "conference_proposed"),
    classification.ConferenceConvened: (of_county.convened, "conference_convened"),
    classification.ConferenceDecided: (of_county.decided, "conference_decided"),
    classification.MonitoringNoticed: (of_county.noticed, "monitoring_noticed"),
    classification.MonitoringDecided: (of_county.monitored, "monitoring_decided"),
    appeals.AppealFiled: (of_county.appealed, "appeal_filed"),
    appeals.AppealCompared: (of_county.appealed, "appeal_compared"),
    appeals.AppealAnswered: (of_county.appealed, "appeal_answered"),
    appeals.AppealEscalated: (of_county.appealed, "appeal_escalated"),
    program_dispatch.ReferralMade: (of_programs.referred, "referred"),
    program_dispatch.ProgramOverdue: (of_programs.overdue, "overdue"),
    programs.DeskAsked: (of_programs.desk_asked, "desk_asked"),
    programs.SupportDecided: (of_programs.support_decided, "support_decided"),
    programs.SupportChanged: (of_programs.support_changed, "support_changed"),
    programs.SupportDelivered: (of_programs.delivered, "delivered"),
    programs.PaymentDue: (of_programs.paid, "payment_due"),
    programs.AidRecorded: (of_programs.paid, "aid_recorded"),
    programs.OverpaymentFound: (overpaid, "overpayment_found"),
    programs.AlternativeChosen: (chosen, "alternative_chosen"),
    programs.MedicalRatioSet: (of_programs.ratio_set, "ratio_set"),
    program_dispatch.ApplicationAnswered: (of_programs.answered, "answered"),
    population.StandingTakenOver: (of_population.taken_over, "standing_taken_over"),
    population.RecordPushed: (of_population.only_noted, "record_pushed"),
    population.ChangeDeclared: (of_population.only_noted, "change_declared"),
    population.WarningRaised: (of_population.warned, "warning_raised"),
    population.WarningMoved: (of_population.warning_moved, "warning_moved"),
    population.WarningClosed: (of_population.warning_closed, "warning_closed"),
    population.WarningEscalated: (of_population.only_noted, "warning_escalated"),
    population.RecheckOrdered: (of_population.recheck_ordered, "recheck_ordered"),
    charity_matching.NeedPublished: (_charity("published"), "need_published"),
    charity_matching.NeedNotPublished: (_charity("not_published"), "need_not_published"),
    charity_matching.NeedReserved: (_charity("reserved"), "need_reserved"),
    charity_matching.MatchAccepted: (_charity("matched"), "match_accepted"),
    charity_matching.HelpDelivered: (_charity("delivered"), "help_delivered"),
    charity_matching.NeedClosed: (_charity("closed"), "need_closed"),
}
"""Every message about a household: how it changes the tracker, and the line of the time line that it makes."""
PLACES: Mapping[str, int] = {what: place for place, (_, what) in enumerate(FOLDS.values())}
"""The order of what happens at one moment."""
