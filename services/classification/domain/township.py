"""What the township does: an opinion on the dossier, the public notice, and a second look after an objection. Pure.

民发〔2021〕57号 Art. 18 and 19.
"""

from datetime import date, datetime
from typing import Any, Literal

from services.chassis.errors import RuleBroken
from services.classification import clocks
from services.classification.domain.by_conference import with_class
from services.classification.domain.commands import (
    AdoptClass,
    ConfirmClass,
    GiveOpinion,
    JudgeDossier,
    OpenNotice,
    RecordObjection,
    RefuseApplication,
    UpholdOpinion,
)
from services.classification.domain.events import (
    ClassByConference,
    Event,
    HouseholdTested,
    NoticeOpened,
    ObjectionRecorded,
    OpinionProposed,
)
from services.classification.domain.outcome import Outcome, outcome_of
from services.classification.domain.state import FINISHED, UNJUDGED, Case, Determination, moved
from services.policy.process import kind_of, township_due


def judge(state: Determination, command: JudgeDossier) -> list[Event]:
    """Provisional while something that could change the class is missing: then nothing is proposed. Brief 4."""
    case, test = state.case(command.application_id), command.assessment
    if case.stage == "ended" or command.revision <= case.revision:
        return []
    tested = HouseholdTested(
        application_id=command.application_id,
        revision=command.revision,
        division=command.division,
        residence=command.residence,
        needs=command.needs,
        provisional=test.category is None or bool(test.missing),
        missing=test.missing,
        tested_at=command.now,
        recheck=command.recheck,
        undeclared=command.undeclared,
        grace_months=command.grace_months,
        **clocks_of(case, command),
        household=command.household,
        assessment=test,
    )
    if tested.provisional or tested.recheck or case.stage in UNJUDGED:
        return [tested]  # how a re-check goes on is decided in recheck.py
    if state.superseded(case.application_id):
        return [tested]  # shown beside the decision of then; what counts is decided on the later one
    return [tested, *changed_opinion(moved(case, tested), command)]


def clocks_of(case: Case, command: JudgeDossier) -> dict[str, Any]:
    """How long township and county have, by what is given. Brief 12.22."""
    rules, outcome = command.process, outcome_of(command.assessment)
    if rules is None:
        return {}
    accepted_on = case.accepted_on
    return {
        "township_due": township_due(accepted_on, outcome.statuses, rules) if accepted_on else None,
        "county_days": rules.county_days[kind_of(outcome.category, outcome.statuses)],
    }


def changed_opinion(case: Case, command: JudgeDossier) -> list[Event]:
    """A new opinion at once where an objection waits for one, or where the outcome is another."""
    outcome = outcome_of(with_class(case, command.assessment))
    stands = case.decided if case.stage in ("confirmed", "refused") else case.proposed
    if case.stage == "objected":
        return [proposed(case, outcome, "objection", command.now)]
    return [proposed(case, outcome, "changed-facts", command.now)] if stands != outcome else []


def proposed(
    case: Case,
    outcome: Outcome,
    after: Literal["test", "changed-facts", "objection", "recheck", "conference"],
    now: datetime,
) -> OpinionProposed:
    return OpinionProposed(
        application_id=case.application_id,
        category=outcome.category,
        after=after,
        statuses=outcome.statuses,
        county_due=without_notice(case, outcome, now) if after != "recheck" else None,
        proposed_at=now,
    )


def without_notice(case: Case, outcome: Outcome, now: datetime) -> date | None:
    """Children's aid alone is not announced: its file is with the county on the day of the opinion. Brief 12.20."""
    if kind_of(outcome.category, outcome.statuses) != "children":
        return None
    return clocks.county_due(now.date(), case.county_days)


def give_opinion(state: Determination, command: GiveOpinion) -> list[Event]:
    """Written the working day after a complete test; a notice or a refusal before that implies it."""
    case = state.case(command.application_id)
    if case.stage != "tested" or case.assessment is None:
        return []
    return [proposed(case, outcome_of(case.assessment), "test", command.now)]


def adopt(state: Determination, command: AdoptClass) -> list[Event]:
    """Only where the test gives no class and nothing was decided meanwhile; said again it is quiet."""
    case = state.case(command.application_id)
    if case.assessment is None or case.by_conference or case.assessment.category != "none" or case.stage in FINISHED:
        return []
    adopted = ClassByConference(
        application_id=case.application_id,
        category=command.category,
        valid_until=command.valid_until,
        adopted_at=command.now,
    )
    after = moved(case, adopted)
    outcome = outcome_of(after.assessment) if after.assessment else outcome_of(case.assessment)
    return [adopted, proposed(after, outcome, "conference", command.now)]


def standing(
    state: Determination, command: OpenNotice | ConfirmClass | RefuseApplication | UpholdOpinion
) -> tuple[Case, list[Event]]:
    """The case with its opinion, and the event where the step implies it.

    Refused where there is nothing to act on, or where what is known no longer carries an opinion.
    """
    case = state.open_case(command.application_id)
    if case is None or case.stage == "ended":
        raise RuleBroken("nothing-proposed")
    if case.stage in ("confirmed", "refused"):
        raise RuleBroken("already-decided")
    if case.provisional and case.stage != "waiting":
        raise RuleBroken("provisional", pointer=", ".join(case.missing) or None)
    implied = give_opinion(state, GiveOpinion(application_id=case.application_id, now=command.now))
    for event in implied:
        case = moved(case, event)
    if case.proposed is None:
        raise RuleBroken("nothing-proposed")
    return case, implied


def open_notice(state: Determination, command: OpenNotice) -> list[Event]:
    case, implied = standing(state, command)
    if case.stage == "objected":
        raise RuleBroken("objection-open")
    if case.stage == "with_county" and case.notice_end is None:
        raise RuleBroken("no-notice-needed")
    if case.stage != "proposed":
        raise RuleBroken("notice-already-posted")
    if case.proposed and case.proposed.gives_nothing:
        raise RuleBroken("nothing-to-announce")
    end = clocks.notice_end(command.now.date())
    return [
        *implied,
        NoticeOpened(
            application_id=case.application_id,
            notice_end=end,
            reaches_county=clocks.reaches_county(end),
            posted_at=command.now,
        ),
    ]


def object_to_it(state: Determination, command: RecordObjection) -> list[Event]:
    case = state.open_case(command.application_id)
    if case is None or case.stage != "in_notice":
        raise RuleBroken("no-notice")
    return [ObjectionRecorded(application_id=case.application_id, claims=command.claims, raised_at=command.now)]


def uphold(state: Determination, command: UpholdOpinion) -> list[Event]:
    case, _ = standing(state, command)
    if case.stage != "objected" or case.proposed is None:
        raise RuleBroken("no-objection")
    return [proposed(case, case.proposed, "objection", command.now)]
