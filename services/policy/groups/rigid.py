"""刚性支出困难: over the edge line, but spending that cannot be avoided eats it up. Brief 2.7, 12.1, 12.8."""

from typing import Final

from contracts.reasons import Reason
from services.policy.amounts import Span
from services.policy.assets import assets
from services.policy.household import View
from services.policy.income import IncomeTest
from services.policy.reasons import all_of, at_least, below, working
from services.policy.spending import Spending

LAW: Final = "刚性支出困难家庭认定办法（民政部，2024年10月24日）"


def rigid(view: View, test: IncomeTest, spent: Spending, entry: Reason) -> Reason:
    """Gross income per head below last year's disposable income, and a share of rigid spending at or over the line."""
    return all_of(
        "rigid",
        entry,
        _income(view, test),
        _ratio(view, test, spent),
        assets(view, "rigid_expenditure", "rigid.assets"),
    )


def _income(view: View, test: IncomeTest) -> Reason:
    per_head = view.measure("per_head_month", "fen_per_month", test.per_head_month, *test.paths)
    gross = view.measure("gross_per_head", "fen_per_year", test.gross_per_head, *test.paths)
    return all_of(
        "rigid.income",
        at_least("rigid.income.from", per_head, view.p.edge_multiplier * view.p.standard, law=LAW),
        below("rigid.income.below", gross, view.p.disposable_last_year, law=LAW, code="income_over_line"),
    )


def _ratio(view: View, test: IncomeTest, spent: Spending) -> Reason:
    paths = (*test.paths, *cost_paths(spent))
    ratio = view.measure("rigid_ratio", "ratio", rigid_ratio(view, test, spent), *paths)
    return at_least("rigid.ratio", ratio, view.p.rigid_ratio, law=LAW, code="ratio_below_line")


def rigid_ratio(view: View, test: IncomeTest, spent: Spending) -> Span:
    """Rigid spending over gross income; where there is no income at all it has no upper bound but is above any line."""
    gaps = view.membership_gaps
    missing = tuple(sorted({*gaps, *test.gross.missing, *spent.rigid.missing}))
    if gaps:
        return Span(0, None, missing)
    low = 0 if test.gross.high is None else spent.rigid.over(test.gross.high).low if test.gross.high else _ENDLESS
    high = None if spent.rigid.high is None or not test.gross.low else spent.rigid.over(test.gross.low).high
    return Span(low, high, missing)


_ENDLESS: Final = 10**6  # there is spending and no income: over every line


def spending_reckoning(view: View, spent: Spending) -> Reason:
    """What rigid spending consists of, for the family and the clerk."""
    kinds = sorted({kind for (_, kind), amount in spent.net.items() if amount and kind in view.p.spending.kinds})
    return working(
        "rigid.spending",
        view.measure("rigid_spending", "fen", spent.rigid, *cost_paths(spent)),
        working("rigid.spending.living", view.exact("living", "fen", spent.living), law=LAW),
        *(
            working(
                f"rigid.spending.{kind}",
                view.exact(
                    kind, "fen", sum(amount for (_, k), amount in spent.net.items() if k == kind), *_paths(spent, kind)
                ),
                law=LAW,
            )
            for kind in kinds
        ),
        law=LAW,
    )


def cost_paths(spent: Spending) -> tuple[str, ...]:
    return tuple(f"costs.{person or 'household'}.{kind}" for person, kind in spent.net)


def _paths(spent: Spending, wanted: str) -> tuple[str, ...]:
    return tuple(f"costs.{person or 'household'}.{kind}" for person, kind in spent.net if kind == wanted)
