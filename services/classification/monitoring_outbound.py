"""What the others hear of the decision on monitoring."""

from contracts import classification as said
from services.chassis.tables import Envelope, Publishes
from services.classification.domain.monitoring_messages import MonitoringConcluded, RiskAnnounced


def announced(event: RiskAnnounced, envelope: Envelope) -> said.MonitoringNoticed:
    return said.MonitoringNoticed(
        household_id=envelope.household_id,
        application_id=event.application_id,
        posted_at=event.posted_at,
        deadlines={"monitoring_notice_end": event.notice_end},
    )


def decided(event: MonitoringConcluded, envelope: Envelope) -> said.MonitoringDecided:
    return said.MonitoringDecided.model_validate(
        {
            "household_id": envelope.household_id,
            "application_id": event.application_id,
            "division": event.division,
            "residence": event.residence,
            "needs": event.needs,
            "monitored": event.monitored,
            "members": event.members,
            "failed": event.failed,
            "decided_on": event.decided_on,
            "decided_by": envelope.actor,
            "household": event.household,
            "reasons": (event.reason,),
        }
    )


MONITORING_PUBLISHES: Publishes = {RiskAnnounced: announced, MonitoringConcluded: decided}
