"""Which clocks of a case run, and what a newly published calendar does to them: counted anew, once. Brief 4. Pure."""

from datetime import date

from services.classification.domain.events import Event, LateClock
from services.classification.domain.procedure_messages import ClocksReckoned, ReckonAnew
from services.classification.domain.state import Case, Determination
from services.policy.calendar import edition, reckoned_anew


def running(case: Case, clock: LateClock) -> date | None:
    """The last day of a clock that somebody has yet to meet. 57号 Art. 20 (county), brief 12.22 (township)."""
    if case.suspended_on or case.decided or case.stage == "ended":
        return None
    match clock:
        case "decision":
            return case.decision_due
        case "county_decision":
            return case.county_due if case.stage == "with_county" else None
        case "township_opinion":
            return case.township_due if case.proposed is None else None


def reckon_anew(state: Determination, command: ReckonAnew) -> list[Event]:
    """A last day that was reckoned with this calendar stays, and so does one that comes out the same."""
    reckoned = [
        ClocksReckoned(
            application_id=case.application_id,
            decision_due=moved(case, "decision", case.accepted_on),
            township_due=moved(case, "township_opinion", case.accepted_on),
            county_due=moved(case, "county_decision", case.county_since),
            reckoned_at=command.now,
        )
        for case in state.cases.values()
    ]
    return [event for event in reckoned if event.decision_due or event.township_due or event.county_due]


def moved(case: Case, clock: LateClock, since: date | None) -> date | None:
    """The other last day of a clock that runs; None where it stays."""
    due = running(case, clock)
    if since is None or due is None or case.reckoned.get(clock) == edition():
        return None
    anew = reckoned_anew(since, due)
    return anew if anew != due else None
