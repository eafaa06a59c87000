"""Which source is asked about whom, and that every fact a source tells is one that a rule can wait for."""

from collections import Counter
from datetime import date

import pytest

from contracts.household import Consents
from services.policy.examples.reader import Example, examples
from services.policy.parameters import parameters
from services.policy.verification import BY_NAME, SOURCES, answer_until, signers, sources_for

ALL = {example.name: example for example in examples("households.yaml")}
CAR_FAMILY = ALL["deposits, two dwellings and a car that were not declared"]
RURAL = ALL["rural family without labour capacity"]
CANCER = ALL["urban family over the edge line with cancer costs"]
DAY = date(2024, 5, 6)
RULES = parameters("620825", "rural", DAY)


def test_seven_classes_of_five_departments_are_joined_and_twenty_eight_of_twenty_are_not() -> None:
    joined, others = [s for s in SOURCES if s.joined], [s for s in SOURCES if not s.joined]
    assert (len(joined), len({s.agency for s in joined})) == (7, 5)
    assert (len(others), len({s.agency for s in others})) == (28, 20)
    assert len(BY_NAME) == 35


def test_vehicles_are_asked_of_every_adult_and_deposits_of_everybody() -> None:
    asked = sources_for(CANCER.household, CANCER.applied, RULES)
    assert {key for source, key in asked if source == "vehicles"} == {"husband", "wife"}
    assert {key for source, key in asked if source == "bank_deposits"} == {"husband", "wife", "daughter"}
    assert ("school_enrolment", "daughter") in asked
    assert max(Counter(asked).values()) == 1


def test_agriculture_is_asked_only_of_rural_households_and_once() -> None:
    assert [key for source, key in sources_for(RURAL.household, DAY, RULES) if source == "monitored_households"] == [
        "mother"
    ]
    assert not any(source == "monitored_households" for source, _ in sources_for(CANCER.household, DAY, RULES))


def test_nobody_is_asked_about_an_adult_who_has_not_signed() -> None:
    content = {**CAR_FAMILY.content, "consents": {"verification": ["husband"]}}
    asked = sources_for(Example(name="unsigned", content=content, expect={}).household, DAY, RULES)
    assert {key for _, key in asked} == {"husband"}


def test_the_applicant_signs_for_minors() -> None:
    content = {**CANCER.content, "consents": {"verification": [CANCER.household.applicant]}}
    asked = sources_for(Example(name="one signed", content=content, expect={}).household, CANCER.applied, RULES)
    assert {key for _, key in asked} == {CANCER.household.applicant, "daughter"}


def test_signers_are_all_adults_but_the_one_who_takes_the_authorization_back() -> None:
    assert signers(CANCER.household, "wife", False, CANCER.applied, RULES) == ("husband",)
    only_husband = CANCER.household.model_copy(update={"consents": Consents(verification=("husband",))})
    assert signers(only_husband, "wife", True, CANCER.applied, RULES) == ("husband", "wife")


def test_a_joined_source_has_seven_working_days_and_one_by_hand_seventeen() -> None:
    assert answer_until("bank_deposits", DAY, RULES) == date(2024, 5, 14)
    assert answer_until("medical_bills", DAY, RULES) == date(2024, 5, 28)


@pytest.mark.parametrize(
    "source", ["vehicles", "real_estate", "bank_deposits", "income_tax", "social_insurance", "business_registration"]
)
def test_a_silent_source_keeps_the_household_from_being_tested_to_the_end(source: str) -> None:
    paths = BY_NAME[source].paths("mother")
    content = {**RURAL.content, "unknown": list(paths)}
    found = Example(name=source, content=content, expect={}).assess()
    assert (found.category, found.missing) == (None, paths)


def test_a_county_may_give_its_sources_longer_and_call_somebody_adult_later() -> None:
    slow = RULES.process.model_copy(update={"verification_days": {"joined": 10, "by_hand": 20}})
    late = RULES.labour.model_copy(update={"adult_age": 60})
    own = RULES.model_copy(update={"process": slow, "labour": late})
    assert answer_until("bank_deposits", DAY, own) == date(2024, 5, 17)
    assert answer_until("medical_bills", DAY, own) == date(2024, 5, 31)
    assert {key for source, key in sources_for(CANCER.household, DAY, own) if source == "vehicles"} == set()
