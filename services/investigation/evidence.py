"""Evidence that was accepted: it fits the household as seen so far, and the same evidence twice is quiet. Pure.

民发〔2021〕57号 Art. 18: an objection to a result is heard with its evidence; domain brief 12.19.
"""

from services.chassis.errors import RuleBroken
from services.investigation.domain.messages import AcceptEvidence, Event, EvidenceAccepted
from services.investigation.domain.state import Investigation
from services.investigation.found import visited


def accept_evidence(state: Investigation, command: AcceptEvidence) -> list[Event]:
    """Raises `evidence-empty`, and what `visited` raises where a fact does not fit."""
    if not command.facts:
        raise RuleBroken("evidence-empty", "/facts")
    known = [finding.found for finding in state.findings if finding.source == "evidence"]
    if known and known[-1] == command.facts:
        return []
    if state.household is not None:
        seen = state.household
        for finding in state.findings:
            seen = visited(seen, finding.found)
        visited(seen, command.facts)
    return [EvidenceAccepted(appeal_id=command.appeal_id, accepted_at=command.now, facts=command.facts)]
