"""A second look, the county's own visit, the decision clock: it happens, it is refused, it is quiet when repeated."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from services.chassis.decider import Scenario
from services.chassis.tables import Envelope
from services.classification.domain.commands import ConfirmClass, NoteOverdue
from services.classification.domain.determination import DETERMINATION
from services.classification.domain.events import OpinionProposed, OverdueNoted
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
from services.classification.samples import ACCEPTED_ON, APPLICATION_ID, at
from services.classification.test_domain import (
    DECIDED,
    ELAPSED,
    NOTICE,
    OBJECTED,
    POSTED,
    STARTED,
    proposed,
    was_tested,
)
from services.policy.parameters import parameters

RULES = parameters("621002", "urban", ACCEPTED_ON).process
announced = Scenario(DETERMINATION).given(STARTED, was_tested("dibao"), proposed("dibao"), NOTICE)
objected = announced.given(OBJECTED)
elapsed = announced.given(ELAPSED)
NEEDED = CountyVisitRequired(application_id=APPLICATION_ID, because="complaint", required_at=POSTED)
VISITED = CountyVisited(application_id=APPLICATION_ID, visitors=("one", "two"), visited_at=DECIDED)
SUSPENDED = ClockSuspended(
    application_id=APPLICATION_ID, because="out_of_area_letter", suspended_at=at("2024-05-14T09:00")
)
ENVELOPE = Envelope(
    household_id=UUID(int=1), stream_id=UUID(int=1), event_id=UUID(int=3), version=1, recorded_at=POSTED
)


def vote(yes: int, no: int) -> ReviewObjection:
    return ReviewObjection(review="democratic_review", votes_for=yes, votes_against=no, now=DECIDED)


@pytest.mark.parametrize(("yes", "no", "stands"), [(5, 4, True), (4, 5, False)])
def test_the_majority_of_a_democratic_review_decides_whether_the_opinion_stands(
    yes: int, no: int, stands: bool
) -> None:
    reviewed, *opinion = objected.when(vote(yes, no)).events
    assert isinstance(reviewed, ObjectionReviewed) and reviewed.stands is stands
    assert [type(event) for event in opinion] == ([OpinionProposed] if stands else [])


def test_a_tie_decides_nothing_and_there_is_no_vote_without_an_objection() -> None:
    objected.when(vote(4, 4)).then_refused("vote-undecided")
    announced.when(vote(5, 4)).then_refused("no-objection")


def test_a_second_investigation_says_itself_whether_the_opinion_stands() -> None:
    again = ReviewObjection(review="reinvestigation", stands=False, now=DECIDED)
    assert [type(event) for event in objected.when(again).events] == [ObjectionReviewed]
    assert len(objected.when(replace(again, stands=True)).events) == 2


def test_relatives_of_staff_and_cases_complained_of_are_visited_by_the_county_before_confirmation() -> None:
    require = RequireCountyVisit(application_id=APPLICATION_ID, because="complaint", now=POSTED)
    announced.when(require).then(NEEDED)
    announced.given(NEEDED).when(require).then()
    elapsed.given(NEEDED).when(ConfirmClass(now=DECIDED)).then_refused("county-visit-missing")
    visit = VisitByCounty(visitors=("one", "two"), now=DECIDED)
    elapsed.given(NEEDED).when(visit).then(VISITED)
    elapsed.given(NEEDED).when(replace(visit, visitors=("one",))).then_refused("two-visitors-needed")
    elapsed.given(NEEDED, VISITED).when(visit).then()
    assert elapsed.given(NEEDED, VISITED).when(ConfirmClass(now=DECIDED)).refused is None


def test_a_special_case_has_45_working_days_from_acceptance_once() -> None:
    extend = ExtendDecision(rules=RULES, now=POSTED)
    extended = DecisionExtended(application_id=APPLICATION_ID, decision_due=date(2024, 7, 8), extended_at=POSTED)
    announced.when(extend).then(extended)
    announced.given(extended).when(extend).then()
    Scenario(DETERMINATION).when(extend).then_refused("nothing-proposed")


@pytest.mark.parametrize(
    ("resumed_on", "due"),
    [("2024-05-14", date(2024, 6, 17)), ("2024-05-15", date(2024, 6, 18)), ("2024-05-20", date(2024, 6, 21))],
)
def test_the_working_days_in_which_the_clock_stood_are_added(resumed_on: str, due: date) -> None:
    suspend = SuspendClock(because="out_of_area_letter", now=at("2024-05-14T09:00"))
    announced.when(suspend).then(SUSPENDED)
    announced.given(SUSPENDED).when(suspend).then()
    resume = ResumeClock(now=at(f"{resumed_on}T15:00"))
    (resumed,) = announced.given(SUSPENDED).when(resume).events
    assert isinstance(resumed, ClockResumed) and resumed.decision_due == due
    announced.when(resume).then_refused("clock-not-suspended")


def test_a_clock_that_stands_still_escalates_nothing_and_a_new_last_day_escalates_anew() -> None:
    late = NoteOverdue(application_id=APPLICATION_ID, clock="decision", level="township", now=at("2024-06-18T00:00"))
    noted = OverdueNoted(application_id=APPLICATION_ID, level="township", overdue_on=date(2024, 6, 18))
    announced.when(late).then(noted)
    announced.given(noted).when(late).then()
    announced.given(SUSPENDED).when(late).then()
    extended = DecisionExtended(application_id=APPLICATION_ID, decision_due=date(2024, 7, 8), extended_at=POSTED)
    announced.given(noted, extended).when(late).then()
    later = replace(late, now=at("2024-07-09T00:00"))
    assert len(announced.given(noted, extended).when(later).events) == 1


def test_the_steps_of_a_decided_case_are_refused() -> None:
    decided = elapsed.given(*elapsed.when(ConfirmClass(now=DECIDED)).events)
    for command in (SuspendClock(because="supplement", now=DECIDED), ExtendDecision(rules=RULES, now=DECIDED)):
        decided.when(command).then_refused("already-decided")
