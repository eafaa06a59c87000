"""What each person of the household is, and as what each is counted once. Domain brief 2, table and counting rule."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from contracts.base import Key
from contracts.classification import Category, PersonStatus
from contracts.household import Household
from contracts.investigation import Dossier
from contracts.reasons import Reason
from services.policy.groups.disabled import disabled
from services.policy.groups.monitored import monitored
from services.policy.household import View, look
from services.policy.income import IncomeTest, income
from services.policy.parameter_schema import Parameters
from services.policy.spending import spending
from services.policy.standing import NOTHING_ON_RECORD, Standing

HIGHEST_FIRST: Final[tuple[PersonStatus, ...]] = (
    *("orphan", "unsupported_child", "tekun"),
    *("dibao", "dibao_edge", "rigid_expenditure"),
    *("monitored", "disabled", "other"),
)


def flags_of(view: View, test: IncomeTest) -> tuple[Reason, ...]:
    """The flags that stack with every class: monitored of the household, disabled of each holder of a certificate."""
    holders = (key for key, person in view.people.items() if person.disability or view.gaps(f"people.{key}.disability"))
    return (monitored(view, test), *(disabled(view, key) for key in holders))


def monitored_now(household: Household, p: Parameters, on: date) -> tuple[Reason, tuple[Key, ...]]:
    """The flag by what is known on a day, whatever the class, and the members whom it would cover. Brief 2.6."""
    view = look(Dossier(household=household), p, on, on, NOTHING_ON_RECORD)
    return monitored(view, income(view, spending(view))), view.members


def statuses(
    view: View, category: Category | None, decided: Mapping[Key, PersonStatus], flags: Iterable[Reason]
) -> dict[Key, tuple[PersonStatus, ...]]:
    """For everybody of the view the class, then the flags; `other` where there is none.

    `decided`: what single people are, whatever the class of the household.
    """
    holding = [flag for flag in flags if flag.outcome == "holds"]
    listed = any(flag.rule == "monitored.risk" for flag in holding)
    certified = {flag.person for flag in holding if flag.rule == "disabled.certificate"}
    shared = None if category == "none" else category
    result: dict[Key, tuple[PersonStatus, ...]] = {}
    for key in view.members:
        first = decided.get(key, shared)
        found: list[PersonStatus] = [first] if first else []
        found += ["monitored"] if listed else []
        found += ["disabled"] if key in certified else []
        result[key] = tuple(found) or ("other",)
    return result


def count_once(persons: Iterable[tuple[PersonStatus, ...]]) -> dict[str, int]:
    """Each person counted once, by the highest of what they are."""
    counter = Counter(min(held, key=HIGHEST_FIRST.index) for held in persons)
    return {status: counter[status] for status in HIGHEST_FIRST if status in counter}


def on_record(
    household: Household, p: Parameters, on: date, standing: Standing
) -> Mapping[Key, tuple[PersonStatus, ...]]:
    """What each person is by the class on record, where nothing is tested: `other` where nothing is on record."""
    view = look(Dossier(household=household), p, on, on, standing)
    flags = flags_of(view, income(view, spending(view)))
    fresh = statuses(view, standing.category, {}, flags)
    return {key: _recorded(standing, key, found) for key, found in fresh.items()}


def _recorded(standing: Standing, key: Key, fresh: tuple[PersonStatus, ...]) -> tuple[PersonStatus, ...]:
    """A status decided for the person stands; flags are those of today."""
    decided = tuple(found for found in standing.persons.get(key, ()) if found not in ("monitored", "disabled", "other"))
    flags = tuple(found for found in fresh if found in ("monitored", "disabled"))
    return (*decided, *flags) if decided else fresh
