"""The way of a determination: it happens, it is refused, it is quiet when repeated."""

from datetime import date
from typing import Any

import pytest

from services.chassis.decider import Scenario
from services.classification.domain.commands import (
    ConfirmClass,
    EndCase,
    EndNotice,
    GiveOpinion,
    NoteOverdue,
    OpenNotice,
    RecordObjection,
    RefuseApplication,
    StartDecisionClock,
    UpholdOpinion,
)
from services.classification.domain.county import decided
from services.classification.domain.determination import DETERMINATION
from services.classification.domain.events import (
    CaseEnded,
    ClassConfirmed,
    ClassRefused,
    DecisionClockStarted,
    Event,
    HouseholdTested,
    NoticeElapsed,
    NoticeOpened,
    ObjectionRecorded,
    OpinionProposed,
    OverdueNoted,
)
from services.classification.samples import (
    ACCEPTED_ON,
    APPLICATION_ID,
    DECISION_DUE,
    assessment,
    at,
    dossier,
    household,
)

VISITED, POSTED, ENDED, DECIDED = (
    at("2024-05-08T10:00"),
    at("2024-05-14T09:00"),
    at("2024-05-22T00:00"),
    at("2024-05-24T09:00"),
)
determination = Scenario(DETERMINATION)

STARTED = DecisionClockStarted(
    application_id=APPLICATION_ID, division="621002", accepted_on=ACCEPTED_ON, decision_due=DECISION_DUE
)
NOTICE = NoticeOpened(
    application_id=APPLICATION_ID,
    notice_end=date(2024, 5, 21),
    reaches_county=date(2024, 5, 22),
    posted_at=POSTED,
)
ELAPSED = NoticeElapsed(application_id=APPLICATION_ID, county_due=date(2024, 6, 5), ended_at=ENDED)
OBJECTED = ObjectionRecorded(application_id=APPLICATION_ID, claims=("income",), raised_at=POSTED)


def was_tested(category: str | None, revision: int = 1, **changes: Any) -> HouseholdTested:
    result = assessment(category, **changes)
    return HouseholdTested(
        application_id=APPLICATION_ID,
        revision=revision,
        division="621002",
        residence="urban",
        needs=("basic_living", "medical"),
        provisional=category is None,
        missing=result.missing,
        tested_at=VISITED,
        household=household(),
        assessment=result,
    )


def proposed(
    category: str, after: Any = "test", when: Any = VISITED, statuses: tuple[Any, ...] | None = None
) -> OpinionProposed:
    given = statuses if statuses is not None else ("dibao",) if category == "dibao" else ()
    return OpinionProposed(
        application_id=APPLICATION_ID, category=category, after=after, statuses=given, proposed_at=when
    )


def confirmed(*past: Event, now: Any = DECIDED) -> ClassConfirmed:
    """The confirmation that follows from what happened, with the dates of 2024-05-24."""
    state = DETERMINATION.fold(DETERMINATION.initial(), list(past))
    fields = decided(state, state.case(APPLICATION_ID), ConfirmClass(now=now))
    return ClassConfirmed(**fields, awards_from="2024-06", valid_until=date(2025, 5, 24), recheck=date(2025, 5, 26))


PROPOSED = (STARTED, was_tested("dibao"), proposed("dibao"))
WITH_COUNTY = (*PROPOSED, NOTICE, ELAPSED)


def test_a_complete_dossier_becomes_a_test_and_the_opinion_follows_once() -> None:
    determination.given(STARTED).when(dossier(1, "dibao", VISITED)).then(was_tested("dibao"))
    give = GiveOpinion(application_id=APPLICATION_ID, now=POSTED)
    determination.given(STARTED, was_tested("dibao")).when(give).then(proposed("dibao", when=POSTED))
    determination.given(*PROPOSED).when(give).then()
    determination.given(STARTED, was_tested(None)).when(give).then()


def test_a_notice_or_a_refusal_implies_the_opinion_that_nobody_has_written_yet() -> None:
    tested = determination.given(STARTED, was_tested("dibao"))
    tested.when(OpenNotice(now=POSTED)).then(proposed("dibao", when=POSTED), NOTICE)
    tested.when(ConfirmClass(now=POSTED)).then_refused("notice-missing")
    refused = determination.given(STARTED, was_tested("none")).when(RefuseApplication(now=POSTED)).events
    assert [type(event) for event in refused] == [OpinionProposed, ClassRefused]


def test_a_test_that_lacks_something_that_matters_proposes_nothing() -> None:
    missing = ("assets.deposits",)
    outcome = determination.given(STARTED).when(dossier(1, None, VISITED, missing=missing))
    outcome.then(was_tested(None, missing=missing))


def test_the_same_or_an_older_revision_is_quiet() -> None:
    determination.given(*PROPOSED).when(dossier(1, "dibao", POSTED)).then()


def test_a_revision_that_changes_nothing_is_tested_and_leaves_the_notice_alone() -> None:
    outcome = determination.given(*PROPOSED, NOTICE).when(dossier(2, "dibao", POSTED))
    assert [type(event) for event in outcome.events] == [HouseholdTested]


