"""How conference, monitoring and the answers to objections change the tracker, and how they are told as data."""

from typing import Any

from contracts.appeals import AppealAnswered, AppealCompared, AppealEscalated, AppealFiled
from contracts.classification import (
    ConferenceConvened,
    ConferenceDecided,
    ConferenceProposed,
    MonitoringDecided,
    MonitoringNoticed,
)
from services.chassis.tables import Envelope
from services.portal.tracker import Appealed, Application, Hearing, OtherDecision, Tracker

AppealMessage = AppealFiled | AppealCompared | AppealAnswered | AppealEscalated

NOTHING: dict[str, Any] = {"proposed": False, "convened": False, "decided": False, "asked": []}


def proposed(doc: Tracker, message: ConferenceProposed, envelope: Envelope) -> Tracker:
    before = _hearing(doc, message)
    causes = (*before.causes, *(m.cause for m in message.matters if m.cause not in before.causes))
    return _heard(doc, message, before.model_copy(update={"proposed": True, "causes": causes}))


def convened(doc: Tracker, message: ConferenceConvened, envelope: Envelope) -> Tracker:
    return _heard(doc, message, _hearing(doc, message).model_copy(update={"convened": True}))


def decided(doc: Tracker, message: ConferenceDecided, envelope: Envelope) -> Tracker:
    """The agencies that it asks are told of the case."""
    changes = {"decided": True, "asked": message.asked, "granted": message.grant is not None}
    doc = _heard(doc, message, _hearing(doc, message).model_copy(update=changes))
    told = (*doc.told, *(agency for agency in message.asked if agency not in doc.told))
    return doc.model_copy(update={"told": told})


def noticed(doc: Tracker, message: MonitoringNoticed, envelope: Envelope) -> Tracker:
    application = doc.application(message.application_id)
    deadlines = {**application.deadlines, **message.deadlines}
    return doc.with_application(application.model_copy(update={"deadlines": deadlines}))


def monitored(doc: Tracker, message: MonitoringDecided, envelope: Envelope) -> Tracker:
    return doc.model_copy(update={"monitored": message.members}) if message.monitored else doc


def appealed(doc: Tracker, message: AppealMessage, envelope: Envelope) -> Tracker:
    """How far an objection or complaint is; what is about no application is told in the time line alone."""
    if message.application_id is None:
        return doc
    application = doc.application(getattr(message, "filed_on", None) or message.application_id)
    known = {appeal.appeal_id: appeal for appeal in application.appeals}
    before = known.get(message.appeal_id) or Appealed(appeal_id=message.appeal_id, kind=getattr(message, "kind", ""))
    known[message.appeal_id] = before.model_copy(update=_of_appeal(message, before))
    deadlines = {**application.deadlines, **getattr(message, "deadlines", {})}
    changes = {"appeals": tuple(known.values()), "deadlines": deadlines}
    return doc.with_application(application.model_copy(update=changes))


def _of_appeal(message: AppealMessage, before: Appealed) -> dict[str, Any]:
    match message:
        case AppealFiled():
            return {"kind": message.kind, "filed_at": message.filed_at}
        case AppealCompared() if message.filed_on:
            return {"others": with_other(before, message)}
        case AppealCompared():
            return {"unchanged": message.unchanged, "differences": message.differences}
        case AppealAnswered():
            return {"kind": message.kind, "outcome": message.outcome, "answered_at": message.answered_at}
        case AppealEscalated():
            return {"kind": message.kind, "level": message.level}


def with_other(before: Appealed, message: AppealCompared) -> tuple[OtherDecision, ...]:
    told = OtherDecision(
        application_id=message.application_id,
        decided_on=message.decided_on,
        unchanged=message.unchanged,
        superseded=message.superseded,
        differences=message.differences,
    )
    return (*(one for one in before.others if one.application_id != told.application_id), told)


def appeals_view(application: Application | None) -> list[dict[str, Any]]:
    return [appeal.model_dump(mode="json") for appeal in application.appeals] if application else []


def conference_view(application: Application | None) -> dict[str, Any]:
    """As the case files say it; `causes` besides."""
    if application is None or application.hearing is None:
        return dict(NOTHING)
    return application.hearing.model_dump(mode="json")


def _hearing(doc: Tracker, message: Any) -> Hearing:
    return doc.application(message.application_id).hearing or Hearing()


def _heard(doc: Tracker, message: Any, hearing: Hearing) -> Tracker:
    application = doc.application(message.application_id)
    deadlines = {**application.deadlines, **getattr(message, "deadlines", {})}
    return doc.with_application(application.model_copy(update={"hearing": hearing, "deadlines": deadlines}))
