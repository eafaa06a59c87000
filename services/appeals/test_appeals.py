"""An appeal from filing to answer: it happens, it is refused, it is quiet when repeated."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from contracts.appeals import Difference
from contracts.classification import Assessment, Figures
from services.appeals.domain.appeals import APPEALS
from services.appeals.domain.messages import (
    Answered,
    Compared,
    DecisionNoted,
    Escalated,
    EvidenceHeard,
    File,
    Filed,
    GiveAnswer,
    NoteDecision,
    NoteEvidence,
    NoteOverdue,
    NoteTest,
    TestHeard,
)
from services.chassis.decider import Scenario
from services.policy.appeals import filing
from services.policy.calendar import BEIJING
from services.policy.parameters import parameters

APPLICATION, APPEAL = UUID(int=2), UUID(int=7)
RULES = parameters("620724", "rural", date(2024, 11, 5)).appeals
NOON = datetime(2024, 11, 18, 12, tzinfo=BEIJING)
LATER = datetime(2024, 11, 20, 10, tzinfo=BEIJING)
FACTS: dict[str, Any] = {"assets.deposits": 5_000_000}


def assessed(category: str, codes: tuple[str, ...] = (), **figures: Any) -> Assessment:
    return Assessment.model_validate(
        {
            "category": category,
            "persons": {"man": ("other",) if category == "none" else (category,)},
            "counted_as": {},
            "figures": Figures(members=1, **figures),
            "reasons": (),
            "failed": {"dibao": codes} if codes else {},
            "parameters": "ref-2024",
        }
    )


OVER = assessed("none", ("deposits_over_cap",))
DECIDED = DecisionNoted(
    application_id=APPLICATION,
    division="620724",
    decided_on=date(2024, 10, 31),
    served_on=date(2024, 11, 5),
    decided_by="county:office",
    refused_for=("deposits_over_cap",),
    deadlines=filing(date(2024, 11, 5), RULES),
    noted_at=NOON,
    assessment=OVER,
)
FILE = File(
    appeal_id=APPEAL,
    application_id=APPLICATION,
    division="620724",
    kind="objection",
    urgent=False,
    claims=(),
    facts=FACTS,
    words="",
    rules=RULES,
    now=NOON,
)
FILED = Filed(
    appeal_id=APPEAL,
    application_id=APPLICATION,
    division="620724",
    kind="objection",
    claims=(),
    with_evidence=True,
    deadlines={"appeal_answer": date(2024, 12, 9)},
    filed_at=NOON,
    facts=FACTS,
)
EVIDENCE = EvidenceHeard(application_id=APPLICATION, revision=3, heard_at=LATER)
NOTE_EVIDENCE = NoteEvidence(application_id=APPLICATION, revision=3, now=LATER)
TESTED = TestHeard(application_id=APPLICATION, revision=3, heard_at=LATER, assessment=OVER)
NOTE_TEST = NoteTest(application_id=APPLICATION, revision=3, assessment=OVER, now=LATER)
SAME = Compared(
    appeal_id=APPEAL,
    application_id=APPLICATION,
    decided_on=date(2024, 10, 31),
    unchanged=True,
    compared_at=LATER,
    open_still=False,
)
ANSWER = GiveAnswer(appeal_id=APPEAL, outcome="unchanged", actor="county:review", words="", rules=RULES, now=LATER)
ANSWERED = Answered(
    appeal_id=APPEAL,
    application_id=APPLICATION,
    kind="objection",
    outcome="unchanged",
    reasons=("deposits_over_cap",),
    deadlines=DECIDED.deadlines,
    answered_at=LATER,
)
appeals = Scenario(APPEALS)
filed = appeals.given(DECIDED, FILED)
compared = appeals.given(DECIDED, FILED, EVIDENCE, TESTED, SAME)


def test_an_objection_is_filed_once_and_only_against_a_decision() -> None:
    appeals.given(DECIDED).when(FILE).then(FILED)
    filed.when(FILE).then()
    appeals.when(FILE).then_refused("no-decision")


def test_a_complaint_needs_no_decision() -> None:
    (event,) = appeals.when(replace(FILE, kind="complaint", application_id=None, facts={})).events
    assert isinstance(event, Filed) and not event.with_evidence


@pytest.mark.parametrize(("day", "refused"), [(date(2025, 1, 6), None), (date(2025, 1, 7), "review-too-late")])
def test_review_is_asked_for_up_to_the_last_day(day: date, refused: str | None) -> None:
    now = datetime(day.year, day.month, day.day, 12, tzinfo=BEIJING)
    assert appeals.given(DECIDED).when(replace(FILE, kind="review", now=now)).refused == refused


def test_evidence_and_test_are_compared_in_whichever_order_they_come() -> None:
    appeals.given(DECIDED, FILED, EVIDENCE).when(NOTE_TEST).then(TESTED, SAME)
    appeals.given(DECIDED, FILED, TESTED).when(NOTE_EVIDENCE).then(EVIDENCE, SAME)
    compared.when(NOTE_TEST).then()
    compared.when(NOTE_EVIDENCE).then()


def test_a_test_without_the_evidence_or_without_an_appeal_compares_nothing() -> None:
    appeals.given(DECIDED, FILED, EVIDENCE).when(replace(NOTE_TEST, revision=2)).then(replace(TESTED, revision=2))
    appeals.given(DECIDED).when(NOTE_TEST).then()
    appeals.given(DECIDED).when(NOTE_EVIDENCE).then()


def test_another_outcome_is_shown_with_its_differences_and_answered_by_the_new_decision_alone() -> None:
    better = assessed("dibao")
    (_, difference) = appeals.given(DECIDED, FILED, EVIDENCE).when(replace(NOTE_TEST, assessment=better)).events
    assert isinstance(difference, Compared) and not difference.unchanged
    assert difference.differences == (
        Difference(name="category", decided="none", tested="dibao"),
        Difference(name="failed.dibao", decided="deposits_over_cap"),
    )
    waiting = appeals.given(DECIDED, FILED, EVIDENCE, replace(TESTED, assessment=better), difference)
    waiting.when(ANSWER).then_refused("outcome-differs")
    again = replace(DECIDED, decided_on=date(2024, 12, 2), refused_for=(), assessment=better)
    noted, answer = waiting.when(NoteDecision(noted=again, now=LATER)).events
    assert noted == again and isinstance(answer, Answered) and answer.outcome == "changed"


def test_another_officer_answers_once_and_tells_what_is_still_possible() -> None:
    compared.when(ANSWER).then(ANSWERED)
    compared.when(replace(ANSWER, actor="county:office")).then_refused("same-decision-maker")
    answered = appeals.given(DECIDED, FILED, EVIDENCE, TESTED, SAME, ANSWERED)
    answered.when(ANSWER).then()
    answered.when(replace(ANSWER, outcome="founded")).then_refused("appeal-answered")
    appeals.when(ANSWER).then_refused("appeal-not-found")


def test_a_late_answer_is_shown_once_per_level_until_it_comes() -> None:
    late = NoteOverdue(appeal_id=APPEAL, level="township", now=LATER)
    shown = Escalated(
        appeal_id=APPEAL, application_id=APPLICATION, kind="objection", level="township", escalated_at=LATER
    )
    filed.when(late).then(shown)
    appeals.given(DECIDED, FILED, shown).when(late).then()
    appeals.given(DECIDED, FILED, SAME, ANSWERED).when(late).then()


def test_the_same_decision_told_twice_is_quiet() -> None:
    appeals.when(NoteDecision(noted=DECIDED, now=NOON)).then(DECIDED)
    appeals.given(DECIDED).when(NoteDecision(noted=DECIDED, now=NOON)).then()


def test_an_objection_that_names_no_application_is_against_the_latest_decision() -> None:
    recheck = replace(DECIDED, application_id=UUID(int=3), decided_on=date(2024, 11, 10))
    (event,) = appeals.given(DECIDED, recheck).when(replace(FILE, application_id=None)).events
    assert isinstance(event, Filed) and event.application_id == UUID(int=3)


def test_a_re_check_that_is_decided_before_anybody_compared_it_answers_as_well() -> None:
    again = replace(DECIDED, decided_on=date(2024, 11, 18), refused_for=(), assessment=assessed("dibao"))
    _, answer = filed.when(NoteDecision(noted=again, now=LATER)).events
    assert isinstance(answer, Answered) and answer.outcome == "changed"
    same = replace(DECIDED, decided_on=date(2024, 11, 18))
    filed.when(NoteDecision(noted=same, now=LATER)).then(same)


EARLIER = UUID(int=4)
BEFORE = replace(DECIDED, application_id=EARLIER, decided_on=date(2024, 3, 1), served_on=date(2024, 3, 1))


def heard(application_id: UUID, category: str) -> list[Any]:
    """Commands with which the dossier of an application shows the evidence and is tested."""
    test = replace(NOTE_TEST, application_id=application_id, assessment=assessed(category))
    return [replace(NOTE_EVIDENCE, application_id=application_id), test]


def after(*commands: Any, given: tuple[Any, ...]) -> list[Any]:
    events: list[Any] = []
    for command in commands:
        events += appeals.given(*given, *events).when(command).events
    return events


def test_evidence_is_compared_with_every_decision_and_only_those_in_force_are_decided_anew() -> None:
    (filing_,) = appeals.given(BEFORE, DECIDED).when(FILE).events
    assert isinstance(filing_, Filed) and filing_.also == (EARLIER,)
    given = (BEFORE, DECIDED, filing_)
    events = after(*heard(EARLIER, "dibao"), *heard(APPLICATION, "none"), given=given)
    told = [event for event in events if isinstance(event, Compared)]
    assert [(one.application_id, one.unchanged, one.superseded, one.open_still, one.filed_on) for one in told] == [
        (EARLIER, False, True, False, APPLICATION),
        (APPLICATION, True, False, False, None),
    ]
    assert told[0].differences[0] == Difference(name="category", decided="none", tested="dibao")


def test_an_objection_to_a_replaced_decision_waits_for_the_new_decision_on_the_one_in_force() -> None:
    (filing_,) = appeals.given(BEFORE, DECIDED).when(replace(FILE, application_id=EARLIER)).events
    given = (BEFORE, DECIDED, filing_)
    events = after(*heard(EARLIER, "dibao"), *heard(APPLICATION, "dibao"), given=given)
    assert [event.open_still for event in events if isinstance(event, Compared)] == [False, True]
    waiting = appeals.given(*given, *events)
    waiting.when(ANSWER).then_refused("outcome-differs")
    again = replace(DECIDED, decided_on=date(2024, 12, 2), refused_for=(), assessment=assessed("dibao"))
    noted, answer = waiting.when(NoteDecision(noted=again, now=LATER)).events
    assert noted == again and isinstance(answer, Answered) and answer.outcome == "changed"


def test_without_evidence_no_other_decision_is_looked_at() -> None:
    (filing_,) = appeals.given(BEFORE, DECIDED).when(replace(FILE, facts={})).events
    assert isinstance(filing_, Filed) and filing_.also == ()
