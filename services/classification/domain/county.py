"""What the county does: it confirms a class after an undisturbed notice, or refuses with reasons. Pure.

民发〔2021〕57号 Art. 20 and 21.
"""

from datetime import date
from typing import Any

from contracts.classification import Assessment
from services.chassis.errors import RuleBroken
from services.classification import clocks
from services.classification.domain.commands import ConfirmClass, EndNotice, RefuseApplication
from services.classification.domain.consequences import consequences, grace_of, kept
from services.classification.domain.events import ClassConfirmed, ClassRefused, Event, NoticeElapsed
from services.classification.domain.state import Case, Determination
from services.classification.domain.township import standing


def end_notice(state: Determination, command: EndNotice) -> list[Event]:
    """The file reaches the county on the first working day after the notice; its days run from then. Brief 12.15."""
    case = state.case(command.application_id)
    today = command.now.date()
    if case.stage != "in_notice" or case.reaches_county is None or today < case.reaches_county:
        return []
    due = clocks.county_due(case.reaches_county, case.county_days)
    return [NoticeElapsed(application_id=case.application_id, county_due=due, ended_at=command.now)]


def confirm(state: Determination, command: ConfirmClass) -> list[Event]:
    case, implied = standing(state, command)
    if case.proposed and case.proposed.gives_nothing:
        raise RuleBroken("nothing-to-confirm")
    if case.stage == "objected":
        raise RuleBroken("objection-open")
    if case.stage == "proposed":
        raise RuleBroken("notice-missing")
    if case.visit_causes and not case.county_visited:
        raise RuleBroken("county-visit-missing")
    ended = end_notice(state, EndNotice(application_id=case.application_id, now=command.now))
    if case.stage == "in_notice" and not ended:
        raise RuleBroken("notice-running")
    return [*implied, *ended, confirmation(state, case, command)]


def confirmation(state: Determination, case: Case, command: ConfirmClass) -> ClassConfirmed:
    today = command.now.date()
    fields = decided(state, case, command)
    grace = grace_of(state, case, today)
    if grace and state.holding and case.assessment:
        fields |= kept(state.holding, case.assessment)
    return ClassConfirmed(
        **fields,
        awards_from=clocks.month_after(today),
        valid_until=valid_until(case, today),
        recheck=clocks.recheck(today, fields["pay_class"]),
        grace_until=grace,
    )


def valid_until(case: Case, today: date) -> date:
    """12 months; a class of the conference not longer than the conference has said."""
    usual = clocks.valid_until(today)
    return min(usual, case.by_conference.valid_until) if case.by_conference else usual


def refuse(state: Determination, command: RefuseApplication) -> list[Event]:
    """A refusal needs no notice, but an opinion that neither the household nor anybody in it can be given anything."""
    case, implied = standing(state, command)
    if case.proposed is None or not case.proposed.gives_nothing:
        raise RuleBroken("nothing-to-refuse")
    return [*implied, refusal(state, case, command)]


def refusal(state: Determination, case: Case, command: ConfirmClass | RefuseApplication) -> ClassRefused:
    fields = decided(state, case, command)
    return ClassRefused(
        **fields,
        refusal_notice=clocks.refusal_notice(command.now.date()),
        review_filing=clocks.review_filing(fields["served_on"]),
    )


def decided(state: Determination, case: Case, command: ConfirmClass | RefuseApplication) -> dict[str, Any]:
    """What a confirmation and a refusal both keep, from the latest test."""
    test = case.assessment
    if test is None or case.household is None:
        raise RuleBroken("nothing-proposed")
    today = command.now.date()
    served = command.served_on or today
    if served < today:
        raise RuleBroken("served-before-decision", pointer="/served")
    return {
        "application_id": case.application_id,
        "division": case.division,
        "residence": case.residence,
        "needs": case.needs,
        "category": test.category,
        "pay_class": test.pay_class,
        "persons": dict(test.persons),
        "counted_as": dict(test.counted_as),
        "failed": dict(test.failed),
        "refused_for": refused_for(test),
        "parameters": test.parameters,
        "decided_on": today,
        "served_on": served,
        "decided_at": command.now,
        "household": case.household,
        "assessment": test,
        **consequences(state, case, today),
        **({"because": "conference"} if case.by_conference and not case.recheck else {}),
    }


def refused_for(test: Assessment) -> tuple[str, ...]:
    """Why the household has no class: the codes of every class that was tested, sorted. Empty where it has one."""
    codes = {code for reasons in test.failed.values() for code in reasons}
    return tuple(sorted(codes)) if test.category == "none" else ()
