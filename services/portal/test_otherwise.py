"""What would change the class, as family and API are told: from the facts of the decision, in both languages."""

from datetime import date
from typing import Any

from contracts.household import Household
from contracts.investigation import Dossier
from services.policy.cascade import assess
from services.policy.parameters import parameters
from services.portal.examples import CASE, JUNE, MAY, MEMBERS, SUBMITTED, confirmed, days, story
from services.portal.explanation import explanation
from services.portal.otherwise import otherwise

DECIDED = date(2024, 5, 24)


def family(wages: int) -> Household:
    facts: dict[str, Any] = {
        "income": [{"person": "mother", "kind": "wages", "amount": wages}],
        "assets": {"deposits": 0, "dwellings": 0},
        "needs": ["basic_living"],
        "place": "621002",
        "residence": "urban",
    }
    return Household.model_validate({**MEMBERS.model_dump(mode="json"), **facts})


def decision(wages: int, **changes: Any) -> Any:
    household = family(wages)
    test = assess(Dossier(household=household), parameters("621002", "urban", DECIDED), DECIDED, DECIDED)
    told = {"category": test.category, "persons": test.persons, "assessment": test, "household": household}
    return confirmed(**{**told, "decided_on": DECIDED, **changes})


def test_a_family_reads_which_single_facts_would_have_led_to_another_class() -> None:
    doc = story((SUBMITTED, MAY), (decision(1_000_000), days(18)))
    changes = otherwise(doc)
    assert [(one.fact, one.person) for one in changes][:1] == [("income.wages", "mother")]
    assert changes[0].category == "dibao_edge"
    assert changes[0].says["zh"].startswith("如果工资收入全年不是10,000元而是")
    assert changes[0].says["en"].startswith("If wages were ")
    told = explanation(doc, doc.application(CASE))["would_change"]
    assert [one["fact"] for one in told] == [one.fact for one in changes]


def test_it_is_about_the_latest_decision_whenever_that_was_heard() -> None:
    later = decision(1_900_000, decided_on=date(2024, 6, 20), because="recheck")
    doc = story((SUBMITTED, MAY), (later, JUNE), (decision(1_000_000), days(60)))
    assert doc.decided_household == later.household


def test_nothing_is_told_before_a_decision_nor_where_its_facts_give_another_class() -> None:
    assert otherwise(story((SUBMITTED, MAY))) == ()
    kept_in_grace = decision(9_000_000, category="dibao", grace_until="2024-11")
    assert otherwise(story((SUBMITTED, MAY), (kept_in_grace, days(18)))) == ()


def test_nothing_is_told_where_no_figures_are_published_for_the_day() -> None:
    assert otherwise(story((SUBMITTED, MAY), (decision(1_000_000, decided_on=date(2019, 5, 24)), days(18)))) == ()
