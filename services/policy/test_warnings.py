"""Every line of the table of warnings: on it, a fen below and a fen above. Domain brief 5, 12.11, 12.21."""

from datetime import date, datetime
from typing import Any

import pytest

from contracts.household import Assets, Cost, Disability, Household, Housing, Income, Mishap, Person, School
from services.policy.calendar import BEIJING
from services.policy.parameters import parameters
from services.policy.records import with_record
from services.policy.warnings import Found, News, adjusted_by, handled_by, of_change, of_record

ON = date(2024, 8, 30)
RULES = parameters("620825", "rural", ON)
FAMILY = Household(
    place="620825",
    residence="rural",
    applicant="mother",
    people={
        "mother": Person(sex="female", born=date(1980, 3, 9), relation="self"),
        "father": Person(sex="male", born=date(1979, 3, 9), relation="spouse"),
        "girl": Person(sex="female", born=date(2012, 2, 11), relation="child", school=School(stage="primary")),
    },
    housing=Housing(tenure="owned", area_m2=80.0, grade="B"),
    income=(Income(kind="farming", amount=1_000_000),),
    assets=Assets(deposits=100_000, dwellings=1),
    needs=("basic_living",),
)
POOR: dict[str, tuple[str, ...]] = {"mother": ("dibao",), "father": ("dibao",), "girl": ("dibao",)}


def raised(
    source: str, person: str, record: dict[str, Any], before: Household = FAMILY, **known: Any
) -> list[tuple[str, str, str | None]]:
    after = with_record(before, source, person, record)
    news = News(source=source, person=person, record=record, checked=before, **known)
    return shown(of_record(before, after, news, RULES, ON))


def shown(found: tuple[Found, ...]) -> list[tuple[str, str, str | None]]:
    return [(one.kind, one.tier, one.person) for one in found]


def bill(amount: int) -> dict[str, Any]:
    return {"kind": "medical", "amount": amount, "on": "2024-08-22"}


@pytest.mark.parametrize(
    ("persons", "paid", "tier"),
    [
        (POOR, 499_999, None),
        (POOR, 500_000, "yellow"),
        (POOR, 500_001, "yellow"),
        ({}, 499_999, None),
        ({}, 500_000, None),
        (POOR, 629_999, "yellow"),
        (POOR, 630_000, "red"),  # half of 12,600 yuan
        ({}, 629_999, None),
        ({}, 630_001, "red"),
    ],
)
def test_medical_costs_by_what_the_person_is(persons: Any, paid: int, tier: str | None) -> None:
    found = raised("medical_bills", "mother", bill(paid), persons=persons)
    assert found == ([("medical_cost", tier, "mother")] if tier else [])


@pytest.mark.parametrize(("paid", "tier"), [(999_999, None), (1_000_000, "yellow"), (1_849_999, "yellow")])
def test_medical_costs_of_other_people_in_town(paid: int, tier: str | None) -> None:
    town = parameters("620802", "urban", ON)
    after = FAMILY.model_copy(update={"costs": (Cost(person="mother", kind="medical", amount=paid),)})
    news = News(source="medical_bills", person="mother", record=bill(paid), checked=after)
    assert [one.tier for one in of_record(FAMILY, after, news, town, ON)] == ([tier] if tier else [])


def test_bills_of_one_person_add_up_and_those_of_others_do_not() -> None:
    other = FAMILY.model_copy(update={"costs": (Cost(person="father", kind="medical", amount=400_000),)})
    assert raised("medical_bills", "mother", bill(100_000), other, persons=POOR) == []
    assert raised("medical_bills", "father", bill(100_000), other, persons=POOR) == [
        ("medical_cost", "yellow", "father")
    ]


@pytest.mark.parametrize(("grade", "raises"), [(1, True), (2, True), (3, False), (4, False)])
def test_a_new_certificate_of_grade_1_or_2(grade: int, raises: bool) -> None:
    record = {"disability": {"kind": "visual", "grade": grade}}
    found = raised("disability_certificates", "father", record, persons=POOR)
    assert found == ([("disability", "orange", "father")] if raises else [])


def test_a_certificate_that_was_known_is_no_news() -> None:
    held = Disability(kind="visual", grade=1)
    people = {**FAMILY.people, "father": FAMILY.people["father"].model_copy(update={"disability": held})}
    known = FAMILY.model_copy(update={"people": people})
    record = {"disability": {"kind": "visual", "grade": 2}}
    assert raised("disability_certificates", "father", record, known, persons=POOR) == []


@pytest.mark.parametrize(
    ("source", "person", "record", "expected"),
    [
        ("social_insurance", "father", {}, [("unemployment", "yellow", "father")]),
        ("school_enrolment", "girl", {"school": None}, [("dropout", "orange", "girl")]),
        ("school_enrolment", "girl", {"school": {"stage": "junior"}}, []),
        ("student_aid", "girl", {}, [("dropout", "orange", "girl")]),
        ("electricity", "mother", {}, [("electricity", "yellow", "mother")]),
        ("custody", "father", {}, [("child_parent", "red", "girl")]),
        ("custody", "girl", {"mother": "imprisoned"}, [("child_parent", "red", "girl")]),
        ("vehicles", "father", {}, [("asset_found", "orange", "father")]),
        ("real_estate", "father", {"dwellings": 1}, []),
        ("real_estate", "father", {"dwellings": 2}, [("asset_found", "orange", "father")]),
        ("income_tax", "father", {}, []),
    ],
)
def test_what_a_source_reports(
    source: str, person: str, record: dict[str, Any], expected: list[tuple[str, str, str]]
) -> None:
    assert raised(source, person, record, persons=POOR) == expected


