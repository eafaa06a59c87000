"""The order of the tests: a dossier in; class, people, figures and reasons out. Domain brief 2, cascade."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from contracts.base import Key
from contracts.classification import Assessment, Category, Figures, PersonStatus
from contracts.investigation import Dossier
from contracts.reasons import Reason
from services.policy.amounts import text
from services.policy.apart import Apart, take_apart
from services.policy.groups.dibao import PayClass, dibao, pay_class, per_head
from services.policy.groups.edge import edge
from services.policy.groups.entry import entry
from services.policy.groups.rigid import rigid, rigid_ratio, spending_reckoning
from services.policy.groups.single_person import candidates, single_person
from services.policy.groups.tekun import care_level
from services.policy.household import View, alone, look
from services.policy.income import IncomeTest, income, own_income_month, reckoning
from services.policy.parameter_schema import CareLevel, Parameters
from services.policy.reasons import codes, missing
from services.policy.spending import Spending, spending
from services.policy.standing import NOTHING_ON_RECORD, Standing
from services.policy.statuses import count_once, flags_of, statuses


@dataclass(frozen=True, kw_only=True)
class Tested:
    """The classes that were tested in their order, up to the first that holds for certain."""

    category: Category | None
    reasons: Mapping[str, Reason]
    alone: tuple[Reason, ...]  # one-person 低保, for each candidate

    @property
    def singles(self) -> tuple[Key, ...]:
        return tuple(reason.person for reason in self.alone if reason.outcome == "holds" and reason.person)


LOWEST = 5  # behind the four classes: not known yet


def assess(
    dossier: Dossier, p: Parameters, on: date, applied_on: date, standing: Standing = NOTHING_ON_RECORD
) -> Assessment:
    """Test the household of a dossier.

    `category` is None while a missing fact could change it; `missing` names what could change the class of the
    household or of one person, or what low-income status pays. Amounts of income and costs are sums of the 12 months
    before the month of `applied_on`; ages are those of `on`.
    """
    whole = look(dossier, p, on, applied_on, standing)
    apart = take_apart(whole.with_residents())
    view = whole.without(apart.status)
    spent = spending(view)
    test = income(view, spent)
    tested = _test(view, test, spent)
    category = None if apart.unsettled else tested.category
    seen = whole.joined_by(apart.status)
    flags = flags_of(seen, test)
    unit, class_reasons = _pay_class(view, test, tested)
    decided: dict[Key, PersonStatus] = {**dict.fromkeys(tested.singles, "dibao"), **apart.status}
    persons = statuses(seen, category, decided, flags)
    return Assessment(
        category=category,
        pay_class=unit,
        persons=persons,
        counted_as=count_once(persons.values()),
        care_levels=_care_levels(whole, apart),
        figures=_figures(view, test, spent),
        reasons=(
            *tested.reasons.values(), *tested.alone, *class_reasons, *apart.reasons, *flags,
            reckoning(view, test), spending_reckoning(view, spent),
        ),
        failed=_failed(tested, apart),
        missing=_missing(test, tested, (*class_reasons, *apart.unsettled), paid_by_gap=p.residence == "urban"),
        parameters=p.version,
    )  # fmt: skip


def _care_levels(whole: View, apart: Apart) -> dict[Key, CareLevel]:
    """Of everybody who is given 特困, by the six activities of the self-care test."""
    held = (key for key, status in apart.status.items() if status == "tekun")
    return {key: care_level(whole.household.people[key], whole.p.tekun) for key in held}


def _failed(tested: Tested, apart: Apart) -> dict[str, tuple[str, ...]]:
    """Every class that was tested and is not given, with the published reasons."""
    failed = {name: codes(reason) for name, reason in tested.reasons.items() if reason.outcome == "fails"}
    if apart.failed_tekun:
        failed["tekun"] = tuple(sorted({code for reason in apart.failed_tekun for code in codes(reason)}))
    return failed


def _test(view: View, test: IncomeTest, spent: Spending) -> Tested:
    """低保, one-person 低保, 低保边缘, 刚性支出: the first that holds, unless an earlier one is still unknown."""
    if not view.n:
        return Tested(category="none", reasons={}, alone=())
    told = entry(view)
    reasons: dict[str, Reason] = {"dibao": dibao(view, test, told)}
    if reasons["dibao"].outcome == "holds":
        return Tested(category="dibao", reasons=reasons, alone=())
    reasons["dibao_edge"] = edge(view, test, told)
    if reasons["dibao_edge"].outcome != "holds":
        reasons["rigid_expenditure"] = rigid(view, test, spent, told)
    category = _first(reasons)
    # 刚性 cannot be held together with 低保, not even by one person (table of what may be held together)
    alone_tested = () if category == "rigid_expenditure" else candidates(view)
    singles = tuple(single_person(view, key, reasons["dibao_edge"]) for key in alone_tested)
    return Tested(category=category, reasons=reasons, alone=singles)


def _first(reasons: Mapping[str, Reason]) -> Category | None:
    categories: tuple[Category, ...] = ("dibao", "dibao_edge", "rigid_expenditure")
    for category in categories:
        outcome = reasons[category].outcome if category in reasons else "fails"
        if outcome != "fails":
            return category if outcome == "holds" else None
    return "none"


def _missing(test: IncomeTest, tested: Tested, others: tuple[Reason, ...], paid_by_gap: bool) -> tuple[str, ...]:
    """Facts that could change the class of anybody, or the income by which 低保 is paid."""
    unsettled = [*tested.alone, *others, *(tested.reasons.values() if tested.category is None else ())]
    by_gap = test.counted.missing if tested.category == "dibao" and paid_by_gap else ()
    return tuple(sorted({*missing(unsettled), *by_gap}))


def _pay_class(view: View, test: IncomeTest, tested: Tested) -> tuple[PayClass | None, tuple[Reason, ...]]:
    """The rural class of the household. Members in 低保 alone are units of one: a reason for each, by own income.

    Of several the household shows the class of the greatest need; each is paid and insured by the own one. Brief 12.6.
    """
    if view.household.residence != "rural":
        return None, ()
    if tested.category == "dibao":
        number, why = pay_class(view, per_head(view, test))
        return number, (why,)
    if tested.singles:
        classed = [pay_class(alone(view, single), own_income_month(view, single)) for single in tested.singles]
        number = min((found for found, _ in classed), key=lambda found: found or LOWEST)
        return number, tuple(why for _, why in classed)
    return None, ()


def _figures(view: View, test: IncomeTest, spent: Spending) -> Figures:
    return Figures(
        members=view.n,
        gross_income=text(test.gross.exact),
        counted_income=text(test.counted.exact),
        per_head_month=text(test.per_head_month.exact),
        gross_per_head=text(test.gross_per_head.exact),
        rigid_spending=text(spent.rigid.exact),
        rigid_ratio=text(rigid_ratio(view, test, spent).exact) if test.gross.exact else None,
    )
