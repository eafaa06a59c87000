"""What the others hear of an appeal: its filing with the facts, the comparison, the answer, and who was late."""

from contracts import appeals as said
from services.appeals.domain.messages import Answered, Compared, Escalated, Filed
from services.chassis.tables import Envelope, Publishes


def filed(event: Filed, envelope: Envelope) -> said.AppealFiled:
    return said.AppealFiled(
        household_id=envelope.household_id,
        appeal_id=event.appeal_id,
        application_id=event.application_id,
        kind=event.kind,
        claims=event.claims,
        with_evidence=event.with_evidence,
        also=event.also,
        filed_at=event.filed_at,
        deadlines=event.deadlines,
        facts=event.facts,
    )


def compared(event: Compared, envelope: Envelope) -> said.AppealCompared:
    return said.AppealCompared(
        household_id=envelope.household_id,
        appeal_id=event.appeal_id,
        application_id=event.application_id,
        decided_on=event.decided_on,
        unchanged=event.unchanged,
        filed_on=event.filed_on,
        superseded=event.superseded,
        compared_at=event.compared_at,
        differences=event.differences,
    )


def answered(event: Answered, envelope: Envelope) -> said.AppealAnswered:
    return said.AppealAnswered(
        household_id=envelope.household_id,
        appeal_id=event.appeal_id,
        application_id=event.application_id,
        kind=event.kind,
        outcome=event.outcome,
        reasons=event.reasons,
        answered_at=event.answered_at,
        deadlines=event.deadlines,
        differences=event.differences,
    )


def escalated(event: Escalated, envelope: Envelope) -> said.AppealEscalated:
    return said.AppealEscalated(
        household_id=envelope.household_id,
        appeal_id=event.appeal_id,
        application_id=event.application_id,
        kind=event.kind,
        level=event.level,
        escalated_at=event.escalated_at,
    )


PUBLISHES: Publishes = {Filed: filed, Compared: compared, Answered: answered, Escalated: escalated}
