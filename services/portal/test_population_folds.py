"""What held before, warnings and re-checks in the tracker, in any order."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from contracts.classification import ApplicationRefused, MonitoringDecided
from contracts.investigation import RecheckTerms
from contracts.population import (
    RecheckOrdered,
    StandingTakenOver,
    WarningClosed,
    WarningMoved,
    WarningRaised,
)
from services.portal.case_view import case_view
from services.portal.examples import (
    BEIJING,
    HOUSE,
    ITEMS,
    JUNE,
    MAY,
    MEMBERS,
    SUBMITTED,
    TESTED,
    confirmed,
    days,
    story,
)
from services.portal.sentences import headline
from services.portal.warned import told_warnings

RECHECK = UUID(int=9)
FIRE, LIGHT = UUID(int=10), UUID(int=11)
AUGUST = datetime(2024, 8, 31, 23, 59, tzinfo=BEIJING)


def standing(category: Any = "dibao", **persons: Any) -> StandingTakenOver:
    return StandingTakenOver(
        household_id=HOUSE, division="621002", residence="urban", needs=("basic_living",), category=category,
        persons=persons or {"mother": ("dibao",), "girl": ("dibao", "disabled")}, since="2023-12",
        taken_over_at=MAY, deadlines={"recheck": date(2025, 5, 6)}, household=MEMBERS,
    )  # fmt: skip


def raised(warning_id: UUID, kind: Any, due: Any, at: datetime = MAY) -> WarningRaised:
    return WarningRaised(
        household_id=HOUSE, warning_id=warning_id, kind=kind, tier="red", source="deaths", raised_at=at,
        deadlines={"warning_handled": due},
    )  # fmt: skip


def ordered() -> RecheckOrdered:
    return RecheckOrdered(
        household_id=HOUSE, application_id=RECHECK, division="621002", residence="urban", needs=("basic_living",),
        terms=RecheckTerms(because="death"), ordered_at=days(60), household=MEMBERS,
    )  # fmt: skip


def ended() -> ApplicationRefused:
    test = TESTED.model_copy(update={"category": "none", "persons": {"mother": ("other",), "girl": ("disabled",)}})
    return ApplicationRefused(
        household_id=HOUSE, application_id=RECHECK, division="621002", residence="urban", needs=("basic_living",),
        category="none", persons=test.persons, counted_as={"other": 1, "disabled": 1},
        refused_for=("income_over_line",), decided_on=date(2024, 7, 5), served_on=date(2024, 7, 5),
        parameters="ref-2024", because="recheck", effective_from="2024-08", household=MEMBERS, assessment=test,
    )  # fmt: skip


def test_a_household_that_never_applied_is_known_with_its_class() -> None:
    view = case_view(story((standing(), MAY)), MAY, ITEMS)
    assert (view["status"], view["category"], view["counted_as"]) == (None, "dibao", {"dibao": 2})
    assert view["persons"] == {"mother": ["dibao"], "girl": ["dibao", "disabled"]}
    assert view["deadlines"] == {"recheck": "2025-05-06"}


def test_somebody_who_is_only_monitored_is_untested() -> None:
    watched = standing(None, mother=("monitored",), girl=("monitored",))
    view = case_view(story((watched, MAY)), MAY, ITEMS)
    assert (view["category"], view["counted_as"]) == ("untested", {"monitored": 2})


def test_the_clock_is_that_of_the_latest_warning_and_of_several_the_most_pressing() -> None:
    early = raised(FIRE, "electricity", date(2024, 5, 20))
    doc = story((early, MAY), (raised(LIGHT, "death", date(2024, 5, 9)), MAY))
    assert case_view(doc, MAY, ITEMS)["deadlines"]["warning_handled"] == "2024-05-09"
    later = raised(UUID(int=12), "dropout", date(2024, 6, 9), days(2))
    doc = story((early, MAY), (later, days(2)))
    assert case_view(doc, JUNE, ITEMS)["deadlines"]["warning_handled"] == "2024-06-09"


def test_a_warning_heard_in_any_order_ends_closed_and_hints_are_for_staff() -> None:
    close = WarningClosed(household_id=HOUSE, warning_id=FIRE, kind="death", outcome="adjusted", closed_at=days(3))
    move = WarningMoved(household_id=HOUSE, warning_id=FIRE, kind="death", state="visited", moved_at=days(2))
    hint = raised(LIGHT, "electricity", date(2024, 5, 20))
    doc = story((close, days(3)), (move, days(2)), (raised(FIRE, "death", date(2024, 5, 9)), MAY), (hint, MAY))
    shown = case_view(doc, JUNE, ITEMS)["warnings"]
    assert {"kind": "death", "tier": "red", "state": "closed"} in shown
    assert [warned.kind for warned in told_warnings(doc)] == ["death"]


def test_a_recheck_is_no_application_and_a_class_that_it_ends_ends_the_application_too() -> None:
    doc = story((SUBMITTED, MAY), (confirmed(), days(18)), (ordered(), days(60)), (ended(), days(60)))
    july = datetime(2024, 7, 31, 23, 59, tzinfo=BEIJING)
    assert (case_view(doc, july, ITEMS)["category"], case_view(doc, july, ITEMS)["status"]) == ("dibao", "ended")
    after = case_view(doc, AUGUST, ITEMS)
    assert (after["category"], after["refused_for"]) == ("none", ["income_over_line"])
    application = doc.latest()
    assert application
    assert application.application_id != RECHECK
    assert headline(application, doc).key == "class_ended"


def test_a_decision_heard_before_the_order_of_its_recheck_is_known_as_one() -> None:
    doc = story((SUBMITTED, MAY), (confirmed(), days(18)), (ended(), days(60)), (ordered(), days(60)))
    assert case_view(doc, AUGUST, ITEMS)["status"] == "ended"
    assert [recheck.because for recheck in doc.rechecks] == ["death"]


def test_a_household_without_a_class_stays_refused() -> None:
    doc = story((SUBMITTED, MAY), (ordered(), days(60)), (ended(), days(60)))
    assert case_view(doc, AUGUST, ITEMS)["status"] == "submitted"


def watched_by_decision(given: bool = True) -> MonitoringDecided:
    return MonitoringDecided(
        household_id=HOUSE, application_id=SUBMITTED.application_id, division="621002", residence="rural",
        needs=("disaster",), monitored=given, members=("mother",), decided_on=JUNE.date(), household=MEMBERS,
    )  # fmt: skip


def test_who_is_monitored_by_decision_shows_it_beside_the_class_or_without_one() -> None:
    alone = case_view(story((SUBMITTED, MAY), (watched_by_decision(), JUNE)), AUGUST, ITEMS)
    assert (alone["category"], alone["persons"]["mother"]) == ("untested", ["monitored"])
    beside = case_view(story((standing(), MAY), (watched_by_decision(), JUNE)), AUGUST, ITEMS)
    assert beside["persons"]["mother"] == ["dibao", "monitored"]
    assert beside["counted_as"] == {"dibao": 2}
    refused = case_view(story((SUBMITTED, MAY), (watched_by_decision(given=False), JUNE)), AUGUST, ITEMS)
    assert refused["persons"]["mother"] == ["other"]
