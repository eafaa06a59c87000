"""One determination as staff read it: stage, dates, figures and the reasons behind the class, with their words."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any
from uuid import UUID

from contracts.reasons import Reason
from services.classification.domain.state import Case, Determination
from services.policy.counterfactual import of_record
from services.policy.counterfactual_words import sentence
from services.policy.parameters import parameters
from services.policy.words import LANGUAGES, because, render


def determination_view(household_id: UUID, state: Determination) -> dict[str, Any]:
    """The open case first, then the others; amounts in fen, unrounded."""
    current = state.open_case()
    others = [case for case in state.cases.values() if case is not current]
    return {
        "household_id": str(household_id),
        "current": case_view(current) if current else None,
        "others": [case_view(case) for case in others],
    }


def case_view(case: Case) -> dict[str, Any]:
    test = case.assessment
    return {
        "application_id": str(case.application_id),
        "stage": case.stage,
        "division": case.division,
        "category": case.decided.category if case.decided else "untested",
        "proposed": case.proposed.category if case.proposed else None,
        "provisional": case.provisional,
        "missing": list(case.missing),
        "revision": case.revision,
        "escalated": [level for clock, level in case.late if clock == "decision"],
        "late": [{"clock": clock, "level": level} for clock, level in case.late],
        "county_visit": {"because": list(case.visit_causes), "made": case.county_visited},
        "suspended_on": case.suspended_on.isoformat() if case.suspended_on else None,
        "deadlines": deadlines(case),
        "pay_class": test.pay_class if test else None,
        "persons": {key: list(statuses) for key, statuses in test.persons.items()} if test else {},
        "counted_as": dict(test.counted_as) if test else {},
        "failed": {name: list(codes) for name, codes in test.failed.items()} if test else {},
        "because": {code: code_view(code) for codes in test.failed.values() for code in codes} if test else {},
        "figures": test.figures.model_dump(exclude_none=True) if test else {},
        "parameters": test.parameters if test else None,
        "would_change": would_change(case),
        "reasons": [reason_view(reason) for tree in test.reasons for reason in flat(tree)] if test else [],
    }


def would_change(case: Case) -> list[dict[str, Any]]:
    """The nearest single changes after which the household would hold another class; none while a fact is missing."""
    if case.household is None or case.assessment is None or case.tested_on is None or case.missing:
        return []
    rules = parameters(case.division, case.residence, case.tested_on)
    changes = of_record(case.household, rules, case.tested_on, case.assessment.category)
    return [{**asdict(change), "says": {lang: sentence(change, lang) for lang in LANGUAGES}} for change in changes]


def deadlines(case: Case) -> dict[str, str]:
    dates = {
        "decision": case.decision_due,
        "notice_end": case.notice_end,
        "county_decision": case.county_due,
    }
    return {name: day.isoformat() for name, day in dates.items() if day}


def flat(reason: Reason) -> Iterator[Reason]:
    yield reason
    for part in reason.because:
        yield from flat(part)


def reason_view(reason: Reason) -> dict[str, Any]:
    said = {lang: render(reason, lang) for lang in LANGUAGES}
    return {**reason.model_dump(mode="json", exclude={"because"}, exclude_none=True), "says": said}


def code_view(code: str) -> dict[str, str]:
    return {lang: because(code, lang) for lang in LANGUAGES}
