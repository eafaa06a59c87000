"""An appeal from its filing to its answer: the clock runs, evidence is compared, another officer answers. Pure.

57号 Art. 18 and 37; 行政复议法 Art. 20 and 62; 信访工作条例. Payments go on meanwhile: nothing here stops any.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from contracts.base import Deadlines
from services.appeals.domain.comparing import compared, is_same
from services.appeals.domain.messages import (
    Answered,
    Command,
    DecisionNoted,
    Escalated,
    Event,
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
from services.appeals.domain.state import Appeal, Appeals, evolve
from services.chassis.decider import Decider
from services.chassis.errors import NotFound, RuleBroken
from services.policy.appeals import OF_A_DECISION, after_review, clocks


def note_decision(state: Appeals, command: NoteDecision) -> list[Event]:
    """A new decision on the evidence is the answer to the appeals that it was filed with."""
    noted = command.noted
    before = state.decisions.get(noted.application_id)
    if before == noted:
        return []
    changed = [
        answer_of(appeal, "changed", noted.refused_for, {}, command.now)
        for appeal in state.waiting(noted.application_id)
        if is_another(appeal, before, noted)
    ]
    return [noted, *changed]


def is_another(appeal: Appeal, before: DecisionNoted | None, noted: DecisionNoted) -> bool:
    """The evidence made another outcome; a re-check is decided before anybody has compared it."""
    known = appeal.comparisons.get(noted.application_id)
    if known:
        return not known.unchanged
    decided = getattr(before, "assessment", None)
    return decided is not None and not is_same(decided, noted.assessment)


def file(state: Appeals, command: File) -> list[Event]:
    """Raises `no-decision` and `review-too-late`; said again it is quiet."""
    if command.appeal_id in state.appeals:
        return []
    decision = decision_meant(state, command)
    if command.kind in OF_A_DECISION and decision is None:
        raise RuleBroken("no-decision", "/application_id")
    if command.kind == "review" and decision and is_late(decision, command.now):
        raise RuleBroken("review-too-late")
    return [
        Filed(
            appeal_id=command.appeal_id,
            application_id=decision.application_id if decision else command.application_id,
            division=command.division,
            kind=command.kind,
            claims=command.claims,
            with_evidence=bool(command.facts),
            also=others(state, decision) if command.facts else (),
            deadlines=clocks(command.kind, command.now, command.rules, urgent=command.urgent),
            filed_at=command.now,
            facts=command.facts,
            words=command.words,
        )
    ]


def others(state: Appeals, decision: DecisionNoted | None) -> tuple[UUID, ...]:
    """Every other decision on the household: which of them used a disputed fact is seen in its dossier."""
    return tuple(id_ for id_ in state.decisions if decision and id_ != decision.application_id)


def decision_meant(state: Appeals, command: File) -> DecisionNoted | None:
    """That of the application named, else the latest: whoever objects need not know the number of a re-check."""
    if command.application_id:
        return state.decisions.get(command.application_id)
    known = state.decisions.values() if command.kind in OF_A_DECISION else ()
    return max(known, key=lambda noted: (noted.decided_on, noted.noted_at), default=None)


def is_late(decision: DecisionNoted, now: datetime) -> bool:
    last = decision.deadlines.get("review_filing")
    return last is not None and now.date() > last_day(last)


def last_day(last: date | datetime) -> date:
    return last.date() if isinstance(last, datetime) else last


def note_evidence(state: Appeals, command: NoteEvidence) -> list[Event]:
    """Dossiers and tests come by two ways, so either may be the last that was missing."""
    if not any(state.waiting(command.application_id)) or command.application_id in state.evidence:
        return []
    heard = EvidenceHeard(application_id=command.application_id, revision=command.revision, heard_at=command.now)
    test = state.tests.get(command.application_id)
    return [heard, *(compared(evolve(state, heard), test) if test else ())]


def note_test(state: Appeals, command: NoteTest) -> list[Event]:
    known = state.tests.get(command.application_id)
    if not any(state.waiting(command.application_id)) or (known and known.revision >= command.revision):
        return []
    heard = TestHeard(
        application_id=command.application_id,
        revision=command.revision,
        heard_at=command.now,
        assessment=command.assessment,
    )
    return [heard, *compared(state, heard)]


def give_answer(state: Appeals, command: GiveAnswer) -> list[Event]:
    """Raises `same-decision-maker`, and `outcome-differs` where the evidence makes another outcome: that needs a
    new decision, which then answers the appeal itself."""
    appeal = state.appeals.get(command.appeal_id)
    if appeal is None:
        raise NotFound("appeal-not-found")
    if appeal.answered:
        if appeal.answered.outcome == command.outcome:
            return []
        raise RuleBroken("appeal-answered")
    filed = appeal.filed
    decision = state.decisions.get(filed.application_id) if filed.application_id else None
    if filed.kind in OF_A_DECISION and decision and decision.decided_by == command.actor:
        raise RuleBroken("same-decision-maker")
    if appeal.differs:
        raise RuleBroken("outcome-differs")
    reasons = decision.refused_for if decision and filed.kind in OF_A_DECISION else ()
    remedies = remedies_of(appeal, decision, command)
    return [answer_of(appeal, command.outcome, reasons, remedies, command.now, command.words)]


def remedies_of(appeal: Appeal, decision: DecisionNoted | None, command: GiveAnswer) -> Deadlines:
    """What the family may still do, told with the answer."""
    if appeal.filed.kind == "review":
        return {"lawsuit_filing": after_review(command.now.date(), command.rules)}
    if appeal.filed.kind == "objection" and decision:
        return decision.deadlines
    return {}


def answer_of(
    appeal: Appeal, outcome: Any, reasons: tuple[str, ...], deadlines: Deadlines, now: datetime, words: str = ""
) -> Answered:
    return Answered(
        appeal_id=appeal.filed.appeal_id,
        application_id=appeal.filed.application_id,
        kind=appeal.filed.kind,
        outcome=outcome,
        reasons=reasons,
        deadlines=deadlines,
        answered_at=now,
        words=words,
        differences=getattr(appeal.compared, "differences", ()),
    )


def note_overdue(state: Appeals, command: NoteOverdue) -> list[Event]:
    """Once per level; an answer stops it. Brief 5: township, county, city."""
    appeal = state.appeals.get(command.appeal_id)
    if appeal is None or appeal.answered or command.level in appeal.escalated:
        return []
    return [
        Escalated(
            appeal_id=command.appeal_id,
            application_id=appeal.filed.application_id,
            kind=appeal.filed.kind,
            level=command.level,
            escalated_at=command.now,
        )
    ]


RULES: dict[type, Callable[[Appeals, Any], list[Event]]] = {
    NoteDecision: note_decision,
    File: file,
    NoteEvidence: note_evidence,
    NoteTest: note_test,
    GiveAnswer: give_answer,
    NoteOverdue: note_overdue,
}


def decide(state: Appeals, command: Command) -> list[Event]:
    return RULES[type(command)](state, command)


APPEALS: Decider[Appeals, Command, Event] = Decider(
    name="appeals", initial=Appeals, decide=decide, evolve=evolve, events=Event
)
