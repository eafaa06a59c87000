"""What the others hear of the county conference."""

from contracts import classification as said
from services.chassis.tables import Envelope, Publishes
from services.classification.domain.conference_messages import CaseConvened, CaseHeard, MatterProposed
from services.policy.conference import Matter

NOTHING_GRANTED = "none"


def matters(found: tuple[Matter, ...]) -> tuple[said.ConferenceMatter, ...]:
    return tuple(
        said.ConferenceMatter(cause=matter.cause, rule=matter.rule, category=matter.category) for matter in found
    )


def proposed(event: MatterProposed, envelope: Envelope) -> said.ConferenceProposed:
    return said.ConferenceProposed(
        household_id=envelope.household_id,
        application_id=event.application_id,
        division=event.division,
        matters=matters(event.matters),
        proposed_at=event.proposed_at,
        deadlines={"conference": event.due},
    )


def convened(event: CaseConvened, envelope: Envelope) -> said.ConferenceConvened:
    return said.ConferenceConvened(
        household_id=envelope.household_id,
        application_id=event.application_id,
        agenda=matters(event.agenda),
        present=event.present,
        recused=event.recused,
        convened_at=event.convened_at,
    )


def decided(event: CaseHeard, envelope: Envelope) -> said.ConferenceDecided:
    return said.ConferenceDecided.model_validate(
        {
            "household_id": envelope.household_id,
            "application_id": event.application_id,
            "division": event.division,
            "residence": event.residence,
            "needs": event.needs,
            "program": event.grant.program if event.grant else NOTHING_GRANTED,
            "grant": event.grant,
            "asked": event.asked,
            "category": event.category,
            "valid_until": event.valid_until,
            "decided_at": event.decided_at,
            "household": event.household,
            "assessment": event.assessment,
            "reasons": event.reasons,
        }
    )


CONFERENCE_PUBLISHES: Publishes = {MatterProposed: proposed, CaseConvened: convened, CaseHeard: decided}
