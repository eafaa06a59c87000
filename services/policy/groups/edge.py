"""低保边缘: a little above the line, assets modest. Domain brief 2.5."""

from typing import Final

from contracts.reasons import Reason
from services.policy.assets import assets
from services.policy.household import View
from services.policy.income import IncomeTest
from services.policy.reasons import all_of, at_least, below

LAW: Final = "国办发〔2023〕39号；中办国办《关于改革完善社会救助制度的意见》（2020年）"


def edge(view: View, test: IncomeTest, entry: Reason) -> Reason:
    """From the standard itself up to, not including, one and a half times the standard."""
    per_head = view.measure("per_head_month", "fen_per_month", test.per_head_month, *test.paths)
    line = view.p.edge_multiplier * view.p.standard
    return all_of(
        "edge",
        entry,
        all_of(
            "edge.income",
            at_least("edge.income.from", per_head, view.p.standard, law=LAW),
            below("edge.income.below", per_head, line, law=LAW, code="income_over_line"),
        ),
        assets(view, "dibao_edge", "edge.assets"),
    )
