"""What an agency pushes while a case is open: it joins the household, and the dossier is drawn anew. Pure."""

from services.investigation.domain.messages import Event, JoinRecord, RecordJoined
from services.investigation.domain.state import Investigation
from services.policy.calendar import month_of
from services.policy.records import with_record


def join_record(state: Investigation, command: JoinRecord) -> list[Event]:
    """A bill of the month of application or later lies behind the twelve months that are looked at."""
    opened, household = state.opened, state.household
    if opened is None or household is None:
        return []
    too_late = command.source == "medical_bills" and command.record["on"][:7] >= month_of(opened.applied_on)
    after = with_record(household, command.source, command.person, command.record, command.identity_number)
    if too_late or after == household:
        return []
    joined = RecordJoined(
        source=command.source,
        person=command.person,
        record=command.record,
        identity_number=command.identity_number,
        joined_at=command.now,
    )
    return [joined]
