"""What would change this: the nearest single changes of one fact after which the household holds another class.

Every change is found by testing the changed household again and never by guessing at a rule. Domain brief 2, 7.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from contracts.base import Key
from contracts.classification import Category
from contracts.household import Assets, Household
from contracts.investigation import Dossier
from services.policy.cascade import assess
from services.policy.parameter_schema import Parameters
from services.policy.standing import NOTHING_ON_RECORD, Standing

STEP: Final = 100  # fen: a family thinks in yuan
Place = Callable[[int], Household]  # the household with another amount in this place
Classify = Callable[[Household], Category | None]


@dataclass(frozen=True, kw_only=True)
class Change:
    """One fact from one amount to another (fen, or a number of things), and the class that the household then holds."""

    fact: str
    person: Key | None
    counted: bool  # a number of things, not money
    before: int
    after: int
    category: Category


@dataclass(frozen=True, kw_only=True)
class Lever:
    """A fact that can be moved: where it stands, and how far to either side it is tried."""

    fact: str
    person: Key | None
    now: int
    most: int
    put: Place
    counted: bool = False


def would_change(
    dossier: Dossier, p: Parameters, on: date, applied_on: date, standing: Standing = NOTHING_ON_RECORD
) -> tuple[Change, ...]:
    """For each fact the least decrease and the least increase that leads to another class; money first, in its order.

    Nothing where the class cannot be told yet.
    """

    def classify(household: Household) -> Category | None:
        return assess(dossier.model_copy(update={"household": household}), p, on, applied_on, standing).category

    present = classify(dossier.household)
    if present is None:
        return ()
    found = (change for lever in _levers(dossier.household, p) for change in _moved(lever, present, classify))
    return tuple(found)


def _moved(lever: Lever, present: Category, classify: Classify) -> Iterator[Change]:
    for end in (0, lever.most):
        found = _nearest(lever, end, present, classify) if end != lever.now else None
        if found:
            after, category = found
            yield Change(
                fact=lever.fact,
                person=lever.person,
                counted=lever.counted,
                before=lever.now,
                after=after,
                category=category,
            )


def _nearest(lever: Lever, end: int, present: Category, classify: Classify) -> tuple[int, Category] | None:
    """Halves the way between the amount now and the end of the range; what it returns was tested."""
    step = 1 if lever.counted else STEP
    sign, same, other = (1 if end > lever.now else -1), 0, -(-abs(end - lever.now) // step)
    found = classify(lever.put(end))
    if found in (present, None):
        return None
    after = end
    while other - same > 1:
        middle = (same + other) // 2
        amount = lever.now + sign * middle * step
        tested = classify(lever.put(amount))
        if tested in (present, None):
            same = middle
        else:
            other, after, found = middle, amount, tested
    return (after, found) if found else None


def _levers(household: Household, p: Parameters) -> Iterator[Lever]:
    most = p.disposable_last_year * len(household.people)  # over every line of income
    for index, income in enumerate(household.income):
        put = _at(household, "income", index)
        yield Lever(fact=f"income.{income.kind}", person=income.person, now=income.amount, most=most, put=put)
    for index, cost in enumerate(household.costs):
        put = _at(household, "costs", index)
        yield Lever(fact=f"costs.{cost.kind}", person=cost.person, now=cost.amount, most=most, put=put)
    yield from _belongings(household, p)


def _at(household: Household, name: str, index: int) -> Place:
    entries = getattr(household, name)

    def put(amount: int) -> Household:
        changed = entries[index].model_copy(update={"amount": amount})
        return household.model_copy(update={name: (*entries[:index], changed, *entries[index + 1 :])})

    return put


def _belongings(household: Household, p: Parameters) -> Iterator[Lever]:
    owned = household.assets

    def put(**changes: object) -> Household:
        return household.model_copy(update={"assets": owned.model_copy(update=changes)})

    if owned.deposits is not None:
        most = 2 * max(p.assets.deposit_months.values()) * p.standard * len(household.people)
        yield Lever(
            fact="assets.deposits", person=None, now=owned.deposits, most=max(most, owned.deposits),
            put=lambda amount: put(deposits=amount),
        )  # fmt: skip
    if owned.dwellings is not None:
        most = max(p.assets.dwellings + 1, owned.dwellings)
        yield Lever(
            fact="assets.dwellings", person=None, now=owned.dwellings, most=most,
            put=lambda number: put(dwellings=number), counted=True,
        )  # fmt: skip
    yield from _things(owned, put)


def _things(owned: Assets, put: Callable[..., Household]) -> Iterator[Lever]:
    """Each vehicle and each company: there, or gone."""
    for name in ("vehicles", "companies"):
        things = getattr(owned, name)
        for index in range(len(things)):
            choices = {name: (*things[:index], *things[index + 1 :])}, {name: things}
            yield Lever(
                fact=f"assets.{name}", person=None, now=1, most=1, counted=True, put=partial(_chosen, put, choices)
            )


def _chosen(put: Callable[..., Household], choices: tuple[Mapping[str, object], ...], number: int) -> Household:
    return put(**choices[number])


def of_record(household: Household, p: Parameters, on: date, recorded: Category | None) -> tuple[Change, ...]:
    """The same for a test on record; nothing where its facts alone do not give the recorded class again."""
    dossier = Dossier(household=household)
    if recorded is None or assess(dossier, p, on, on).category != recorded:
        return ()
    return would_change(dossier, p, on, on)
