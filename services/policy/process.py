"""Which clocks a case runs by: those of a household, of 特困 or of children. Pure. Brief 4, 12.20 and 12.22."""

from collections.abc import Iterable
from datetime import date
from typing import Final, Literal

from contracts.classification import PersonStatus
from services.policy.calendar import add_working_days
from services.policy.parameter_schema import ProcessRules

Kind = Literal["ordinary", "tekun", "children"]
CHILDREN: Final = frozenset({"orphan", "unsupported_child"})


def kind_of(category: str, statuses: Iterable[PersonStatus]) -> Kind:
    """A class of the household, or 低保 of one member, goes the ordinary way; children alone need no notice."""
    given = set(statuses)
    if category != "none" or "dibao" in given or not given:
        return "ordinary"
    return "children" if given <= CHILDREN else "tekun"


def township_due(accepted_on: date, statuses: Iterable[PersonStatus], rules: ProcessRules) -> date | None:
    """Last day of the township's opinion where somebody is 特困 or a child in need: 15 working days each."""
    given = set(statuses)
    days = [
        *([rules.township_days["tekun"]] if "tekun" in given else []),
        *([rules.township_days["children"]] if given & CHILDREN else []),
    ]
    return add_working_days(accepted_on, min(days)) if days else None
