"""How what held before, warnings and re-checks change the tracker. A warning alone changes no class and no award."""

from typing import Any

from contracts.classification import Decision
from contracts.household import Household
from contracts.population import (
    RecheckOrdered,
    StandingTakenOver,
    WarningClosed,
    WarningMoved,
    WarningRaised,
)
from services.chassis.tables import Envelope
from services.policy.statuses import count_once
from services.portal.tracker import Application, Determination, Member, Recheck, Tracker, Warned, moved

STATES = ("raised", "assigned", "visited", "closed")


def only_noted(doc: Tracker, message: Any, envelope: Envelope) -> Tracker:
    return doc


def taken_over(doc: Tracker, message: StandingTakenOver, envelope: Envelope) -> Tracker:
    """The household is known from now on; its class counts until something is decided here."""
    changes: dict[str, Any] = {"registered": message.persons}
    if not doc.people:
        changes |= {"people": members(message.household), "applicant": message.household.applicant}
    if message.category is not None:
        first = _from_registers(message)
        changes["determinations"] = (first, *doc.determinations)
        changes["recheck_due"] = doc.recheck_due or message.deadlines.get("recheck")
    return doc.model_copy(update=changes)


def members(household: Household) -> dict[str, Member]:
    return {
        key: Member(name=person.name or "", born=person.born, disabled=person.disability is not None)
        for key, person in household.people.items()
    }


def _from_registers(message: StandingTakenOver) -> Determination:
    on = message.taken_over_at.date()
    return Determination(
        application_id=message.household_id,
        category=message.category or "none",
        counts_from=on,
        decided_on=on,
        pay_class=message.pay_class,
        persons=message.persons,
        counted_as=count_once(message.persons.values()),
        refused_for=(),
        awards_from=message.since,
        valid_until=message.valid_until,
        because="registers",
    )


def warned(doc: Tracker, message: WarningRaised, envelope: Envelope) -> Tracker:
    known = _warning(doc, message)
    fresh = known.model_copy(
        update={
            "tier": message.tier,
            "person": message.person,
            "raised_at": message.raised_at,
            "deadlines": message.deadlines,
        }
    )
    return _with_warning(doc, fresh)


def warning_moved(doc: Tracker, message: WarningMoved, envelope: Envelope) -> Tracker:
    """Heard late, it does not take back what came after."""
    known = _warning(doc, message)
    if STATES.index(known.state) >= STATES.index(message.state):
        return doc
    return _with_warning(doc, known.model_copy(update={"state": message.state}))


def warning_closed(doc: Tracker, message: WarningClosed, envelope: Envelope) -> Tracker:
    known = _warning(doc, message)
    return _with_warning(doc, known.model_copy(update={"state": "closed", "outcome": message.outcome}))


def _warning(doc: Tracker, message: Any) -> Warned:
    known = (w for w in doc.warnings if w.warning_id == message.warning_id)
    return next(known, Warned(warning_id=message.warning_id, kind=message.kind))


def _with_warning(doc: Tracker, warning: Warned) -> Tracker:
    known = {w.warning_id: w for w in doc.warnings} | {warning.warning_id: warning}
    return doc.model_copy(update={"warnings": tuple(known.values())})


def recheck_ordered(doc: Tracker, message: RecheckOrdered, envelope: Envelope) -> Tracker:
    recheck = Recheck(
        application_id=message.application_id, because=message.terms.because, ordered_at=message.ordered_at
    )
    return with_recheck(doc, recheck)


def with_recheck(doc: Tracker, recheck: Recheck) -> Tracker:
    others = tuple(r for r in doc.rechecks if r.application_id != recheck.application_id)
    return doc.model_copy(update={"rechecks": (*others, recheck)})


def rechecked(doc: Tracker, message: Decision, envelope: Envelope, *, ended: bool) -> Tracker:
    """The application keeps its status, unless the class that it had brought has ended."""
    if all(known.application_id != message.application_id for known in doc.rechecks):
        heard = Recheck(application_id=message.application_id, because="recheck", ordered_at=envelope.recorded_at)
        doc = with_recheck(doc, heard)
    application = _application_of_class(doc)
    if not ended or application is None:
        return doc
    return doc.with_application(moved(application, "ended", envelope.recorded_at))


def _application_of_class(doc: Tracker) -> Application | None:
    """The latest application, where a class or a status of one person was given."""
    held = doc.determinations and any(
        status not in ("other", "monitored", "disabled")
        for statuses in doc.determinations[-1].persons.values()
        for status in statuses
    )
    return doc.latest() if held else None
