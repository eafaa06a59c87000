"""An independent count of who must be asked: class and needs by a few lines of arithmetic, without the system's rules.

Only for generated households: everybody counts as a member, nobody is 特困, an orphan or severely disabled.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from contracts.household import Household

FEN = 100
STANDARD = {"6207": {"urban": 750, "rural": 540}, "others": {"urban": 728, "rural": 493}}
DISPOSABLE = {
    "6208": {"urban": 37_000, "rural": 12_600},
    "6210": {"urban": 40_500, "rural": 13_600},
    "6207": {"urban": 34_500, "rural": 20_500},
}
RATIO = {"6208": Decimal("0.60"), "6210": Decimal("0.60"), "6207": Decimal("0.65")}
COUNTED = ("wages", "farming")
Routing = Iterable[Mapping[str, Any]]  # items of GET /v1/programs
Asked = dict[str, frozenset[str]]  # why a round opens -> programs that must be asked in it


def category(household: Household) -> str:
    """Class of the household by brief 2 and 6, amounts in fen."""
    prefecture, n = household.place[:4], len(household.people)
    standard = STANDARD.get(prefecture, STANDARD["others"])[household.residence] * FEN
    gross = sum(entry.amount for entry in household.income if entry.kind in COUNTED)
    line, counted = 12 * n * standard, counted_income(household, gross)
    deposits = household.assets.deposits or 0
    if counted < line:
        return "dibao" if deposits <= 24 * standard * n else "none"
    if 2 * counted < 3 * line:
        return "dibao_edge" if deposits <= 36 * standard * n else "none"
    spent = line + sum(cost.amount for cost in household.costs if cost.kind in ("medical", "education"))
    rigid = (
        gross < DISPOSABLE[prefecture][household.residence] * FEN * n
        and Decimal(spent) >= RATIO[prefecture] * gross
        and deposits <= 36 * standard * n
    )
    return "rigid_expenditure" if rigid else "none"


def counted_income(household: Household, gross: int) -> Decimal:
    """Gross less a fifth of wages, less the certified sick person's bills up to a fifth of gross."""
    wages = sum(entry.amount for entry in household.income if entry.kind == "wages")
    bills = sum(
        cost.amount
        for cost in household.costs
        if cost.kind == "medical" and cost.person and certified(household, cost.person)
    )
    return Decimal(gross) - Decimal(wages) / 5 - min(Decimal(bills), Decimal(gross) / 5)


def certified(household: Household, key: str) -> bool:
    person = household.people[key]
    return person.serious_illness or person.disability is not None


def statuses(household: Household, group: str) -> set[str]:
    """What the household and its people are; a certified sick person of an edge family may be a 低保 unit of one."""
    found = {group}
    if any(person.disability for person in household.people.values()):
        found.add("disabled")
    if group == "dibao_edge" and any(_alone_in_need(household, key) for key in household.people):
        found.add("dibao")
    return found


def _alone_in_need(household: Household, key: str) -> bool:
    own = sum(entry.amount for entry in household.income if entry.person == key and entry.kind in COUNTED)
    return household.people[key].serious_illness and own == 0


def must_be_asked(household: Household, routing: Routing, *, tested: bool, urgent: bool) -> Asked:
    """`tested`: basic living was asked for, so that a class is decided. `urgent`: help came before papers."""
    needs, found = set(household.needs), statuses(household, category(household))
    programs = [(program, bool(needs & set(program["needs"]))) for program in routing]
    asked: Asked = {}
    if urgent:
        asked["urgent"] = frozenset(p["code"] for p, meets in programs if p["urgent"] and meets)
    if not tested:
        already = asked.get("urgent", frozenset())
        names = {p["code"] for p, meets in programs if p["untested"] and meets}
        return {**asked, "untested": frozenset(names - already)}
    asked["decided"] = frozenset(
        p["code"]
        for p, meets in programs
        if p["always"] or (meets and (not p["categories"] or found & set(p["categories"])))
    )
    return asked


def is_urgent(household: Household) -> bool:
    return "emergency" in household.needs and any(event.severity for event in household.events)
