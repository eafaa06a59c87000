"""Every fault of an application, named with its place."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from services.intake.form import ApplicationForm, Fault, faults, is_urgent, signers

TODAY = date(2024, 5, 6)
BODY: dict[str, Any] = {
    "place": "620825",
    "residence": "rural",
    "channel": "web",
    "applicant": "father",
    "people": {
        "father": {
            "name": "慕永平",
            "identity_number": "620825198707190016",
            "sex": "male",
            "born": "1987-07-19",
            "relation": "self",
        },
        "girl": {"name": "慕佳琪", "sex": "female", "born": "2014-04-09", "relation": "child"},
    },
    "income": [{"person": "father", "kind": "wages", "amount": 4_200_000}],
    "needs": ["basic_living"],
}


def form(**changes: Any) -> ApplicationForm:
    """The body with values at dotted paths replaced."""
    body = deepcopy(BODY)
    for path, value in changes.items():
        *way, last = path.split("__")
        place = body
        for step in way:
            place = place[step]
        place[last] = value
    return ApplicationForm.model_validate(body)


def found(**changes: Any) -> list[Fault]:
    return faults(form(**changes), TODAY, lambda division: division == "620825")


def test_a_right_application_has_no_fault() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        ("place", "999999", Fault(("place",), "division-unknown")),
        ("hukou", "999999", Fault(("hukou",), "division-unknown")),
        ("applicant", "nobody", Fault(("applicant",), "person-unknown")),
        ("applicant", "girl", Fault(("people", "girl", "born"), "applicant-not-adult")),
        (
            "people__father__identity_number",
            "620825198707190015",
            Fault(("people", "father", "identity_number"), "identity-number-wrong"),
        ),
        (
            "people__father__born",
            "1987-07-20",
            Fault(("people", "father", "identity_number"), "identity-number-other-birth"),
        ),
        (
            "people__father__sex",
            "female",
            Fault(("people", "father", "identity_number"), "identity-number-other-sex"),
        ),
        (
            "people__father__identity_number",
            None,
            Fault(("people", "father", "identity_number"), "identity-number-required"),
        ),
        ("people__girl__born", "2024-05-07", Fault(("people", "girl", "born"), "born-in-future")),
        ("people__girl__relation", "self", Fault(("people", "girl", "relation"), "second-applicant")),
        (
            "income",
            [{"person": "uncle", "kind": "wages", "amount": 1}],
            Fault(("income", 0, "person"), "person-unknown"),
        ),
        (
            "costs",
            [{"person": "uncle", "kind": "medical", "amount": 1}],
            Fault(("costs", 0, "person"), "person-unknown"),
        ),
        ("relatives", [{"of": "uncle", "relation": "sibling"}], Fault(("relatives", 0, "of"), "person-unknown")),
        ("consents", {"verification": ["uncle"]}, Fault(("consents", "verification"), "person-unknown")),
        ("events", [{"kind": "flood", "on": "2024-05-07"}], Fault(("events", 0, "on"), "date-in-future")),
    ],
)
def test_each_fault_is_named_with_its_place(path: str, value: Any, fault: Fault) -> None:
    assert fault in found(**{path: value})


def test_an_identity_number_belongs_to_one_person_and_nobody_is_listed_twice() -> None:
    twice = {**BODY["people"]["father"], "name": "慕永安", "relation": "sibling"}
    codes = {fault.code for fault in found(people__twin=twice)}
    assert codes == {"identity-number-twice"}
    again = {**BODY["people"]["girl"]}
    assert Fault(("people", "again"), "person-twice") in found(people__again=again)


def test_all_faults_are_told_at_once() -> None:
    codes = {fault.code for fault in found(place="999999", people__father__sex="female")}
    assert codes == {"division-unknown", "identity-number-other-sex"}


def test_somebody_without_papers_may_ask_for_emergency_help() -> None:
    assert found(people__father__identity_number=None, needs=["emergency"]) == []


def test_help_comes_first_after_something_grave_or_when_it_is_needed_now() -> None:
    fire = [{"kind": "house_fire", "on": "2024-05-05", "severity": "serious"}]
    assert is_urgent(form(needs=["emergency"], events=fire))
    assert is_urgent(form(needs=["emergency"], events=[{**fire[0], "severity": "mild"}]))
    assert is_urgent(form(needs=["emergency"], help_now=True))
    assert not is_urgent(form(needs=["emergency"]))
    assert not is_urgent(form(events=fire))


def test_every_adult_has_signed_unless_signers_are_named() -> None:
    assert signers(form(), TODAY) == ("father",)
    assert signers(form(consents={"verification": []}), TODAY) == ()
