"""The clocks that submission and acceptance set going."""

from datetime import date, datetime

from contracts.household import Household, Mishap, Need, Person
from services.intake.clocks import at_acceptance, at_report, at_submission
from services.policy.calendar import BEIJING


def household(*needs: Need) -> Household:
    people = {"father": Person(sex="male", born=date(1987, 7, 19), relation="self")}
    return Household(place="620702", residence="urban", applicant="father", people=people, needs=needs)


def test_the_first_emergency_money_is_due_after_24_hours_through_the_weekend() -> None:
    saturday = datetime(2024, 11, 2, 21, 30, tzinfo=BEIJING)
    urgent, elsewhere = household("emergency"), household("emergency").model_copy(update={"place": "110105"})
    for home in (urgent, elsewhere):
        due = datetime(2024, 11, 3, 21, 30, tzinfo=BEIJING)
        assert at_submission(home, True, saturday) == {"emergency_payment": due}
    assert at_submission(urgent, False, saturday) == {}


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


def test_the_township_has_15_working_days_where_a_child_in_need_is_declared() -> None:
    people = {
        "girl": Person(sex="female", born=date(2012, 7, 19), relation="self", father="dead", mother="dead"),
    }
    orphan = Household(place="620702", residence="rural", applicant="girl", people=people, needs=("basic_living",))
    deadlines = at_acceptance(orphan, datetime(2024, 5, 6, 15, tzinfo=BEIJING))
    assert deadlines["township_opinion"] == date(2024, 5, 24)


def test_a_house_lost_in_the_country_discovers_a_household_at_risk_for_15_days() -> None:
    now = datetime(2024, 11, 2, 21, 30, tzinfo=BEIJING)
    lost = household("disaster").model_copy(update={"residence": "rural"})
    for house, due in (("collapsed", {"monitoring_decision": date(2024, 11, 18)}), ("damaged", {})):
        event = Mishap.model_validate({"kind": "landslide", "on": "2024-11-02", "house": house})
        assert at_report(lost.model_copy(update={"events": (event,)}), now) == due
    assert at_report(household("disaster"), now) == {}


def test_an_application_from_a_place_without_figures_is_taken_all_the_same() -> None:
    elsewhere = household("basic_living").model_copy(update={"place": "110105"})
    assert at_acceptance(elsewhere, datetime(2024, 5, 6, 15, tzinfo=BEIJING))["decision"] == date(2024, 6, 17)
    assert at_report(elsewhere, datetime(2024, 5, 6, 15, tzinfo=BEIJING)) == {}
