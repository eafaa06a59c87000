"""Disaster relief by kind of event, damage and members; never for a fire at home."""

from datetime import date
from typing import Any

import pytest

from services.programs.disaster_relief.rules import assess
from services.programs.entitlement import Entitlement, Proposal
from services.programs.entitlement.examples import asked, household, person, rules

YUAN = 100
FAMILY = {
    "father": person("1980-01-01", "self"),
    "mother": person("1982-01-01", "spouse"),
    "son": person("2010-01-01"),
}


def answers(**event: Any) -> dict[str, Proposal]:
    family = household(FAMILY, "rural", events=[{"on": "2024-07-22", **event}], needs=["disaster"])
    question = asked(family, category=None, persons={}, decided_on=None)
    return {proposal.item: proposal for proposal in assess(question, Entitlement(), rules(question))}


@pytest.mark.parametrize(
    ("event", "owed"),
    [
        ({"kind": "flood"}, {"emergency": 900}),
        ({"kind": "flood", "house": "damaged"}, {"emergency": 900, "house": 2_000}),
        (
            {"kind": "landslide", "house": "severe"},
            {"emergency": 900, "transition": 5_400, "winter_spring": 390, "house": 20_000},
        ),
        (
            {"kind": "earthquake", "house": "collapsed"},
            {"emergency": 900, "transition": 5_400, "winter_spring": 390, "house": 20_000},
        ),
        ({"kind": "drought"}, {"emergency": 180, "winter_spring": 390}),
    ],
)
def test_what_is_owed_follows_from_the_event_and_the_damage(event: dict[str, str], owed: dict[str, int]) -> None:
    found = answers(**event)
    assert {item: (proposal.amount or 0) // YUAN for item, proposal in found.items()} == owed
    assert {proposal.once_for for proposal in found.values()} == {f"{event['kind']}:2024-07-22"}


@pytest.mark.parametrize("kind", ["house_fire", "accident", "illness"])
def test_what_is_no_natural_disaster_is_refused(kind: str) -> None:
    for house, refused in ((None, {"emergency"}), ("collapsed", {"emergency", "house"})):
        found = answers(kind=kind, house=house)
        assert set(found) == refused
        assert {(no.outcome, no.reason) for no in found.values()} == {("declined", "not_in_class")}


def test_transition_runs_ninety_days_from_the_day_after_the_event() -> None:
    relief = answers(kind="flood", house="collapsed")["transition"]
    assert (relief.first, relief.last) == ("2024-07-23", "2024-10-20")
    assert (date.fromisoformat("2024-10-20") - date.fromisoformat("2024-07-23")).days + 1 == 90


def test_the_first_money_waits_for_nobody_s_paper_and_the_rest_for_the_list() -> None:
    found = answers(kind="flood", house="collapsed")
    assert {item: proposal.waits_for for item, proposal in found.items()} == {
        "emergency": "payment",
        "transition": "desk",
        "winter_spring": "desk",
        "house": "desk",
    }
