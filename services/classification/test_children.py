"""Children alone are not announced; 特困 and children have 15 working days at township and county. 12.20, 12.22."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.chassis.decider import Scenario
from services.classification.domain.commands import ConfirmClass, EndNotice, OpenNotice
from services.classification.domain.determination import DETERMINATION
from services.classification.domain.events import (
    ClassConfirmed,
    DecisionClockStarted,
    HouseholdTested,
    NoticeElapsed,
    OpinionProposed,
)
from services.classification.samples import ACCEPTED_ON, APPLICATION_ID, DECISION_DUE, at, dossier
from services.policy.parameters import parameters

RULES = parameters("621002", "urban", ACCEPTED_ON).process
VISITED, POSTED, ENDED = at("2024-05-08T10:00"), at("2024-05-14T09:00"), at("2024-05-22T00:00")
STARTED = DecisionClockStarted(
    application_id=APPLICATION_ID, division="621002", accepted_on=ACCEPTED_ON, decision_due=DECISION_DUE
)
accepted = Scenario(DETERMINATION).given(STARTED)


def judged(category: str, status: str) -> Any:
    girl: dict[str, Any] = {"persons": {"mother": ("other",), "girl": (status,)}}
    command = replace(dossier(1, category, VISITED, **girl), process=RULES)
    (event,) = accepted.when(command).events
    assert isinstance(event, HouseholdTested)
    return event


@pytest.mark.parametrize(
    ("category", "status", "township", "county"),
    [
        ("none", "tekun", date(2024, 5, 24), 15),
        ("none", "orphan", date(2024, 5, 24), 15),
        ("dibao", "unsupported_child", date(2024, 5, 24), 10),
        ("dibao", "dibao", None, 10),
    ],
)
def test_the_clocks_follow_what_is_given(category: str, status: str, township: date | None, county: int) -> None:
    event = judged(category, status)
    assert (event.township_due, event.county_days) == (township, county)


@pytest.mark.parametrize("status", ["orphan", "unsupported_child"])
def test_childrens_aid_alone_goes_to_the_county_without_a_notice(status: str) -> None:
    tested = accepted.given(judged("none", status))
    tested.when(OpenNotice(now=POSTED)).then_refused("no-notice-needed")
    opinion, confirmed = tested.when(ConfirmClass(now=POSTED)).events
    assert isinstance(opinion, OpinionProposed) and opinion.county_due == date(2024, 6, 4)
    assert isinstance(confirmed, ClassConfirmed) and confirmed.persons["girl"] == (status,)


def test_tekun_is_announced_and_the_county_has_15_working_days_after_it() -> None:
    tested = accepted.given(judged("none", "tekun"))
    announced = tested.given(*tested.when(OpenNotice(now=POSTED)).events)
    (elapsed,) = announced.when(EndNotice(application_id=APPLICATION_ID, now=ENDED)).events
    assert isinstance(elapsed, NoticeElapsed) and elapsed.county_due == date(2024, 6, 13)