@pytest.mark.parametrize("past", [PROPOSED, (*PROPOSED, NOTICE), WITH_COUNTY])
def test_late_facts_that_change_the_outcome_make_a_new_opinion_before_the_decision(past: tuple[Event, ...]) -> None:
    outcome = determination.given(*past).when(dossier(2, "dibao_edge", POSTED))
    assert outcome.events[-1] == proposed("dibao_edge", "changed-facts", POSTED)


def test_late_facts_after_the_confirmation_make_a_new_opinion_and_cut_nothing() -> None:
    past = (*WITH_COUNTY, confirmed(*WITH_COUNTY))
    outcome = determination.given(*past).when(dossier(2, "none", DECIDED))
    assert [type(event) for event in outcome.events] == [HouseholdTested, OpinionProposed]
    state = DETERMINATION.fold(DETERMINATION.initial(), [*past, *outcome.events])
    decided_before = state.case(APPLICATION_ID).decided
    assert decided_before is not None
    assert decided_before.category == "dibao"


def test_another_income_is_another_outcome_only_where_the_gap_is_paid() -> None:
    more = {"figures": {"members": 2, "counted_income": "2290000"}}
    in_notice = determination.given(*PROPOSED, NOTICE).when(dossier(2, "dibao", POSTED, **more))
    assert isinstance(in_notice.events[-1], OpinionProposed)
    edge = determination.given(STARTED, was_tested("dibao_edge"), proposed("dibao_edge"), NOTICE)
    assert len(edge.when(dossier(2, "dibao_edge", POSTED, **more)).events) == 1


def test_a_notice_runs_seven_calendar_days() -> None:
    determination.given(*PROPOSED).when(OpenNotice(now=POSTED)).then(NOTICE)


def test_a_notice_needs_an_opinion_that_gives_something_and_is_posted_once() -> None:
    determination.given(STARTED).when(OpenNotice(now=POSTED)).then_refused("nothing-proposed")
    determination.given(STARTED, was_tested(None)).when(OpenNotice(now=POSTED)).then_refused("provisional")
    none = determination.given(STARTED, was_tested("none"), proposed("none"))
    none.when(OpenNotice(now=POSTED)).then_refused("nothing-to-announce")
    determination.given(*PROPOSED, NOTICE).when(OpenNotice(now=POSTED)).then_refused("notice-already-posted")


def test_the_notice_ends_when_the_file_reaches_the_county_not_before_and_only_once() -> None:
    end = EndNotice(application_id=APPLICATION_ID, now=ENDED)
    determination.given(*PROPOSED, NOTICE).when(end).then(ELAPSED)
    early = EndNotice(application_id=APPLICATION_ID, now=at("2024-05-21T23:59"))
    determination.given(*PROPOSED, NOTICE).when(early).then()
    determination.given(*WITH_COUNTY).when(end).then()


def test_an_objection_stops_the_notice_until_the_township_has_looked_again() -> None:
    objection = RecordObjection(claims=("income",), now=POSTED)
    determination.given(*PROPOSED, NOTICE).when(objection).then(OBJECTED)
    objected = determination.given(*PROPOSED, NOTICE, OBJECTED)
    objected.when(EndNotice(application_id=APPLICATION_ID, now=ENDED)).then()
    objected.when(ConfirmClass(now=DECIDED)).then_refused("objection-open")
    objected.when(UpholdOpinion(now=DECIDED)).then(proposed("dibao", "objection", DECIDED))
    again = objected.when(dossier(2, "dibao", DECIDED)).events[-1]
    assert again == proposed("dibao", "objection", DECIDED)


def test_an_objection_needs_a_running_notice_and_an_upheld_opinion_an_objection() -> None:
    determination.given(*PROPOSED).when(RecordObjection(now=POSTED)).then_refused("no-notice")
    determination.given(*PROPOSED, NOTICE).when(UpholdOpinion(now=POSTED)).then_refused("no-objection")


def test_the_county_confirms_after_the_notice() -> None:
    determination.given(*WITH_COUNTY).when(ConfirmClass(now=DECIDED)).then(confirmed(*WITH_COUNTY))


def test_a_confirmation_ends_a_notice_that_is_over() -> None:
    outcome = determination.given(*PROPOSED, NOTICE).when(ConfirmClass(now=DECIDED))
    assert [type(event) for event in outcome.events] == [NoticeElapsed, ClassConfirmed]


def test_nothing_is_confirmed_before_the_notice_is_over_or_without_one_or_twice() -> None:
    early = ConfirmClass(now=at("2024-05-21T16:00"))
    determination.given(*PROPOSED, NOTICE).when(early).then_refused("notice-running")
    determination.given(*PROPOSED).when(ConfirmClass(now=DECIDED)).then_refused("notice-missing")
    determination.given(STARTED, was_tested("none"), proposed("none")).when(ConfirmClass(now=DECIDED)).then_refused(
        "nothing-to-confirm"
    )
    past = (*WITH_COUNTY, confirmed(*WITH_COUNTY))
    determination.given(*past).when(ConfirmClass(now=DECIDED)).then_refused("already-decided")


