"""From typed text to the body of an application: what can be read, what cannot, and what travels in the form."""

from datetime import date

import pytest

from contracts.household import Household
from services.portal import draft as drafts
from services.portal.draft import SECTIONS, Draft, TypedIncome, TypedPerson
from services.portal.household import fen, field_of, read

TODAY = date(2024, 5, 6)
KEY = bytes(32)
NONCE = bytes(12)
FAMILY = Draft(
    place="621002",
    residence="urban",
    people=[
        TypedPerson(name="赵小兰", relation="self", identity_number="621002198603091323", phone="138 0000 0000"),
        TypedPerson(name="李㛃", relation="child", sex="female", born="2010.2.11", stage="junior"),
    ],
    income=[TypedIncome(person="p1", kind="wages", amount="2000/月")],
    needs=["basic_living"],
    signed=["p1"],
)


@pytest.mark.parametrize(
    ("typed", "every", "expected"),
    [
        ("12000", "year", 1_200_000),
        ("12,000", "year", 1_200_000),
        ("1.2万", "year", 1_200_000),
        ("1000/月", "year", 1_200_000),
        ("1000", "month", 1_200_000),
        ("12000/年", "month", 1_200_000),
        ("633.33", "year", 63_333),
        ("0", "year", 0),
        ("很多", "year", None),
        ("-5", "year", None),
        ("1.234", "year", None),
    ],
)
def test_amounts_are_read_as_they_are_said(typed: str, every: str, expected: int | None) -> None:
    assert fen(typed, every) == expected


def test_a_complete_form_is_a_household_of_the_published_vocabulary() -> None:
    reading = read(FAMILY, TODAY)
    assert reading.faults == []
    household = Household.model_validate({k: v for k, v in reading.body.items() if k != "help_now"})
    assert household.people["p1"].born == date(1986, 3, 9)
    assert household.people["p1"].phone == "13800000000"
    assert household.income[0].amount == 2_400_000
    assert household.consents.verification is None  # every adult signed


def test_an_adult_who_did_not_sign_is_not_counted_as_signed() -> None:
    assert read(FAMILY.model_copy(update={"signed": []}), TODAY).body["consents"]["verification"] == []


def test_what_is_left_blank_stays_unknown_and_is_not_zero() -> None:
    assert "deposits" not in read(FAMILY, TODAY).body["assets"]


def test_every_field_that_cannot_be_read_is_named_at_once() -> None:
    broken = Draft(
        people=[TypedPerson(name="", relation="self", identity_number="62100219860309132")],
        income=[TypedIncome(kind="wages", amount="很多")],
    )
    faults = {(fault.field, fault.code) for fault in read(broken, TODAY).faults}
    assert faults == {
        ("place", "required"),
        ("residence", "required"),
        ("people.0.name", "required"),
        ("people.0.identity_number", "identity-number-wrong"),
        ("income.0.amount", "money"),
        ("needs", "choose_one"),
    }


def test_no_food_today_asks_for_emergency_help() -> None:
    body = read(FAMILY.model_copy(update={"help_now": "yes"}), TODAY).body
    assert (body["needs"], body["help_now"]) == (["basic_living", "emergency"], True)


@pytest.mark.parametrize(
    ("pointer", "field"),
    [
        ("/people/p2/identity_number", "people.1.identity_number"),
        ("/people/p1", "people.0.name"),
        ("/income/0/amount", "income.0.amount"),
        ("/assets/deposits", "deposits"),
        ("/housing/area_m2", "area_m2"),
        ("/consents/verification", "signed"),
    ],
)
def test_a_pointer_of_intake_leads_to_the_field_on_the_page(pointer: str, field: str) -> None:
    assert field_of(pointer) == field


def test_the_form_carries_its_own_state_unreadable_and_unchangeable() -> None:
    sealed = drafts.seal(FAMILY, KEY, NONCE)
    assert "赵" not in sealed and drafts.unseal(sealed, KEY) == FAMILY
    changed = sealed[:-2] + ("00" if sealed[-2:] != "00" else "01")
    assert drafts.unseal(changed, KEY) is None
    assert drafts.unseal("not hex", KEY) is None


def test_filling_a_page_changes_only_its_own_fields() -> None:
    typed = [("income.0.kind", "farming"), ("income.0.amount", "9"), ("place", "620102")]
    draft = drafts.fill(FAMILY, SECTIONS["income"], typed)
    assert (draft.income[0].kind, draft.place, draft.nonce) == ("farming", "621002", FAMILY.nonce)


def test_rows_beyond_what_a_form_takes_are_ignored() -> None:
    draft = drafts.fill(FAMILY, SECTIONS["income"], [("income.99.kind", "wages"), ("income.x.kind", "wages")])
    assert draft.income == []


def test_removing_a_person_takes_their_income_along_and_moves_the_others_up() -> None:
    three = FAMILY.model_copy(
        update={
            "people": [*FAMILY.people, TypedPerson(name="三", relation="child")],
            "income": [TypedIncome(person="p2", kind="gift"), TypedIncome(person="p3", kind="wages")],
            "signed": ["p1", "p3"],
        }
    )
    draft = drafts.remove_row(three, "people", 1)
    assert [person.name for person in draft.people] == ["赵小兰", "三"]
    assert [row.person for row in draft.income] == ["p2"]
    assert draft.signed == ["p1", "p2"]
    assert drafts.remove_row(three, "people", 0) == three  # the applicant stays