@pytest.mark.parametrize(
    ("persons", "deposits", "raises"),
    [
        (POOR, 24 * 49_300 * 3, False),  # at the cap of 低保
        (POOR, 24 * 49_300 * 3 + 1, True),
        (POOR, 24 * 49_300 * 3 - 1, False),
        ({"mother": ("dibao_edge",)}, 36 * 49_300 * 3, False),
        ({"mother": ("dibao_edge",)}, 36 * 49_300 * 3 + 1, True),
    ],
)
def test_deposits_over_the_cap_of_the_class_that_is_held(persons: Any, deposits: int, raises: bool) -> None:
    found = raised("bank_deposits", "father", {"deposits": deposits}, persons=persons)
    assert found == ([("asset_found", "orange", "father")] if raises else [])


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [(1_000_000, 700_000, []), (1_000_000, 699_999, ["income_collapse"]), (1_000_000, 700_001, []), (0, 0, [])],
)
def test_income_below_seventy_per_cent_of_the_last_check(before: int, after: int, kinds: list[str]) -> None:
    checked, now = (
        FAMILY.model_copy(update={"income": (Income(kind="farming", amount=amount),)}) for amount in (before, after)
    )
    assert [one.kind for one in of_change(checked, now, checked, RULES, ON)] == kinds


@pytest.mark.parametrize(
    ("old", "new", "raises"), [("B", "C", True), ("B", "D", True), ("C", "D", False), ("A", "B", False)]
)
def test_a_survey_that_finds_the_house_unsafe(old: str, new: str, raises: bool) -> None:
    before, after = (
        FAMILY.model_copy(
            update={"housing": Housing.model_validate({"tenure": "owned", "area_m2": 80.0, "grade": grade})}
        )
        for grade in (old, new)
    )
    assert bool(of_change(before, after, before, RULES, ON)) is raises


@pytest.mark.parametrize(
    ("kind", "raises"), [("flood", True), ("house_fire", True), ("accident", True), ("illness", False)]
)
def test_an_event_is_reported_once(kind: Any, raises: bool) -> None:
    after = FAMILY.model_copy(update={"events": (Mishap(kind=kind, on=ON),)})
    assert bool(of_change(FAMILY, after, FAMILY, RULES, ON)) is raises
    later = FAMILY.model_copy(update={"events": (Mishap(kind=kind, on=ON, severity="serious"),)})
    assert of_change(after, later, FAMILY, RULES, ON) == ()


@pytest.mark.parametrize(
    ("program", "item", "event_on", "aided", "raises"),
    [
        ("temporary_assistance", "emergency_small", "2024-08-01", True, True),
        ("temporary_assistance", "emergency_small", "2024-08-02", True, False),
        ("temporary_assistance", "emergency_small", "2024-08-01", False, False),
        ("temporary_assistance", "expenditure", "2024-08-01", True, False),
        ("basic_living", "dibao", None, True, True),
        ("basic_living", "dibao", None, False, False),
    ],
)
def test_aid_that_was_paid_here_as_well(
    program: str, item: str, event_on: str | None, aided: bool, raises: bool
) -> None:
    burnt = FAMILY.model_copy(update={"events": (Mishap(kind="house_fire", on=date(2024, 8, 1)),)})
    record = {"program": program, "item": item, "amount": 50_000, "paid_by": "621022", "event_on": event_on}
    given = {("temporary_assistance", "emergency"), ("basic_living", "dibao")} if aided else set()
    found = raised("public_payroll", "father", record, burnt, persons=POOR, aided=given)
    assert found == ([("duplicate_aid", "orange", "father")] if raises else [])


def test_somebody_in_no_scheme_is_found() -> None:
    listed = {"kind": "edge_at_risk", "since": "2024-08-01"}
    assert raised("monitored_households", "mother", listed) == [("missed", "yellow", "mother")]
    assert raised("monitored_households", "mother", listed, persons=POOR) == []


@pytest.mark.parametrize(("born", "raises"), [("1944-08-30", True), ("1944-08-31", False), ("1944-08-29", True)])
def test_somebody_of_eighty_who_is_alone_and_in_no_scheme(born: str, raises: bool) -> None:
    old = Person(sex="female", born=date.fromisoformat(born), relation="self")
    alone = FAMILY.model_copy(update={"people": {"mother": old}})
    assert bool(raised("household_register", "mother", {}, alone)) is raises


@pytest.mark.parametrize(
    ("kind", "tier", "day"),
    [
        ("medical_cost", "yellow", date(2024, 9, 13)),
        ("medical_cost", "red", date(2024, 9, 4)),
        ("asset_found", "orange", date(2024, 9, 6)),
    ],
)
def test_each_tier_has_its_working_days(kind: Any, tier: Any, day: date) -> None:
    assert handled_by(Found(kind=kind, tier=tier), RULES, datetime(2024, 8, 30, 9, tzinfo=BEIJING)) == day


def test_a_disaster_is_handled_by_the_hour_through_the_weekend_and_a_death_adjusted_in_three_months() -> None:
    saturday = datetime(2024, 11, 2, 21, 30, tzinfo=BEIJING)
    assert handled_by(Found(kind="disaster", tier="red"), RULES, saturday) == datetime(
        2024, 11, 3, 21, 30, tzinfo=BEIJING
    )
    assert adjusted_by({"died": "2024-09-10"}, RULES) == date(2024, 12, 10)
    assert adjusted_by({"died": "2024-05-11"}, RULES) == date(2024, 8, 12)  # a Sunday moves on