def test_nothing_is_confirmed_while_a_later_dossier_is_incomplete() -> None:
    late = was_tested(None, revision=2, missing=("assets.deposits",))
    determination.given(*WITH_COUNTY, late).when(ConfirmClass(now=DECIDED)).then_refused("provisional")


def test_a_refusal_needs_no_notice_names_every_reason_and_starts_the_review_clock_when_it_is_served() -> None:
    failed = {"dibao": ("deposits_over_cap",), "rigid_expenditure": ("vehicle_over_limit", "deposits_over_cap")}
    past = (STARTED, was_tested("none", failed=failed), proposed("none"))
    refuse = RefuseApplication(served_on=date(2024, 11, 5), now=at("2024-10-31T09:00"))
    event = determination.given(*past).when(refuse).events[0]
    assert isinstance(event, ClassRefused)
    assert event.refused_for == ("deposits_over_cap", "vehicle_over_limit")
    assert (event.refusal_notice, event.review_filing) == (date(2024, 11, 5), date(2025, 1, 6))


@pytest.mark.parametrize("status", ["tekun", "dibao"])
def test_a_household_without_a_class_is_confirmed_where_one_of_its_people_is_given_a_status(status: str) -> None:
    alone: dict[str, Any] = {
        "persons": {"mother": ("other",), "girl": (status, "disabled")},
        "counted_as": {"other": 1, status: 1},
    }
    tested = determination.given(STARTED, was_tested("none", **alone))
    tested.when(RefuseApplication(now=POSTED)).then_refused("nothing-to-refuse")
    opinion = proposed("none", when=POSTED, statuses=(status,))
    tested.when(OpenNotice(now=POSTED)).then(opinion, NOTICE)
    past = (STARTED, was_tested("none", **alone), opinion, NOTICE, ELAPSED)
    (event,) = determination.given(*past).when(ConfirmClass(now=DECIDED)).events
    assert isinstance(event, ClassConfirmed)
    assert (event.category, event.persons["girl"], event.refused_for) == (
        "none",
        (status, "disabled"),
        ("income_over_line",),
    )


def test_a_flag_alone_gives_nothing_and_a_class_that_is_given_has_no_reasons_of_refusal() -> None:
    flagged: dict[str, Any] = {"persons": {"mother": ("monitored",), "girl": ("monitored", "disabled")}}
    past = (STARTED, was_tested("none", **flagged), proposed("none"))
    determination.given(*past).when(OpenNotice(now=POSTED)).then_refused("nothing-to-announce")
    edge = (STARTED, was_tested("dibao_edge"), proposed("dibao_edge"), NOTICE, ELAPSED)
    (event,) = determination.given(*edge).when(ConfirmClass(now=DECIDED)).events
    assert isinstance(event, ClassConfirmed) and event.refused_for == ()


def test_a_refusal_needs_the_opinion_that_nothing_can_be_given_and_is_not_served_before_it_is_made() -> None:
    determination.given(*PROPOSED).when(RefuseApplication(now=DECIDED)).then_refused("nothing-to-refuse")
    none = determination.given(STARTED, was_tested("none"), proposed("none"))
    backdated = RefuseApplication(served_on=date(2024, 5, 1), now=DECIDED)
    none.when(backdated).then_refused("served-before-decision")


def test_a_late_decision_is_shown_once_to_each_level() -> None:
    late = NoteOverdue(application_id=APPLICATION_ID, clock="decision", level="township", now=at("2024-06-18T00:00"))
    noted = OverdueNoted(application_id=APPLICATION_ID, level="township", overdue_on=date(2024, 6, 18))
    determination.given(*PROPOSED).when(late).then(noted)
    determination.given(*PROPOSED, noted).when(late).then()
    in_time = NoteOverdue(application_id=APPLICATION_ID, clock="decision", level="township", now=at("2024-06-17T23:59"))
    determination.given(*PROPOSED).when(in_time).then()
    determination.given(*WITH_COUNTY, confirmed(*WITH_COUNTY)).when(late).then()


def test_the_clock_of_the_decision_starts_once() -> None:
    start = StartDecisionClock(
        application_id=APPLICATION_ID, division="621002", accepted_on=ACCEPTED_ON, decision_due=DECISION_DUE
    )
    determination.given().when(start).then(STARTED)
    determination.given(STARTED).when(start).then()


def test_a_withdrawal_ends_the_case_for_good_and_leaves_a_decision_alone() -> None:
    end = EndCase(application_id=APPLICATION_ID, now=POSTED)
    ended = CaseEnded(application_id=APPLICATION_ID, reason="withdrawn", ended_at=POSTED)
    determination.given(*PROPOSED, NOTICE).when(end).then(ended)
    withdrawn = determination.given(*PROPOSED, ended)
    withdrawn.when(dossier(2, "dibao_edge", POSTED)).then()
    withdrawn.when(ConfirmClass(now=DECIDED)).then_refused("nothing-proposed")
    withdrawn.when(end).then()
    determination.given(*WITH_COUNTY, confirmed(*WITH_COUNTY)).when(end).then()
