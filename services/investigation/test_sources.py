"""Whom a plan of questions leaves out, how long each is waited for, and that an answer settles what a rule needs."""

from datetime import date

from contracts.household import Household, Person
from services.investigation.facts import FACTS
from services.investigation.sources import plan
from services.policy.parameters import parameters
from services.policy.verification import SOURCES

ACCEPTED = date(2024, 5, 6)
RULES = parameters("621002", "urban", ACCEPTED)
FAMILY = Household(
    place="621002",
    residence="urban",
    applicant="mother",
    people={
        "mother": Person(sex="female", born=date(1986, 3, 9), relation="self", identity_number="621002198603090023"),
        "baby": Person(sex="male", born=date(2024, 2, 11), relation="child"),
    },
    needs=("basic_living",),
)


def test_nobody_is_asked_about_who_has_no_identity_number() -> None:
    assert {planned.person for planned in plan(FAMILY, ACCEPTED, RULES)} == {"mother"}


def test_joined_sources_are_waited_for_7_working_days_and_others_17() -> None:
    until = {planned.source: planned.until for planned in plan(FAMILY, ACCEPTED, RULES)}
    assert until["bank_deposits"] == date(2024, 5, 14)
    assert until["medical_bills"] == date(2024, 5, 28)


def test_what_a_rule_waits_for_is_what_the_answer_of_the_source_settles() -> None:
    settled = {source.name: (FACTS[source.name].path,) for source in SOURCES if source.tells}
    assert settled == {source.name: source.tells for source in SOURCES if source.tells}
