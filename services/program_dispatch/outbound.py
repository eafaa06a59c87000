"""What the others hear of a round."""

from dataclasses import asdict

from contracts.program_dispatch import ApplicationAnswered, ProgramOverdue, ReferralMade
from services.chassis.tables import Envelope, Publishes
from services.program_dispatch.domain.events import OverdueNoted, ProgramAsked, RoundAnswered


def referral_made(event: ProgramAsked, envelope: Envelope) -> ReferralMade:
    standing = event.standing
    decided = (
        {
            "category": standing.category,
            "pay_class": standing.pay_class,
            "persons": standing.persons,
            "failed": standing.failed,
            "decided_on": standing.decided_on,
        }
        if standing
        else {}
    )
    return ReferralMade.model_validate(
        {
            "household_id": envelope.household_id,
            "application_id": event.application_id,
            "referral_id": event.referral_id,
            "program": event.program,
            "division": event.division,
            "residence": event.residence,
            "needs": event.needs,
            "urgent": event.urgent,
            "referred_at": event.asked_at,
            "answer_by": event.answer_by,
            "sections": event.sections,
            "household": event.household,
            "assessment": event.assessment,
            **decided,
            **(asdict(event.terms) if event.terms else {}),
        }
    )


def program_overdue(event: OverdueNoted, envelope: Envelope) -> ProgramOverdue:
    return ProgramOverdue(
        household_id=envelope.household_id,
        application_id=event.application_id,
        referral_id=event.referral_id,
        program=event.program,
        overdue_at=event.overdue_at,
        level=event.level,
    )


def application_answered(event: RoundAnswered, envelope: Envelope) -> ApplicationAnswered:
    return ApplicationAnswered.model_validate(
        {
            "household_id": envelope.household_id,
            "application_id": event.application_id,
            "granted": event.granted,
            "declined": event.declined,
            "overdue": event.overdue,
            "passed_over": event.passed_over,
            "uncovered": event.uncovered,
            "told": event.told,
            "answered_at": event.answered_at,
        }
    )


PUBLISHES: Publishes = {
    ProgramAsked: referral_made,
    OverdueNoted: program_overdue,
    RoundAnswered: application_answered,
}
