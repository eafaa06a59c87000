"""Which clocks an application sets going. Working days are counted from the day after (Civil Code 201)."""

from datetime import datetime, timedelta

from contracts.base import Deadlines
from contracts.household import Household
from services.policy.calendar import add_working_days

EMERGENCY_PAYMENT = timedelta(hours=24)
INVESTIGATION_START = 3  # working days, 57号 Art. 15
DECISION = 30  # working days, 民发〔2022〕83号


def at_submission(urgent: bool, now: datetime) -> Deadlines:
    """The first emergency money runs by the hour, through weekends."""
    return {"emergency_payment": now + EMERGENCY_PAYMENT} if urgent else {}


def at_acceptance(household: Household, now: datetime) -> Deadlines:
    """Only a test of the household's class is investigated and decided by the county."""
    if "basic_living" not in household.needs:
        return {}
    return {
        "investigation_start": add_working_days(now.date(), INVESTIGATION_START),
        "decision": add_working_days(now.date(), DECISION),
    }
