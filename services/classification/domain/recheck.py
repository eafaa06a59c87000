"""A known household is tested again: decided at once, after the notice that a stop needs, or when grace is over. Pure.

Nothing is cut without a decision that counts from the next month. Brief 4, 12.14, 12.16, 12.17.
"""

from datetime import datetime

from services.classification import clocks
from services.classification.domain.commands import ConfirmClass, EndGrace, EndNotice, JudgeDossier, NoteStanding
from services.classification.domain.county import confirmation, end_notice, refusal
from services.classification.domain.events import (
    ClassConfirmed,
    ClassRefused,
    DecisionClockStarted,
    Event,
    NoticeOpened,
    StandingNoted,
)
from services.classification.domain.outcome import outcome_of
from services.classification.domain.state import Case, Determination, evolve
from services.classification.domain.township import judge, proposed
from services.policy.calendar import month_of


def note_standing(state: Determination, command: NoteStanding) -> list[Event]:
    """Only before anything was decided here: that is newer than any register."""
    if state.holding is not None:
        return []
    return [
        StandingNoted(
            category=command.category,
            pay_class=command.pay_class,
            persons=command.persons,
            since=command.since,
            noted_at=command.now,
        )
    ]


def judge_or_recheck(state: Determination, command: JudgeDossier) -> list[Event]:
    tested = judge(state, command)
    if command.recheck is None or not tested:
        return tested
    return [*tested, *after_test(after(state, tested), command)]


def after(state: Determination, events: list[Event]) -> Determination:
    for event in events:
        state = evolve(state, event)
    return state


def after_test(state: Determination, command: JudgeDossier) -> list[Event]:
    """While a fact is missing a clock runs; then the decision, once for each outcome."""
    case = state.case(command.application_id)
    if case.provisional:
        return waiting(case, command)
    if case.assessment is None or state.superseded(case.application_id):
        return []
    outcome = outcome_of(case.assessment)
    if outcome == (case.proposed if case.stage == "in_notice" else case.decided):
        return []
    opinion = proposed(case, outcome, "recheck", command.now)
    state = evolve(state, opinion)
    if loses_tekun(state, state.case(command.application_id)):
        return [opinion, notice(case, command.now)]
    return [opinion, decision(state, state.case(command.application_id), command.now)]


def waiting(case: Case, command: JudgeDossier) -> list[Event]:
    today = command.now.date()
    if case.decision_due:
        return []
    return [
        DecisionClockStarted(
            application_id=command.application_id,
            division=command.division,
            accepted_on=today,
            decision_due=clocks.decision_due(today),
        )
    ]


def loses_tekun(state: Determination, case: Case) -> bool:
    """Somebody who still lives in the household is 特困 no longer: that is announced for 7 days before it ends."""
    if state.holding is None or case.assessment is None or case.household is None:
        return False
    before = {key for key, statuses in state.holding.persons.items() if "tekun" in statuses}
    now = {key for key, statuses in case.assessment.persons.items() if "tekun" in statuses}
    return bool((before - now) & set(case.household.people))


def notice(case: Case, now: datetime) -> NoticeOpened:
    end = clocks.notice_end(now.date())
    return NoticeOpened(
        application_id=case.application_id,
        notice_end=end,
        reaches_county=clocks.reaches_county(end),
        posted_at=now,
    )


def decision(state: Determination, case: Case, now: datetime) -> ClassConfirmed | ClassRefused:
    """As the county decides; with grace the family keeps its class although the test gives it none."""
    command = ConfirmClass(application_id=case.application_id, now=now)
    confirmed = confirmation(state, case, command)
    nothing = case.proposed is None or case.proposed.gives_nothing
    return refusal(state, case, command) if nothing and not confirmed.grace_until else confirmed


def end_notice_or_stop(state: Determination, command: EndNotice) -> list[Event]:
    """The notice of a stop ends with the decision itself."""
    elapsed = end_notice(state, command)
    case = state.case(command.application_id)
    if not elapsed or case.recheck is None:
        return elapsed
    return [*elapsed, decision(state, case, command.now)]


def end_grace(state: Determination, command: EndGrace) -> list[Event]:
    """The class of the re-check that gave the grace, unless another decision has come since."""
    holding, case = state.holding, state.case(command.application_id)
    current = holding is not None and holding.application_id == command.application_id and holding.grace_until
    if not current or case.assessment is None or month_of(command.now.date()) < str(current):
        return []
    return [decision(state, case, command.now)]
