"""The clocks of section 4 of the brief, on the calendars of 2024 and 2025."""

from datetime import date, datetime
from typing import Any

import pytest

from services.policy.appeals import after_review, clocks, filing
from services.policy.calendar import BEIJING
from services.policy.parameters import parameters

RULES = parameters("620724", "rural", date(2024, 11, 5)).appeals
FILED = datetime(2024, 11, 18, 16, tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("kind", "urgent", "due"),
    [
        ("objection", False, {"appeal_answer": date(2024, 12, 9)}),  # 15 working days
        ("complaint", False, {"appeal_answer": date(2024, 12, 9)}),
        ("report", False, {"appeal_answer": date(2024, 12, 9)}),
        ("hotline", False, {"appeal_answer": date(2024, 11, 25)}),  # 5 working days
        ("hotline", True, {"appeal_answer": datetime(2024, 11, 19, 16, tzinfo=BEIJING)}),
        ("review", False, {"appeal_answer": date(2025, 1, 17)}),  # 60 days
        ("petition", False, {"petition_accept": date(2024, 12, 3), "appeal_answer": date(2025, 1, 17)}),
    ],
)
def test_every_kind_has_its_clock(kind: Any, urgent: bool, due: dict[str, Any]) -> None:
    assert clocks(kind, FILED, RULES, urgent=urgent) == due


def test_filing_dates_run_from_service_and_move_to_a_working_day() -> None:
    assert filing(date(2024, 11, 5), RULES) == {
        "review_filing": date(2025, 1, 6),  # 4 January is a Saturday
        "lawsuit_filing": date(2025, 5, 6),  # 5 May 2025 is a holiday
    }
    assert after_review(date(2024, 11, 5), RULES) == date(2024, 11, 20)
