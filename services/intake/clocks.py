"""Which clocks an application sets going. Working days are counted from the day after (Civil Code 201)."""

from datetime import date, datetime, timedelta

from contracts.base import Deadlines
from contracts.household import Household
from contracts.investigation import Dossier
from services.policy.calendar import add_days_rolling, add_working_days
from services.policy.cascade import assess
from services.policy.errors import NotCovered
from services.policy.parameter_schema import Parameters
from services.policy.parameters import parameters
from services.policy.process import township_due

EMERGENCY_PAYMENT = 24  # hours [S6], where no figures are published
UNPUBLISHED = {"investigation_start": 3, "decision": 30}  # working days, 57号 Art. 15 and 民发〔2022〕83号


def at_submission(household: Household, urgent: bool, now: datetime) -> Deadlines:
    """The first emergency money runs by the hour, through weekends."""
    rules = figures(household, now.date())
    hours = rules.temporary.payment_hours if rules else EMERGENCY_PAYMENT
    return {"emergency_payment": now + timedelta(hours=hours)} if urgent else {}


def at_report(household: Household, now: datetime) -> Deadlines:
    """A house lost in the country is how a household at risk is discovered (brief 12.12); the notice is part of it."""
    day = now.date()
    rules = figures(household, day)
    if rules is None or household.residence != "rural":
        return {}
    if not any(event.house in rules.monitoring.house for event in household.events):
        return {}
    return {"monitoring_decision": add_days_rolling(day, rules.process.monitoring_days)}


def at_acceptance(household: Household, now: datetime) -> Deadlines:
    """Only a test of the household's class is investigated and decided by the county."""
    if "basic_living" not in household.needs:
        return {}
    day = now.date()
    rules = figures(household, day)
    if rules is None:
        return {name: add_working_days(day, days) for name, days in UNPUBLISHED.items()}
    opinion = township_opinion(household, day, rules)
    return {
        "investigation_start": add_working_days(day, rules.process.investigation_start_days),
        "decision": add_working_days(day, rules.process.decision_days),
        **({"township_opinion": opinion} if opinion else {}),
    }


def township_opinion(household: Household, day: date, rules: Parameters) -> date | None:
    """Where somebody is 特困 or a child in need by what the family declares. Brief 12.22."""
    declared = assess(Dossier(household=household), rules, day, day)
    return township_due(day, {status for held in declared.persons.values() for status in held}, rules.process)


def figures(household: Household, day: date) -> Parameters | None:
    """None where no figures are published for the place: an application is taken all the same."""
    try:
        return parameters(household.place, household.residence, day)
    except NotCovered:
        return None
