"""监测对象: monitored against the return to poverty. A flag of the household. Brief 2.6, 12.12.

Where a county has merged the two policies, civil affairs decides by one determination instead of agriculture's list.
"""

from typing import Final

from contracts.reasons import Reason
from services.policy.household import View
from services.policy.income import IncomeTest
from services.policy.labour import is_severe
from services.policy.reasons import Measure, all_of, any_of, at_least, below, flag, is_flag

LAW: Final = "防止返贫动态监测和帮扶机制（2021年指导意见）"


def monitored(view: View, test: IncomeTest) -> Reason:
    """By agriculture's list, or as sudden hardship: over the line, but an event left the house collapsed or severe.

    Low income alone does not set the flag. In a county that has merged the two policies low income with a risk does.
    """
    listed = view.flag("on_agriculture_list", is_listed(view), "monitored")
    ways = [is_flag("monitored.listed", listed, law=LAW)] if view.p.monitoring.list_counts else []
    merged = [_merged(view, test)] if view.p.monitoring.merged_counts else []
    return any_of("monitored.risk", *ways, _sudden_hardship(view, test), *merged)


def is_listed(view: View) -> bool:
    """By what the household says or agriculture answered, or by what is on record."""
    return view.household.monitored is not None or view.standing.monitored is not None


def _sudden_hardship(view: View, test: IncomeTest) -> Reason:
    rural = view.household.residence == "rural"
    hit = any(event.house in view.p.monitoring.house for event in view.household.events)
    return all_of(
        "monitored.sudden_hardship",
        is_flag("monitored.rural", flag("rural", rural, view.p.version), law=LAW),
        is_flag("monitored.house_hit", view.flag("house_hit", hit, "events"), law=LAW),
        at_least("monitored.over_line", _per_head_year(view, test), view.p.monitoring.line, law=LAW),
    )


def _merged(view: View, test: IncomeTest) -> Reason:
    """One determination for both policies: a rural household under the line with illness, disability or a bad house."""
    rural = view.household.residence == "rural"
    paths = [f"people.{key}.{part}" for key in view.members for part in ("serious_illness", "disability")]
    at_risk = view.flag("at_risk", _at_risk(view), "housing", *paths)
    return all_of(
        "monitored.merged",
        is_flag("monitored.rural", flag("rural", rural, view.p.version), law=LAW),
        below("monitored.under_line", _per_head_year(view, test), view.p.monitoring.line, law=LAW),
        is_flag("monitored.at_risk", at_risk, law=LAW),
    )


def _at_risk(view: View) -> bool:
    grade = view.household.housing.grade if view.household.housing else None
    ill = any(person.serious_illness or is_severe(view, key) for key, person in view.people.items())
    return ill or grade in view.p.monitoring.house_grades


def _per_head_year(view: View, test: IncomeTest) -> Measure:
    return view.measure("income_per_head", "fen_per_year", view.per_head(test.counted), *test.paths)
