"""From the test of a dossier to a confirmed class or a refusal: who may do what when. Pure.

Late facts are welcome at any time: an outcome that changes becomes a new opinion, before and after the decision
alike; nothing that was decided is ever cut by itself. Brief 4 and 5; 民发〔2021〕57号 Art. 18-21.
"""

from collections.abc import Callable
from typing import Any

from services.chassis.decider import Decider
from services.classification.domain.commands import (
    AdoptClass,
    Command,
    ConfirmClass,
    EndCase,
    EndGrace,
    EndNotice,
    GiveOpinion,
    JudgeDossier,
    NoteOverdue,
    NoteStanding,
    OpenNotice,
    RecordObjection,
    RefuseApplication,
    StartDecisionClock,
    UpholdOpinion,
)
from services.classification.domain.county import confirm, refuse
from services.classification.domain.events import CaseEnded, DecisionClockStarted, Event, OverdueNoted
from services.classification.domain.procedure import (
    extend_decision,
    require_visit,
    resume_clock,
    review_objection,
    suspend_clock,
    visit_by_county,
)
from services.classification.domain.procedure_messages import (
    ExtendDecision,
    ReckonAnew,
    RequireCountyVisit,
    ResumeClock,
    ReviewObjection,
    SuspendClock,
    VisitByCounty,
)
from services.classification.domain.recheck import end_grace, end_notice_or_stop, judge_or_recheck, note_standing
from services.classification.domain.reckoning import reckon_anew, running
from services.classification.domain.state import FINISHED, Determination, evolve
from services.classification.domain.township import adopt, give_opinion, object_to_it, open_notice, uphold


def start_clock(state: Determination, command: StartDecisionClock) -> list[Event]:
    case = state.case(command.application_id)
    if case.stage == "ended" or case.decision_due:
        return []
    return [
        DecisionClockStarted(
            application_id=command.application_id,
            division=command.division,
            accepted_on=command.accepted_on,
            decision_due=command.decision_due,
        )
    ]


def note_overdue(state: Determination, command: NoteOverdue) -> list[Event]:
    """Once per clock and level; what the clock is for stops it. Brief 5: overdue escalates township, county, city."""
    case, today = state.case(command.application_id), command.now.date()
    due = running(case, command.clock)
    if due is None or today <= due or (command.clock, command.level) in case.late:
        return []
    return [
        OverdueNoted(application_id=case.application_id, clock=command.clock, level=command.level, overdue_on=today)
    ]


def end_case(state: Determination, command: EndCase) -> list[Event]:
    """Withdrawn before the decision; a later dossier of it is not looked at any more."""
    case = state.case(command.application_id)
    if case.stage in FINISHED or case.decided:
        return []
    return [CaseEnded(application_id=command.application_id, reason="withdrawn", ended_at=command.now)]


RULES: dict[type, Callable[[Determination, Any], list[Event]]] = {
    ReviewObjection: review_objection,
    RequireCountyVisit: require_visit,
    VisitByCounty: visit_by_county,
    ExtendDecision: extend_decision,
    SuspendClock: suspend_clock,
    ResumeClock: resume_clock,
    ReckonAnew: reckon_anew,
    StartDecisionClock: start_clock,
    JudgeDossier: judge_or_recheck,
    NoteStanding: note_standing,
    EndGrace: end_grace,
    GiveOpinion: give_opinion,
    AdoptClass: adopt,
    OpenNotice: open_notice,
    RecordObjection: object_to_it,
    UpholdOpinion: uphold,
    EndNotice: end_notice_or_stop,
    ConfirmClass: confirm,
    RefuseApplication: refuse,
    NoteOverdue: note_overdue,
    EndCase: end_case,
}


def decide(state: Determination, command: Command) -> list[Event]:
    return RULES[type(command)](state, command)


DETERMINATION: Decider[Determination, Command, Event] = Decider(
    name="determination", initial=Determination, decide=decide, evolve=evolve, events=Event
)
