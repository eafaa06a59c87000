"""A second look after an objection, the county's own visit, and a decision clock that stands or is longer. Pure.

民发〔2021〕57号 Art. 10 (separate register), 19 (民主评议 only after an objection), 20 (county visit), 21 (45 days).
"""

from datetime import date
from uuid import UUID

from services.chassis.errors import RuleBroken
from services.classification.domain.events import Event
from services.classification.domain.procedure_messages import (
    ClockResumed,
    ClockSuspended,
    CountyVisited,
    CountyVisitRequired,
    DecisionExtended,
    ExtendDecision,
    ObjectionReviewed,
    RequireCountyVisit,
    ResumeClock,
    ReviewObjection,
    SuspendClock,
    VisitByCounty,
)
from services.classification.domain.state import FINISHED, Case, Determination
from services.classification.domain.township import proposed
from services.policy.calendar import BEIJING, add_working_days, working_days_between


def review_objection(state: Determination, command: ReviewObjection) -> list[Event]:
    """An opinion that stands is announced again; one that does not waits for what the second visit finds."""
    case = state.open_case(command.application_id)
    if case is None or case.stage != "objected" or case.proposed is None:
        raise RuleBroken("no-objection")
    voted = command.review == "democratic_review"
    if voted and command.votes_for == command.votes_against:
        raise RuleBroken("vote-undecided", "/votes_for")
    stands = command.votes_for > command.votes_against if voted else command.stands
    reviewed = ObjectionReviewed(
        application_id=case.application_id,
        review=command.review,
        votes_for=command.votes_for,
        votes_against=command.votes_against,
        stands=stands,
        reviewed_at=command.now,
        note=command.note,
    )
    return [reviewed, *([proposed(case, case.proposed, "objection", command.now)] if stands else [])]


def require_visit(state: Determination, command: RequireCountyVisit) -> list[Event]:
    """Relatives of staff, and cases complained of before they are confirmed; once per cause."""
    case = state.case(command.application_id)
    if case.stage in FINISHED or command.because in case.visit_causes:
        return []
    return [
        CountyVisitRequired(application_id=command.application_id, because=command.because, required_at=command.now)
    ]


def visit_by_county(state: Determination, command: VisitByCounty) -> list[Event]:
    case = undecided(state, command.application_id)
    if len(set(command.visitors)) < 2:
        raise RuleBroken("two-visitors-needed", "/visitors")
    if case.county_visited:
        return []
    return [CountyVisited(application_id=case.application_id, visitors=command.visitors, visited_at=command.now)]


def extend_decision(state: Determination, command: ExtendDecision) -> list[Event]:
    """45 working days from acceptance, once."""
    case = undecided(state, command.application_id)
    if case.accepted_on is None or case.decision_due is None:
        raise RuleBroken("no-clock")
    due = add_working_days(case.accepted_on, command.rules.special_days)
    if due <= case.decision_due:
        return []
    return [DecisionExtended(application_id=case.application_id, decision_due=due, extended_at=command.now)]


def suspend_clock(state: Determination, command: SuspendClock) -> list[Event]:
    case = undecided(state, command.application_id)
    if case.decision_due is None:
        raise RuleBroken("no-clock")
    if case.suspended_on:
        return []
    return [ClockSuspended(application_id=case.application_id, because=command.because, suspended_at=command.now)]


def resume_clock(state: Determination, command: ResumeClock) -> list[Event]:
    case = undecided(state, command.application_id)
    if case.suspended_on is None or case.decision_due is None:
        raise RuleBroken("clock-not-suspended")
    stood = working_days_between(case.suspended_on, command.now.astimezone(BEIJING).date())

    def later(due: date) -> date:
        return add_working_days(due, stood) if stood else due

    with_county = case.county_due if case.stage == "with_county" else None
    return [
        ClockResumed(
            application_id=case.application_id,
            decision_due=later(case.decision_due),
            township_due=later(case.township_due) if case.township_due and case.proposed is None else None,
            county_due=later(with_county) if with_county else None,
            resumed_at=command.now,
        )
    ]


def undecided(state: Determination, application_id: UUID | None) -> Case:
    case = state.open_case(application_id)
    if case is None:
        raise RuleBroken("nothing-proposed")
    if case.stage in FINISHED:
        raise RuleBroken("already-decided")
    return case
