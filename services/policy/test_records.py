"""The shape of each pushed record, and what it changes in a household."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from contracts.household import Assets, Company, Consents, Cost, Household, Income, Mishap, Person, Relative
from services.policy.deaths import without
from services.policy.records import read, with_record

FAMILY = Household(
    place="620825",
    residence="rural",
    applicant="father",
    people={
        "father": Person(sex="male", born=date(1979, 3, 9), relation="self", parent_of=("girl",)),
        "mother": Person(sex="female", born=date(1980, 3, 9), relation="spouse", parent_of=("girl",)),
        "girl": Person(sex="female", born=date(2012, 2, 11), relation="child"),
    },
    relatives=(Relative(of="father", relation="sibling"),),
    income=(Income(person="father", kind="wages", amount=100), Income(kind="farming", amount=200)),
    assets=Assets(deposits=500, dwellings=1, companies=(Company(person="father", capital=7),)),
    costs=(Cost(person="father", kind="medical", amount=9), Cost(kind="other", amount=8)),
    needs=("basic_living",),
    consents=Consents(verification=("father", "mother")),
    events=(Mishap(kind="accident", on=date(2024, 5, 1), hurt=("father", "girl")),),
)


@pytest.mark.parametrize(
    ("source", "record", "kept"),
    [
        ("deaths", {"died": "2024-09-10"}, {"died": "2024-09-10"}),
        (
            "medical_bills",
            {"kind": "medical", "amount": 100, "on": "2024-08-22T09:00:00+08:00"},
            {"kind": "medical", "amount": 100, "on": "2024-08-22"},
        ),
        ("bank_deposits", {"deposits": 0}, {"deposits": 0}),
        ("vehicles", {}, {}),
        ("vehicles", {"vehicles": []}, {"vehicles": []}),
        ("school_enrolment", {"school": None}, {"school": None}),
        (
            "disability_certificates",
            {"disability": {"kind": "visual", "grade": 1}},
            {"disability": {"kind": "visual", "grade": 1}},
        ),
        ("real_estate", {"lives": "elsewhere"}, {"lives": "elsewhere"}),
    ],
)
def test_a_record_is_kept_in_the_shape_of_its_source(source: str, record: dict[str, Any], kept: dict[str, Any]) -> None:
    assert read(source, record) == kept


@pytest.mark.parametrize(
    ("source", "record"),
    [
        ("deaths", {}),
        ("deaths", {"died": "2024-02-30"}),
        ("medical_bills", {"kind": "medical", "amount": -1, "on": "2024-08-22"}),
        ("bank_deposits", {"deposits": 1.5}),
        ("disaster_aid", {"kind": "meteor", "on": "2024-08-22"}),
        ("public_payroll", {"program": "medical"}),
        ("disability_certificates", {"disability": {"kind": "visual", "grade": 5}}),
        ("school_enrolment", {"fortune": 1}),
        ("household_register", {"name": "somebody else"}),
        ("vehicles", {"vehicles": [{"kind": "tank", "value": 1}]}),
    ],
)
def test_a_record_of_another_shape_is_refused(source: str, record: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        read(source, record)


def test_a_record_put_in_twice_counts_once_and_about_nobody_not_at_all() -> None:
    for source, record in (
        ("medical_bills", {"kind": "medical", "amount": 100, "on": "2024-08-22"}),
        ("bank_deposits", {"deposits": 900}),
        ("vehicles", {"vehicles": [{"kind": "car", "value": 5, "use": "private"}]}),
        ("disaster_aid", {"kind": "flood", "on": "2024-08-22", "house": "severe"}),
        ("deaths", {"died": "2024-09-10"}),
    ):
        once = with_record(FAMILY, source, "father", record)
        assert once != FAMILY
        assert with_record(once, source, "father", record) == once
        assert with_record(FAMILY, source, "uncle", record) == FAMILY


def test_a_register_never_lowers_what_the_family_has_declared() -> None:
    assert with_record(FAMILY, "bank_deposits", "father", {"deposits": 499}) == FAMILY
    assert with_record(FAMILY, "real_estate", "father", {"dwellings": 0}) == FAMILY


def test_the_agencys_word_on_a_known_event_replaces_the_familys() -> None:
    record = {"kind": "accident", "on": "2024-05-01T10:00:00+08:00", "severity": "serious"}
    (event,) = with_record(FAMILY, "disaster_aid", "father", record).events
    assert event.severity == "serious"


def test_who_died_leaves_with_everything_of_their_own_and_the_households_own_stays() -> None:
    left = without(FAMILY, "father")
    assert set(left.people) == {"mother", "girl"}
    assert (left.applicant, left.people["girl"].father, left.people["girl"].mother) == ("mother", "dead", None)
    assert left.income == (Income(kind="farming", amount=200),)
    assert left.costs == (Cost(kind="other", amount=8),)
    assert (left.assets.deposits, left.assets.companies, left.relatives) == (500, (), ())
    assert (left.events[0].hurt, left.consents.verification) == (("girl",), ("mother",))


def test_the_last_one_of_a_household_may_die() -> None:
    alone = FAMILY.model_copy(update={"people": {"father": FAMILY.people["father"]}})
    assert without(alone, "father").people == {}


def test_children_of_a_parent_in_custody_are_noted() -> None:
    jailed = with_record(FAMILY, "custody", "mother", {"lives": "elsewhere"})
    assert (jailed.people["girl"].mother, jailed.people["mother"].lives) == ("imprisoned", "elsewhere")


def test_a_person_is_found_by_number_under_another_key_and_never_mistaken() -> None:
    numbered = {"p1": FAMILY.people["father"].model_copy(update={"identity_number": "620825197903090019"})}
    other = {"father": FAMILY.people["father"].model_copy(update={"identity_number": "620825198003090010"})}
    family = FAMILY.model_copy(update={"applicant": "p1", "people": {**numbered, **other}, "costs": ()})
    bill = {"kind": "medical", "amount": 100, "on": "2024-08-22"}
    found = with_record(family, "medical_bills", "father", bill, "620825197903090019")
    assert found.costs == (Cost(person="p1", kind="medical", amount=100),)
    assert with_record(family, "medical_bills", "father", bill, "620825196003090010") == family
    assert with_record(FAMILY, "medical_bills", "mother", bill, "620825196003090010") != FAMILY
