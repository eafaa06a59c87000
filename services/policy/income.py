"""Gross and counted income of the 12 months before the month of application, with its deductions. Brief 2, 6, 12.3.

`G` gross counted income, `Y` = G less working cost less illness cost; all in fen, never rounded here.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from contracts.base import Key
from contracts.household import Income, IncomeKind
from contracts.reasons import Reason, Unit
from services.policy.amounts import Exact, Span, at_least_nothing, known
from services.policy.household import View
from services.policy.reasons import Measure, working
from services.policy.spending import Spending

LAW: Final = "最低生活保障审核确认办法（民发〔2021〕57号）第十三条"
OWN: Final = "household"  # stands for the person where income is the household's own


@dataclass(frozen=True, kw_only=True)
class IncomeTest:
    """The reckoning of one test: sums of 12 months, and what they come to per head."""

    gross: Span
    wages: Exact
    support: Exact
    working_cost: Span
    illness_cost: Span
    counted: Span
    per_head_month: Span
    gross_per_head: Span
    paths: tuple[str, ...]


def income(view: View, spent: Spending) -> IncomeTest:
    """Income of the members and of the household itself. While a kind of it is unknown there is no upper bound."""
    entries = [entry for entry in view.household.income if counts(view, entry)]
    paths = tuple(dict.fromkeys(path_of(entry) for entry in entries))
    gaps = income_gaps(view)
    told = [entry for entry in entries if not view.gaps(path_of(entry))] if gaps else entries
    wages = sum(amount_of(view, entry) for entry in told if entry.kind in view.p.income.wage_kinds)
    support = support_from_children(view)
    gross = sum(amount_of(view, entry) for entry in told) + support
    working_cost = view.p.income.working_cost * wages
    fewest, most = _illness_cost(view, gross, spent.illness)
    low, high = gross - working_cost - most, gross - working_cost - fewest
    missing = tuple(sorted({*gaps, *spent.illness.missing}))
    counted = Span(low, None if gaps else high, missing if gaps or low != high else ())
    total = Span(gross, None if gaps else gross, gaps)
    return IncomeTest(
        gross=total,
        wages=wages,
        support=support,
        working_cost=Span(working_cost, None if gaps else working_cost, gaps),
        illness_cost=Span(fewest, None if gaps else most, missing if gaps or fewest != most else ()),
        counted=counted,
        per_head_month=view.per_head(counted.over(12)),
        gross_per_head=view.per_head(total),
        paths=paths,
    )


def _illness_cost(view: View, gross: Exact, illness: Span) -> tuple[Exact, Exact]:
    """The least and the most that is deducted for illness: min(net self-paid cost, a share of gross)."""
    cap = view.p.income.illness_cap * gross
    return min(illness.low, cap), cap if illness.high is None else min(illness.high, cap)


def counts(view: View, entry: Income) -> bool:
    """Income of a member or of the household, of a kind that is not exempt."""
    return entry.kind not in view.p.income.exempt and (entry.person is None or entry.person in view.people)


def amount_of(view: View, entry: Income) -> Exact:
    """What was proved; for work without proof at least the minimum wage, less of it for the older and the ill."""
    if entry.unproved_months is None or entry.kind not in view.p.income.work_kinds:
        return entry.amount
    imputed: Exact = view.p.minimum_wage * entry.unproved_months
    if entry.person and _earns_less(view, entry.person):
        imputed *= view.p.income.older_worker_rate
    return max(entry.amount, imputed)


def _earns_less(view: View, key: Key) -> bool:
    return view.household.people[key].serious_illness or view.age(key) >= view.p.income.older_worker_age


def path_of(entry: Income) -> str:
    return f"income.{entry.person or OWN}.{entry.kind}"


def income_gaps(view: View) -> tuple[str, ...]:
    """Unknown kinds of income that would count, of members or of the household itself."""
    if not view.unknown:
        return ()
    exempt = view.p.income.exempt
    return tuple(
        sorted(
            path
            for path in view.unknown
            if path.split(".")[0] == "income" and _concerns(view, path.split(".")[1:], exempt)
        )
    )


def _concerns(view: View, parts: list[str], exempt: frozenset[IncomeKind]) -> bool:
    who, kind = [*parts, "", ""][:2]
    outsider = who in view.household.people and who not in view.people
    return not outsider and kind not in exempt


def support_from_children(view: View) -> Exact:
    """Support that children living elsewhere owe, a year: a share of what they have over twice the standard.

    What is declared as received from them is not counted twice; a child that is not able owes nothing.
    """
    rules, owed = view.p.income, dict[Key, Exact]()
    for relative in view.household.relatives:
        income_month = relative.per_head_income_month
        if relative.relation == "child" and relative.of in view.people and income_month and relative.able is not False:
            over = max(0, income_month - rules.child_support_free * view.p.standard)
            owed[relative.of] = owed.get(relative.of, 0) + rules.child_support_share * over * 12
    return sum((max(Fraction(0), owed[key] - _received(view, key)) for key in owed), Fraction(0)) if owed else 0


def _received(view: View, key: Key) -> int:
    return sum(
        entry.amount for entry in view.household.income if entry.person == key and entry.kind == "support_received"
    )


def own_income_month(view: View, key: Key, not_counted: frozenset[IncomeKind] = frozenset()) -> Measure:
    """What one person has a month: own counted income and an equal share of the household's own."""
    return _own(view, key, "own_income_month", Fraction(1, 12), not_counted)


def own_income_year(view: View, key: Key) -> Measure:
    """The same for the 12 months."""
    return _own(view, key, "own_income_year", Fraction(1), frozenset())


def _own(view: View, key: Key, name: str, part: Fraction, not_counted: frozenset[IncomeKind]) -> Measure:
    exempt = view.p.income.exempt | not_counted
    entries = [e for e in view.household.income if e.kind not in exempt and e.person in (key, None)]
    own = sum(amount_of(view, entry) for entry in entries if entry.person == key)
    shared = Fraction(sum(amount_of(view, entry) for entry in entries if entry.person is None), max(view.n, 1))
    gaps = tuple(path for path in income_gaps(view) if path.split(".")[1:2] in ([key], [OWN], []))
    span = at_least_nothing(gaps) if gaps else known((own + shared) * part)
    unit: Unit = "fen_per_month" if name == "own_income_month" else "fen_per_year"
    return view.measure(name, unit, span, *dict.fromkeys(map(path_of, entries)), person=key)


def reckoning(view: View, test: IncomeTest) -> Reason:
    """How the counted income comes about, step by step, for the family and the clerk."""

    def step(name: str, span: Span) -> Reason:
        return working(f"income.{name}", view.measure(name, "fen", span, *test.paths), law=LAW)

    return working(
        "income.counted",
        view.measure("counted_income", "fen", test.counted, *test.paths),
        step("gross", test.gross),
        step("working_cost", test.working_cost),
        step("illness_cost", test.illness_cost),
        law=LAW,
    )
