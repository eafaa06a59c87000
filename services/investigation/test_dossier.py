"""How answers and findings correct what was declared, and what stays unknown."""

from datetime import date
from typing import Any

import pytest

from contracts.household import Assets, Cost, Household, Housing, Income, Person, School, Vehicle
from contracts.investigation import Origin
from services.chassis.errors import RuleBroken
from services.investigation.dossier import Finding, draw, missing_sources
from services.investigation.found import visited
from services.investigation.sources import Pair, SourceAnswer, Standing

VISIT, ANSWERED, UNTIL = date(2024, 10, 17), date(2024, 10, 15), date(2024, 10, 23)
FAMILY = Household(
    place="620724",
    residence="rural",
    applicant="husband",
    people={
        "husband": Person(sex="male", born=date(1974, 5, 30), relation="self"),
        "wife": Person(sex="female", born=date(1976, 3, 11), relation="spouse"),
    },
    housing=Housing(tenure="owned", area_m2=120, grade="A"),
    income=(Income(person="wife", kind="wages", amount=960_000), Income(kind="farming", amount=960_000)),
    assets=Assets(deposits=300_000, dwellings=1, vehicles=(Vehicle(kind="motorbike", value=200_000),)),
    costs=(Cost(person="wife", kind="medical", amount=50_000),),
    needs=("basic_living",),
)


def say(source: str, person: str, state: Any, value: Any = None) -> tuple[Pair, Standing]:
    answer = SourceAnswer(source=source, person=person, state=state, value=value)
    return answer.pair, Standing(UNTIL, state, answer, ANSWERED)


def asked(source: str, person: str) -> tuple[Pair, Standing]:
    return (source, person), Standing(UNTIL)


def drawn(*standings: tuple[Pair, Standing], **found: Any) -> Household:
    return draw(FAMILY, dict(standings), [Finding(VISIT, found)] if found else []).household


def test_a_confirmed_fact_stays_and_names_who_confirmed_it() -> None:
    dossier = draw(FAMILY, dict([say("bank_deposits", "husband", "matched", 300_000)]), [])
    assert dossier.household == FAMILY and dossier.unknown == ()
    assert dossier.origins == (Origin(path="assets.deposits", source="bank_deposits", state="matched", as_of=ANSWERED),)


def test_what_one_member_holds_raises_the_declared_sum_of_all() -> None:
    confirmed = say("bank_deposits", "wife", "matched", 300_000)
    assert drawn(say("bank_deposits", "husband", "differs", 21_000_000), confirmed).assets.deposits == 21_000_000
    assert drawn(say("bank_deposits", "husband", "differs", 10_000), confirmed).assets.deposits == 300_000


def test_where_everybody_asked_differs_the_answers_together_are_the_sum() -> None:
    both = say("bank_deposits", "husband", "differs", 10_000), say("bank_deposits", "wife", "differs", 20_000)
    assert drawn(*both).assets.deposits == 30_000


def test_two_registers_do_not_count_one_dwelling_of_a_person_twice() -> None:
    found = say("real_estate", "husband", "differs", 2), say("home_sales", "husband", "differs", 2)
    assert drawn(*found).assets.dwellings == 2


def test_a_registered_vehicle_joins_the_declared_ones_and_replaces_one_of_its_kind() -> None:
    car = {"kind": "car", "value": 13_800_000, "use": "private"}
    bike = {"kind": "motorbike", "value": 900_000}
    confirmed = say("vehicles", "wife", "matched")
    with_car = drawn(say("vehicles", "husband", "differs", [car]), confirmed)
    assert [vehicle.kind for vehicle in with_car.assets.vehicles] == ["motorbike", "car"]
    with_bike = drawn(say("vehicles", "husband", "differs", [bike]), confirmed)
    assert [vehicle.value for vehicle in with_bike.assets.vehicles] == [900_000]


def test_a_bill_replaces_what_was_declared_for_that_person_in_its_place() -> None:
    bills = drawn(say("medical_bills", "wife", "differs", 70_000), say("medical_bills", "husband", "differs", 5_000))
    assert [(cost.person, cost.amount) for cost in bills.costs] == [("wife", 70_000), ("husband", 5_000)]


