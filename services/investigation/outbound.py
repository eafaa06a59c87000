"""What investigation tells the others: that work has begun, how far the sources are, and the dossier."""

from contracts import investigation
from services.chassis.tables import Envelope, Publishes
from services.investigation.domain.messages import (
    AnswersReceived,
    CountyAsked,
    DossierDrawn,
    LateNoted,
    SourceObjected,
    SourcesGivenUp,
    WorkBegun,
)


def work_begun(event: WorkBegun, envelope: Envelope) -> investigation.InvestigationStarted:
    return investigation.InvestigationStarted(
        household_id=envelope.household_id, application_id=envelope.stream_id, started_at=event.begun_at
    )


def late(event: LateNoted, envelope: Envelope) -> investigation.InvestigationLate:
    return investigation.InvestigationLate(
        household_id=envelope.household_id,
        application_id=envelope.stream_id,
        level=event.level,
        late_on=event.late_on,
    )


def county_asked(event: CountyAsked, envelope: Envelope) -> investigation.VerificationRequested:
    return investigation.VerificationRequested(
        household_id=envelope.household_id,
        application_id=envelope.stream_id,
        requested_at=event.asked_at,
        deadlines=event.deadlines,
    )


def answers_received(event: AnswersReceived, envelope: Envelope) -> investigation.SourcesAnswered:
    return investigation.SourcesAnswered(
        household_id=envelope.household_id,
        application_id=envelope.stream_id,
        sources=event.sources,
        answered_at=event.received_at,
    )


def sources_given_up(event: SourcesGivenUp, envelope: Envelope) -> investigation.SourcesAnswered:
    return investigation.SourcesAnswered(
        household_id=envelope.household_id,
        application_id=envelope.stream_id,
        sources=event.sources,
        answered_at=event.given_up_at,
    )


def objected(event: SourceObjected, envelope: Envelope) -> investigation.SourceObjected:
    return investigation.SourceObjected(
        household_id=envelope.household_id,
        application_id=envelope.stream_id,
        source=event.source,
        person=event.person,
        objected_at=event.objected_at,
        deadlines={"source_rechecked": event.until},
    )


def dossier_drawn(event: DossierDrawn, envelope: Envelope) -> investigation.DossierReady:
    kind = investigation.DossierReady if event.revision == 1 else investigation.DossierRevised
    household = event.dossier.household
    return kind(
        household_id=envelope.household_id,
        application_id=envelope.stream_id,
        division=household.place,
        residence=household.residence,
        needs=household.needs,
        applied_on=event.applied_on,
        revision=event.revision,
        missing=event.missing,
        recheck=event.recheck,
        ready_at=event.drawn_at,
        dossier=event.dossier,
    )


PUBLISHES: Publishes = {
    LateNoted: late,
    WorkBegun: work_begun,
    CountyAsked: county_asked,
    AnswersReceived: answers_received,
    SourcesGivenUp: sources_given_up,
    SourceObjected: objected,
    DossierDrawn: dossier_drawn,
}
