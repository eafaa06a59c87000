"""What intake tells the others."""

from contracts import intake
from services.chassis.tables import Envelope, Publishes
from services.intake.domain import (
    Accepted,
    ConsentRevoked,
    ConsentSigned,
    GapsNoticed,
    Submitted,
    Supplemented,
    Withdrawn,
)


def submitted(event: Submitted, envelope: Envelope) -> intake.ApplicationSubmitted:
    return intake.ApplicationSubmitted(
        household_id=envelope.household_id,
        application_id=envelope.stream_id,
        number=event.number,
        division=event.household.place,
        residence=event.household.residence,
        channel=event.channel,
        needs=event.household.needs,
        urgent=event.urgent,
        submitted_at=event.submitted_at,
        deadlines=event.deadlines,
        household=event.household,
        query_code_hash=event.query_code_hash,
    )


def accepted(event: Accepted, envelope: Envelope) -> intake.ApplicationAccepted:
    return intake.ApplicationAccepted(
        household_id=envelope.household_id,
        application_id=envelope.stream_id,
        number=event.number,
        division=event.household.place,
        residence=event.household.residence,
        needs=event.household.needs,
        submitted_at=event.submitted_at,
        accepted_at=event.accepted_at,
        separate_register=event.separate_register,
        deadlines=event.deadlines,
        household=event.household,
    )


def gaps_noticed(event: GapsNoticed, envelope: Envelope) -> intake.SupplementRequested:
    return intake.SupplementRequested(
        household_id=envelope.household_id,
        application_id=envelope.stream_id,
        missing=event.missing,
        requested_at=event.noticed_at,
    )


def supplemented(event: Supplemented, envelope: Envelope) -> intake.SupplementReceived:
    return intake.SupplementReceived(
        household_id=envelope.household_id,
        application_id=envelope.stream_id,
        received=event.received,
        received_at=event.supplemented_at,
    )


def consent_signed(event: ConsentSigned, envelope: Envelope) -> intake.ConsentGiven:
    return intake.ConsentGiven(
        household_id=envelope.household_id,
        application_id=envelope.stream_id,
        consent=event.consent,
        person=event.person,
        given_at=event.signed_at,
    )


def consent_revoked(event: ConsentRevoked, envelope: Envelope) -> intake.ConsentWithdrawn:
    return intake.ConsentWithdrawn(
        household_id=envelope.household_id,
        application_id=envelope.stream_id,
        consent=event.consent,
        person=event.person,
        withdrawn_at=event.revoked_at,
    )


def withdrawn(event: Withdrawn, envelope: Envelope) -> intake.ApplicationWithdrawn:
    return intake.ApplicationWithdrawn(
        household_id=envelope.household_id, application_id=envelope.stream_id, withdrawn_at=event.withdrawn_at
    )


PUBLISHES: Publishes = {
    Submitted: submitted,
    GapsNoticed: gaps_noticed,
    Supplemented: supplemented,
    Accepted: accepted,
    ConsentSigned: consent_signed,
    ConsentRevoked: consent_revoked,
    Withdrawn: withdrawn,
}