def test_a_certificate_that_nobody_declared_is_found() -> None:
    said = say("disability_certificates", "husband", "differs", {"kind": "physical", "grade": 2})
    disability = drawn(said).people["husband"].disability
    assert disability is not None and disability.grade == 2


@pytest.mark.parametrize("state", ["unavailable", "conflicting"])
def test_a_source_that_cannot_say_leaves_its_fact_unknown_and_never_zero(state: str) -> None:
    dossier = draw(FAMILY, dict([say("bank_deposits", "husband", state)]), [])
    assert dossier.unknown == ("assets.deposits",)
    assert dossier.household.assets.deposits == 300_000


def test_a_source_that_was_given_up_or_has_not_answered_leaves_its_fact_unknown() -> None:
    standings = dict([asked("income_tax", "wife"), asked("electricity", "wife")])
    assert draw(FAMILY, standings, []).unknown == ("income.wife.wages",)
    assert missing_sources(standings) == ("electricity", "income_tax")


def test_two_sources_with_two_values_of_one_fact_contradict_each_other() -> None:
    taxes, payroll = say("income_tax", "wife", "differs", 100), say("public_payroll", "wife", "differs", 200)
    dossier = draw(FAMILY, dict([taxes, payroll]), [])
    assert dossier.unknown == ("income.wife.wages",)
    assert dossier.household.income == FAMILY.income
    assert {origin.state for origin in dossier.origins} == {"conflicting"}


def test_nothing_found_in_a_register_leaves_the_declared_fact_and_is_noted() -> None:
    dossier = draw(FAMILY, dict([say("medical_bills", "wife", "not_found")]), [])
    assert dossier.household == FAMILY and dossier.unknown == ()
    assert dossier.origins[0].state == "not_found"


def test_the_visit_corrects_by_whole_keys_and_by_paths() -> None:
    found = draw(FAMILY, {}, [Finding(VISIT, {"housing.grade": "D", "income[0].amount": 100, "costs": []})])
    household = found.household
    assert household.housing is not None and household.housing.grade == "D" and household.housing.area_m2 == 120
    assert household.income[0].amount == 100 and household.costs == ()
    assert Origin(path="housing.grade", source="visit", state="differs", as_of=VISIT) in found.origins


def test_what_the_visit_found_otherwise_stands_against_a_source_and_ends_the_wait_for_it() -> None:
    differs = say("bank_deposits", "husband", "differs", 21_000_000)
    assert drawn(differs, **{"assets.deposits": 5_000_000}).assets.deposits == 5_000_000
    waiting = draw(FAMILY, dict([asked("bank_deposits", "husband")]), [Finding(VISIT, {"assets.deposits": 1})])
    assert waiting.unknown == ()


def test_a_visit_that_repeats_what_was_declared_does_not_overrule_a_register() -> None:
    differs = say("bank_deposits", "husband", "differs", 21_000_000)
    assert drawn(differs, **{"assets.deposits": 300_000}).assets.deposits == 21_000_000


def test_a_person_found_at_the_visit_joins_and_known_people_keep_their_identity() -> None:
    named = FAMILY.model_copy(
        update={"people": {**FAMILY.people, "husband": FAMILY.people["husband"].model_copy(update={"name": "闫守信"})}}
    )
    born = {"sex": "male", "born": "1974-05-30", "relation": "self", "no_labour_capacity": True}
    son = {"sex": "male", "born": "2010-01-27", "relation": "child", "school": {"stage": "junior"}}
    seen = visited(named, {"people.husband": born, "people.son": son})
    assert seen.people["husband"].name == "闫守信" and seen.people["husband"].no_labour_capacity
    assert seen.people["son"].school == School(stage="junior")


@pytest.mark.parametrize(
    ("found", "code"),
    [
        ({"needs": ["medical"]}, "found-unknown-path"),
        ({"castle": 1}, "found-unknown-path"),
        ({"income[7].amount": 1}, "found-unknown-path"),
        ({"../x": 1}, "found-unknown-path"),
        ({"housing.grade": "Z"}, "found-does-not-fit"),
        ({"assets.deposits": -1}, "found-does-not-fit"),
    ],
)
def test_a_finding_that_fits_nowhere_is_refused(found: dict[str, Any], code: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        visited(FAMILY, found)
    assert broken.value.code == code
