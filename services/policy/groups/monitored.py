"""监测对象: monitored against the return to poverty. A flag of the household. Brief 2.6, 12.12."""

from typing import Final

from contracts.reasons import Reason
from services.policy.household import View
from services.policy.income import IncomeTest
from services.policy.reasons import all_of, any_of, at_least, flag, is_flag

LAW: Final = "防止返贫动态监测和帮扶机制（2021年指导意见）"


def monitored(view: View, test: IncomeTest) -> Reason:
    """By agriculture's list, or as sudden hardship: over the line, but an event left the house collapsed or severe.

    Low income alone does not set the flag.
    """
    listed = view.flag("on_agriculture_list", is_listed(view), "monitored")
    return any_of("monitored.risk", is_flag("monitored.listed", listed, law=LAW), _sudden_hardship(view, test))


def is_listed(view: View) -> bool:
    """By what the household says or agriculture answered, or by what is on record."""
    return view.household.monitored is not None or view.standing.monitored is not None


def _sudden_hardship(view: View, test: IncomeTest) -> Reason:
    rural = view.household.residence == "rural"
    hit = any(event.house in view.p.monitoring.house for event in view.household.events)
    per_head = view.measure("income_per_head", "fen_per_year", view.per_head(test.counted), *test.paths)
    return all_of(
        "monitored.sudden_hardship",
        is_flag("monitored.rural", flag("rural", rural, view.p.version), law=LAW),
        is_flag("monitored.house_hit", view.flag("house_hit", hit, "events"), law=LAW),
        at_least("monitored.over_line", per_head, view.p.monitoring.line, law=LAW),
    )
