"""What is known of a household's determination: one case per application, and which of them is open."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, assert_never
from uuid import UUID

from contracts.classification import Assessment
from contracts.household import Household, Residence
from contracts.investigation import RecheckTerms
from services.classification.domain.by_conference import with_class
from services.classification.domain.events import (
    CaseEnded,
    ClassByConference,
    ClassConfirmed,
    ClassRefused,
    DecisionClockStarted,
    Event,
    HouseholdTested,
    LateClock,
    NoticeElapsed,
    NoticeOpened,
    ObjectionRecorded,
    OpinionProposed,
    OverdueNoted,
    StandingNoted,
)
from services.classification.domain.outcome import Outcome, outcome_of
from services.classification.domain.procedure_messages import (
    ClockResumed,
    ClocksReckoned,
    ClockSuspended,
    CountyVisited,
    CountyVisitRequired,
    DecisionExtended,
    ObjectionReviewed,
)
from services.policy.calendar import BEIJING
from services.policy.lateness import Level

Stage = Literal[
    "waiting",
    "provisional",
    "tested",
    "proposed",
    "in_notice",
    "objected",
    "with_county",
    "confirmed",
    "refused",
    "ended",
]
FINISHED = frozenset({"confirmed", "refused", "ended"})
UNJUDGED = frozenset({"waiting", "provisional", "tested"})


@dataclass(frozen=True, kw_only=True)
class Case:
    """One application on its way to a decision; `assessment` and `household` are those of the latest test."""

    application_id: UUID
    stage: Stage = "waiting"
    division: str = ""
    residence: Residence = "urban"
    needs: tuple[str, ...] = ()
    decision_due: date | None = None
    revision: int = 0
    missing: tuple[str, ...] = ()
    provisional: bool = True
    household: Household | None = None
    assessment: Assessment | None = None
    tested_on: date | None = None
    proposed: Outcome | None = None
    decided: Outcome | None = None
    notice_end: date | None = None
    reaches_county: date | None = None
    township_due: date | None = None
    county_due: date | None = None
    county_since: date | None = None  # the file is there
    late: tuple[tuple[LateClock, Level], ...] = ()  # which clock was shown to whom
    reckoned: Mapping[LateClock, str] = field(default_factory=dict)  # each last day by which calendar
    accepted_on: date | None = None
    county_days: int | None = None
    visit_causes: tuple[str, ...] = ()
    county_visited: bool = False
    suspended_on: date | None = None
    recheck: RecheckTerms | None = None
    by_conference: ClassByConference | None = None
    undeclared: bool = False  # of a re-check: sources have found assets that the household had not named
    grace_months: int = 0


@dataclass(frozen=True, kw_only=True)
class Holding:
    """The class that counts, or will from the next month. `since`: its first month; `application_id` None: from before.

    `grace_until`: last month in which it is kept although income has risen through work.
    """

    category: str
    pay_class: int | None
    persons: Mapping[str, tuple[str, ...]]
    since: str | None
    application_id: UUID | None = None
    grace_until: str | None = None


@dataclass(frozen=True)
class Determination:
    """All cases of one household, in the order in which they began, and what it holds."""

    cases: Mapping[UUID, Case] = field(default_factory=dict)
    holding: Holding | None = None

    def case(self, application_id: UUID) -> Case:
        return self.cases.get(application_id) or Case(application_id=application_id)

    def open_case(self, application_id: UUID | None = None) -> Case | None:
        """The case that was meant: the one named, else the latest that is not finished, else the latest."""
        if application_id:
            return self.cases.get(application_id)
        latest_first = list(self.cases.values())[::-1]
        return next(
            (case for case in latest_first if case.stage not in FINISHED), latest_first[0] if latest_first else None
        )

    def superseded(self, application_id: UUID) -> bool:
        """Decided, and a later decision on another application counts instead."""
        case, holding = self.cases.get(application_id), self.holding
        return bool(case and case.decided and holding and holding.application_id not in (None, application_id))

    def with_case(self, case: Case) -> "Determination":
        return replace(self, cases={**self.cases, case.application_id: case})


def evolve(state: Determination, event: Event) -> Determination:
    if isinstance(event, StandingNoted):
        return replace(state, holding=on_record(event))
    after = state.with_case(moved(state.case(event.application_id), event))
    return replace(after, holding=held(state, event)) if isinstance(event, ClassConfirmed | ClassRefused) else after


def on_record(event: StandingNoted) -> Holding | None:
    if event.category is None:
        return None
    return Holding(category=event.category, pay_class=event.pay_class, persons=dict(event.persons), since=event.since)


def held(state: Determination, event: ClassConfirmed | ClassRefused) -> Holding:
    """The same class goes on from its first month; another one begins with its own."""
    before = state.holding
    first = event.awards_from if isinstance(event, ClassConfirmed) else None
    goes_on = before is not None and before.category == event.category
    return Holding(
        category=event.category,
        pay_class=event.pay_class,
        persons=dict(event.persons),
        since=before.since if before and goes_on else first,
        application_id=event.application_id,
        grace_until=event.grace_until if isinstance(event, ClassConfirmed) else None,
    )


def moved(case: Case, event: Event) -> Case:
    match event:
        case DecisionClockStarted():
            return replace(
                case,
                division=event.division,
                accepted_on=event.accepted_on,
                decision_due=event.decision_due,
                reckoned={**case.reckoned, "decision": event.calendar},
            )
        case HouseholdTested():
            return tested(case, event)
        case ClassByConference():
            given = replace(case, by_conference=event)
            test = with_class(given, case.assessment) if case.assessment else None
            return replace(given, assessment=test)
        case OpinionProposed():
            outcome = outcome_of(case.assessment) if case.assessment else None
            return replace(
                case,
                stage="with_county" if event.county_due else "proposed",
                proposed=outcome,
                notice_end=None,
                reaches_county=None,
                county_due=event.county_due,
                county_since=event.proposed_at.astimezone(BEIJING).date(),
                late=without(case.late, "county_decision"),
                reckoned={**case.reckoned, "county_decision": event.calendar},
            )
        case NoticeOpened():
            return replace(case, stage="in_notice", notice_end=event.notice_end, reaches_county=event.reaches_county)
        case ObjectionRecorded():
            return replace(case, stage="objected")
        case NoticeElapsed():
            return replace(
                case,
                stage="with_county",
                county_due=event.county_due,
                county_since=case.reaches_county,
                late=without(case.late, "county_decision"),
                reckoned={**case.reckoned, "county_decision": event.calendar},
            )
        case ClassConfirmed():
            return replace(case, stage="confirmed", decided=case.proposed)
        case ClassRefused():
            return replace(case, stage="refused", decided=case.proposed)
        case OverdueNoted():
            return replace(case, late=(*case.late, (event.clock, event.level)))
        case CaseEnded():
            return replace(case, stage="ended")
        case StandingNoted() | ObjectionReviewed():
            return case
        case CountyVisitRequired():
            return replace(case, visit_causes=(*case.visit_causes, event.because))
        case CountyVisited():
            return replace(case, county_visited=True)
        case DecisionExtended():
            return replace(
                case,
                decision_due=event.decision_due,
                late=without(case.late, "decision"),
                reckoned={**case.reckoned, "decision": event.calendar},
            )
        case ClocksReckoned():
            return replace(
                case,
                decision_due=event.decision_due or case.decision_due,
                township_due=event.township_due or case.township_due,
                county_due=event.county_due or case.county_due,
                reckoned=dict.fromkeys(case.reckoned, event.calendar),
            )
        case ClockSuspended():
            return replace(case, suspended_on=event.suspended_at.date())
        case ClockResumed():
            return replace(
                case,
                suspended_on=None,
                decision_due=event.decision_due,
                township_due=event.township_due or case.township_due,
                county_due=event.county_due or case.county_due,
                late=(),
            )
        case _:
            assert_never(event)


def without(late: tuple[tuple[LateClock, Level], ...], clock: LateClock) -> tuple[tuple[LateClock, Level], ...]:
    """A clock that has another last day is not late yet."""
    return tuple(told for told in late if told[0] != clock)


def tested(case: Case, event: HouseholdTested) -> Case:
    first: Stage = "provisional" if event.provisional else "tested"
    return replace(
        case,
        stage=first if case.stage in UNJUDGED else case.stage,
        division=event.division,
        residence=event.residence,
        needs=event.needs,
        revision=event.revision,
        missing=event.missing,
        township_due=event.township_due,
        reckoned={**case.reckoned, "township_opinion": event.calendar},
        provisional=event.provisional,
        county_days=event.county_days,
        recheck=event.recheck,
        undeclared=event.undeclared,
        grace_months=event.grace_months,
        household=getattr(event, "household", None),  # gone once the household was erased
        assessment=with_class(case, event.assessment) if hasattr(event, "assessment") else None,
        tested_on=event.tested_at.astimezone(BEIJING).date(),
    )
