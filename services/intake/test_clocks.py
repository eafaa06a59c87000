"""The clocks that submission and acceptance set going."""

from datetime import date, datetime

from contracts.household import Household, Need, Person
from services.intake.clocks import at_acceptance, at_submission
from services.policy.calendar import BEIJING


def household(*needs: Need) -> Household:
    people = {"father": Person(sex="male", born=date(1987, 7, 19), relation="self")}
    return Household(place="620702", residence="urban", applicant="father", people=people, needs=needs)


def test_the_first_emergency_money_is_due_after_24_hours_through_the_weekend() -> None:
    saturday = datetime(2024, 11, 2, 21, 30, tzinfo=BEIJING)
    assert at_submission(True, saturday) == {"emergency_payment": datetime(2024, 11, 3, 21, 30, tzinfo=BEIJING)}
    assert at_submission(False, saturday) == {}


def test_working_days_run_from_the_day_after_acceptance_over_make_up_days_and_holidays() -> None:
    assert at_acceptance(household("basic_living"), datetime(2024, 5, 6, 15, tzinfo=BEIJING)) == {
        "investigation_start": date(2024, 5, 9),
        "decision": date(2024, 6, 17),
    }
    assert at_acceptance(household("basic_living"), datetime(2024, 9, 3, 9, tzinfo=BEIJING))["decision"] == date(
        2024, 10, 21
    )


def test_needs_that_test_no_class_set_no_clock() -> None:
    assert at_acceptance(household("emergency", "care"), datetime(2024, 11, 4, 9, tzinfo=BEIJING)) == {}
