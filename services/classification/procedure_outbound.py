"""What the others hear of a second look, a county visit, and a decision clock that was moved."""

from contracts.classification import (
    CountyVisitMade,
    CountyVisitNeeded,
    DecisionClockMoved,
    ObjectionLookedAt,
)
from services.chassis.tables import Envelope, Publishes
from services.classification.domain.procedure_messages import (
    ClockResumed,
    ClocksReckoned,
    ClockSuspended,
    CountyVisited,
    CountyVisitRequired,
    DecisionExtended,
    ObjectionReviewed,
)


def reviewed(event: ObjectionReviewed, envelope: Envelope) -> ObjectionLookedAt:
    return ObjectionLookedAt(
        household_id=envelope.household_id,
        application_id=event.application_id,
        review=event.review,
        stands=event.stands,
        votes_for=event.votes_for,
        votes_against=event.votes_against,
        reviewed_at=event.reviewed_at,
    )


def visit_needed(event: CountyVisitRequired, envelope: Envelope) -> CountyVisitNeeded:
    return CountyVisitNeeded(
        household_id=envelope.household_id,
        application_id=event.application_id,
        because=event.because,
        required_at=event.required_at,
    )


def visit_made(event: CountyVisited, envelope: Envelope) -> CountyVisitMade:
    return CountyVisitMade(
        household_id=envelope.household_id, application_id=event.application_id, visited_at=event.visited_at
    )


def extended(event: DecisionExtended, envelope: Envelope) -> DecisionClockMoved:
    return DecisionClockMoved(
        household_id=envelope.household_id,
        application_id=event.application_id,
        because="special_case",
        moved_at=event.extended_at,
        deadlines={"decision": event.decision_due},
    )


def suspended(event: ClockSuspended, envelope: Envelope) -> DecisionClockMoved:
    return DecisionClockMoved(
        household_id=envelope.household_id,
        application_id=event.application_id,
        because=event.because,
        stands_still=True,
        moved_at=event.suspended_at,
    )


def resumed(event: ClockResumed, envelope: Envelope) -> DecisionClockMoved:
    return DecisionClockMoved(
        household_id=envelope.household_id,
        application_id=event.application_id,
        because="resumed",
        moved_at=event.resumed_at,
        deadlines={"decision": event.decision_due},
    )


def reckoned(event: ClocksReckoned, envelope: Envelope) -> DecisionClockMoved:
    moved = {
        "decision": event.decision_due,
        "township_opinion": event.township_due,
        "county_decision": event.county_due,
    }
    return DecisionClockMoved(
        household_id=envelope.household_id,
        application_id=event.application_id,
        because="calendar_published",
        moved_at=event.reckoned_at,
        deadlines={name: day for name, day in moved.items() if day},
    )


PROCEDURE_PUBLISHES: Publishes = {
    ObjectionReviewed: reviewed,
    CountyVisitRequired: visit_needed,
    CountyVisited: visit_made,
    DecisionExtended: extended,
    ClockSuspended: suspended,
    ClockResumed: resumed,
    ClocksReckoned: reckoned,
}
