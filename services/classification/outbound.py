"""What the others hear of a determination."""

from dataclasses import fields
from typing import Any

from contracts.classification import (
    ApplicationRefused,
    DeterminationConfirmed,
    DeterminationProposed,
    HouseholdAssessed,
    NoticeEnded,
    NoticePosted,
    ObjectionRaised,
)
from services.chassis.tables import Envelope, Publishes
from services.classification.domain.events import (
    ClassConfirmed,
    ClassRefused,
    Decided,
    HouseholdTested,
    NoticeElapsed,
    NoticeOpened,
    ObjectionRecorded,
    OpinionProposed,
)

OWN = frozenset({"decided_at", "served_on"})  # fields of a decision that only some messages carry


def assessed(event: HouseholdTested, envelope: Envelope) -> HouseholdAssessed:
    return HouseholdAssessed(
        household_id=envelope.household_id,
        application_id=event.application_id,
        revision=event.revision,
        provisional=event.provisional,
        missing=event.missing,
        assessed_at=event.tested_at,
        deadlines={"township_opinion": event.township_due} if event.township_due else {},
        assessment=event.assessment,
    )


def proposed(event: OpinionProposed, envelope: Envelope) -> DeterminationProposed:
    return DeterminationProposed.model_validate(
        {
            "household_id": envelope.household_id,
            "application_id": event.application_id,
            "category": event.category,
            "statuses": event.statuses,
            "proposed_at": event.proposed_at,
            "deadlines": {"county_decision": event.county_due} if event.county_due else {},
        }
    )


def notice_posted(event: NoticeOpened, envelope: Envelope) -> NoticePosted:
    return NoticePosted(
        household_id=envelope.household_id,
        application_id=event.application_id,
        posted_at=event.posted_at,
        deadlines={"notice_end": event.notice_end},
    )


def notice_ended(event: NoticeElapsed, envelope: Envelope) -> NoticeEnded:
    return NoticeEnded(
        household_id=envelope.household_id,
        application_id=event.application_id,
        ended_at=event.ended_at,
        deadlines={"county_decision": event.county_due},
    )


def objection_raised(event: ObjectionRecorded, envelope: Envelope) -> ObjectionRaised:
    return ObjectionRaised(
        household_id=envelope.household_id,
        application_id=event.application_id,
        claims=event.claims,
        raised_at=event.raised_at,
    )


def confirmed(event: ClassConfirmed, envelope: Envelope) -> DeterminationConfirmed:
    return DeterminationConfirmed.model_validate(
        {
            **shared(event, envelope),
            "deadlines": {"recheck": event.recheck},
            "awards_from": event.awards_from,
            "valid_until": event.valid_until,
            "grace_until": event.grace_until,
        }
    )


def refused(event: ClassRefused, envelope: Envelope) -> ApplicationRefused:
    return ApplicationRefused.model_validate(
        {
            **shared(event, envelope),
            "deadlines": {"refusal_notice": event.refusal_notice, "review_filing": event.review_filing},
            "served_on": event.served_on,
        }
    )


def shared(event: Decided, envelope: Envelope) -> dict[str, Any]:
    """The fields of every decision. The consent to charity is the one found in the dossier."""
    kept = {field.name: getattr(event, field.name) for field in fields(Decided) if field.name not in OWN}
    return {
        **kept,
        "household_id": envelope.household_id,
        "decided_by": envelope.actor,
        "charity_consent": event.household.consents.charity,
    }


PUBLISHES: Publishes = {
    HouseholdTested: assessed,
    OpinionProposed: proposed,
    NoticeOpened: notice_posted,
    NoticeElapsed: notice_ended,
    ObjectionRecorded: objection_raised,
    ClassConfirmed: confirmed,
    ClassRefused: refused,
}
