"""A known household: facts that are pushed and reported, and re-checks with their terms."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from contracts.household import Income, Mishap, Monitored
from contracts.investigation import Origin
from services.chassis.errors import RuleBroken
from services.policy.calendar import BEIJING
from services.population.domain import commands as c
from services.population.domain import events as e
from services.population.domain.revising import settled_by_evidence
from services.population.domain.state import Known
from services.population.samples import APPLICATION, FAMILY, HOME, NOW, RULES, Story, opened, wages


def test_what_held_before_is_taken_over_once_with_its_next_recheck() -> None:
    story = Story()
    (kept,) = story.first
    assert isinstance(kept, e.StandingKept)
    assert kept.persons == dict.fromkeys(("mother", "father", "girl"), ("dibao",))
    assert (kept.recheck, kept.valid_until) == (date(2025, 3, 31), date(2025, 9, 30))
    again = c.TakeOver(
        household=FAMILY, category="none", pay_class=None, since=None, valid_until=None, rules=RULES, now=NOW
    )
    assert story.does(again) == []


def test_a_death_takes_the_person_out_and_warns_of_it_and_of_the_child() -> None:
    story = Story()
    events = story.pushes("deaths", "father", died="2024-09-10")
    assert opened(events) == [("death", "red", "father"), ("child_parent", "red", "girl")]
    assert set(story.household.people) == {"mother", "girl"}
    assert story.household.income == (Income(kind="farming", amount=200_000),)
    assert story.household.people["girl"].father == "dead"
    death = events[1]
    assert isinstance(death, e.WarningOpened)
    assert (death.due, death.adjust_by) == (date(2024, 10, 10), date(2024, 12, 10))


def test_the_same_record_a_second_time_is_quiet_and_about_a_stranger_refused() -> None:
    story = Story()
    story.pushes("deaths", "father", died="2024-09-10")
    assert story.pushes("deaths", "father", died="2024-09-10") == []
    with pytest.raises(RuleBroken, match="person-unknown"):
        story.pushes("deaths", "uncle", died="2024-09-10")


def test_nothing_is_pushed_reported_or_rechecked_where_nothing_is_known() -> None:
    story = Story()
    story.state = Known()
    deeds: list[Callable[[], Any]] = [
        lambda: story.pushes("electricity", "mother"),
        lambda: story.reports(income=[]),
        story.rechecks,
    ]
    for deed in deeds:
        with pytest.raises(RuleBroken, match="household-unknown"):
            deed()


def test_a_declared_change_puts_in_whole_sections_and_the_same_again_is_quiet() -> None:
    story = Story()
    assert opened(story.reports("employment", income=wages(1_500_000))) == []
    assert story.household.income[0].amount == 1_500_000
    assert story.reports("employment", income=wages(1_500_000)) == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"needs": ["medical"]}, "change-unknown-section"),
        ({"fortune": 1}, "change-unknown-section"),
        ({"income": [{"kind": "luck", "amount": 1}]}, "change-does-not-fit"),
        ({"income": [{"person": "uncle", "kind": "wages", "amount": 1}]}, "person-unknown"),
        ({"people": {"girl": FAMILY.people["girl"].model_dump(mode="json")}}, "person-unknown"),
    ],
)
def test_a_change_that_does_not_fit_is_refused(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(RuleBroken, match=code):
        Story().reports(**changes)


@pytest.mark.parametrize(
    ("because", "income", "from_work"),
    [
        ("employment", wages(1_500_000), True),
        (None, wages(1_500_000), True),
        ("gift", wages(1_500_000), False),
        ("employment", [*wages(1_500_000), {"person": "mother", "kind": "gift", "amount": 100}], False),
        ("employment", wages(900_000), False),
    ],
)
def test_a_recheck_knows_whether_only_income_from_work_has_risen(
    because: str | None, income: list[dict[str, Any]], from_work: bool
) -> None:
    story = Story()
    story.reports(because, income=income)
    (ordered,) = story.rechecks()
    assert isinstance(ordered, e.RecheckDemanded)
    assert ordered.terms.from_work is from_work


def test_a_recheck_says_until_when_a_death_had_left_the_right_and_is_ordered_once() -> None:
    story = Story()
    story.pushes("deaths", "father", died="2024-09-10")
    (ordered,) = story.rechecks()
    assert isinstance(ordered, e.RecheckDemanded)
    assert (ordered.terms.entitled_until, ordered.terms.concealed) == ("2024-09", False)
    assert ordered.needs == ("basic_living",)
    assert "father" not in ordered.household.people
    assert story.rechecks() == []


@pytest.mark.parametrize(("outcome", "concealed"), [("adjusted", True), ("none", False)])
def test_assets_that_an_agency_has_found_are_concealed_unless_staff_found_no_risk(
    outcome: Any, concealed: bool
) -> None:
    story = Story()
    assert opened(story.pushes("bank_deposits", "father", deposits=21_000_000)) == [("asset_found", "orange", "father")]
    story.does(c.SettleWarning(kind="asset_found", person=None, outcome=outcome, now=NOW))
    (ordered,) = story.rechecks()
    assert isinstance(ordered, e.RecheckDemanded)
    assert ordered.terms.concealed is concealed


def test_the_periodic_recheck_comes_on_its_day_and_only_while_something_is_held() -> None:
    story = Story()
    story.now = datetime(2025, 3, 30, 9, tzinfo=BEIJING)
    assert story.rechecks(periodic=True) == []
    story.now += timedelta(days=1)
    (ordered,) = story.rechecks(periodic=True)
    assert isinstance(ordered, e.RecheckDemanded)
    assert ordered.terms.because == "periodic"
    story.decides(FAMILY, recheck=None)
    assert story.rechecks(periodic=True) == []


def test_a_recheck_names_the_warning_of_its_own_news_and_none_that_was_dealt_with_before() -> None:
    story = Story()
    story.pushes("deaths", "father", died="2024-09-10")
    story.does(c.SettleWarning(kind="death", person=None, outcome="adjusted", now=NOW))
    story.does(c.SettleWarning(kind="child_parent", person=None, outcome="aided", now=NOW))
    assert because(story.rechecks()) == "child_parent"  # closed, but of the news that this check is about
    story.decides(story.household, recheck=date(2025, 10, 9))
    story.now += timedelta(days=40)
    story.pushes("medical_bills", "girl", kind="medical", amount=100, on="2024-11-01")
    assert because(story.rechecks()) == "ordered"


def test_a_recheck_is_not_because_of_a_warning_in_which_nothing_was_found() -> None:
    story = Story()
    story.pushes("bank_deposits", "father", deposits=21_000_000)
    story.does(c.SettleWarning(kind="asset_found", person=None, outcome="none", now=NOW))
    assert because(story.rechecks()) == "ordered"


def because(events: list[e.Event]) -> str:
    (ordered,) = events
    assert isinstance(ordered, e.RecheckDemanded)
    return ordered.terms.because


def test_an_application_joins_what_was_pushed_in_the_year_before_and_reports_what_befell_the_family() -> None:
    story = Story()
    story.pushes("medical_bills", "girl", kind="medical", amount=100_000, on="2024-09-22")
    story.now += timedelta(days=3)
    flood = Mishap(kind="flood", on=date(2024, 10, 2), severity="serious")
    applied = FAMILY.model_copy(update={"events": (flood,)})
    events = story.facts("application", applied, begun_at=story.now)
    assert opened(events) == [("disaster", "red", None)]
    assert [cost.amount for cost in story.household.costs] == [100_000]
    assert story.facts("application", applied, begun_at=story.now) == []


def test_a_dossier_does_not_bring_back_somebody_who_died_while_it_was_made() -> None:
    story = Story()
    story.facts("application", FAMILY, begun_at=NOW)
    story.now += timedelta(days=2)
    story.pushes("deaths", "father", died="2024-10-01")
    story.now += timedelta(days=2)
    story.facts("dossier", FAMILY)
    assert "father" not in story.household.people


def test_a_decision_is_the_check_that_later_income_is_compared_with() -> None:
    story = Story()
    assert opened(story.reports(income=wages(500_000))) == [("income_collapse", "orange", None)]
    story.does(c.SettleWarning(kind="income_collapse", person=None, outcome="adjusted", now=NOW))
    story.decides(story.household)
    assert opened(story.reports(income=wages(400_000))) == []
    assert opened(story.reports(income=wages(100_000))) == [("income_collapse", "orange", None)]


def test_who_takes_the_authorization_back_is_not_asked_about_later() -> None:
    story = Story()
    story.does(c.NoteConsent(person="father", given=True, rules=RULES, now=NOW))
    assert story.household.consents.verification is None
    story.does(c.NoteConsent(person="father", given=False, rules=RULES, now=NOW))
    assert story.household.consents.verification == ("mother",)
    assert story.does(c.NoteConsent(person="father", given=False, rules=RULES, now=NOW)) == []


def test_a_later_dossier_changes_only_what_it_says_anew() -> None:
    story = Story()
    story.facts("application", FAMILY, begun_at=NOW)
    story.decides(FAMILY)
    story.now += timedelta(days=30)
    story.pushes("bank_deposits", "father", deposits=21_000_000)
    later = FAMILY.model_copy(update={"income": (Income(kind="farming", amount=300_000),)})
    story.facts("dossier", later)
    assert [entry.amount for entry in story.household.income] == [300_000]
    assert story.household.assets.deposits == 21_000_000


@pytest.mark.parametrize("shown", ["assets", "assets.deposits"])
def test_evidence_stands_against_an_older_push_also_where_it_repeats_the_form(shown: str) -> None:
    story = Story()
    story.facts("application", FAMILY, begun_at=NOW)
    story.pushes("bank_deposits", "father", deposits=21_000_000)
    story.pushes("real_estate", "father", dwellings=2)
    origin = Origin(path=shown, source="evidence", state="matched", as_of=NOW.date())
    command = c.NoteFacts(
        household_id=HOME, application_id=APPLICATION, source="dossier", household=FAMILY, begun_at=None,
        shown=settled_by_evidence([origin], NOW.date()), rules=RULES, now=NOW + timedelta(hours=1),
    )  # fmt: skip
    story.does(command)
    assert story.household.assets.deposits == 100_000
    assert story.household.assets.dwellings == (1 if shown == "assets" else 2)


def test_evidence_of_another_day_settles_nothing_anew() -> None:
    old = Origin(path="income[0].amount", source="evidence", state="differs", as_of=NOW.date())
    assert settled_by_evidence([old], NOW.date()) == {"income"}
    assert settled_by_evidence([old], date(2024, 10, 1)) == frozenset()


def test_a_household_that_is_monitored_by_decision_stays_so_whatever_is_declared_later() -> None:
    story = Story()
    note = c.NoteMonitoring(members=("mother", "girl"), since=NOW.date())
    assert len(story.does(note)) == 1
    assert story.does(note) == []
    assert story.household.monitored == Monitored(kind="sudden_hardship", since=NOW.date())
    assert story.state.persons["girl"] == ("dibao", "monitored")
    story.facts("application", FAMILY, begun_at=NOW)
    assert story.household.monitored is not None
    nobody = Known()
    assert story.decider.decide(nobody, note) == []
