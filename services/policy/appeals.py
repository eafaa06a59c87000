"""The clocks of objections, reviews, complaints, reports and petitions, and what a family may still do. Brief 4.

The day of the event is not counted (民法典 Art. 201); a last day that is no working day moves on (Art. 203).
"""

from datetime import date, datetime, timedelta
from typing import Final

from contracts.appeals import AppealKind
from contracts.base import Deadlines
from services.policy.calendar import (
    BEIJING,
    add_days_rolling,
    add_months_rolling,
    add_working_days,
)
from services.policy.parameter_schema import AppealRules

OF_A_DECISION: Final[tuple[AppealKind, ...]] = ("objection", "review")
CALENDAR: Final[tuple[AppealKind, ...]] = ("review", "petition")


def clocks(kind: AppealKind, filed_at: datetime, rules: AppealRules, *, urgent: bool = False) -> Deadlines:
    """`appeal_answer`, and `petition_accept` for a petition. 行政复议法 Art. 62; 信访工作条例; 57号 Art. 37."""
    day = filed_at.astimezone(BEIJING).date()
    if kind == "hotline" and urgent:
        return {"appeal_answer": filed_at + timedelta(hours=rules.urgent_hours)}
    if kind == "petition":
        accept = add_days_rolling(day, rules.petition_accept_days)
        return {"petition_accept": accept, "appeal_answer": add_days_rolling(day, rules.calendar_days["petition"])}
    if kind == "review":
        return {"appeal_answer": add_days_rolling(day, rules.calendar_days["review"])}
    return {"appeal_answer": add_working_days(day, rules.answer_days[kind])}


def filing(served_on: date, rules: AppealRules) -> Deadlines:
    """Last days to ask for review (行政复议法 Art. 20) and to go to court (行政诉讼法 Art. 46), from service."""
    return {
        "review_filing": add_days_rolling(served_on, rules.review_filing_days),
        "lawsuit_filing": add_months_rolling(served_on, rules.lawsuit_months),
    }


def after_review(answered_on: date, rules: AppealRules) -> date:
    """Last day to go to court after a decision on review. 行政诉讼法 Art. 45."""
    return add_days_rolling(answered_on, rules.lawsuit_days_after_review)
