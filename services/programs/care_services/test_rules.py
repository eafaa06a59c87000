"""Visits and care at home are proposed to the desk; nobody without need."""

from services.programs.care_services.rules import assess
from services.programs.entitlement import Entitlement
from services.programs.entitlement.examples import asked, household, person, rules


def test_the_seriously_ill_and_the_disabled_are_proposed_for_visits_and_the_helpless_for_care() -> None:
    family = household(
        {
            "mother": person("1986-03-09", "self", serious_illness=True),
            "son": person("2014-10-20", disability={"kind": "mental", "grade": 2}, self_care_failed=["walk"]),
        }
    )
    question = asked(family, category=None, persons={}, decided_on=None)
    found = [(p.item, p.person, p.waits_for, p.amount) for p in assess(question, Entitlement(), rules(question))]
    assert found == [
        ("rehabilitation_visits", "mother", "desk", None),
        ("rehabilitation_visits", "son", "desk", None),
        ("care_at_home", "son", "desk", None),
    ]


def test_a_family_without_need_of_care_is_told_so() -> None:
    question = asked()
    (refusal,) = assess(question, Entitlement(), rules(question))
    assert refusal.reason == "no_need"
