"""How the county conference and the answers to objections change the tracker, and how both are told as data."""

from typing import Any

from contracts.classification import ConferenceConvened, ConferenceDecided, ConferenceProposed
from services.chassis.tables import Envelope
from services.portal.tracker import Application, Hearing, Tracker

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
