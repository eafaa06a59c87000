"""The office leaves to the file what the file dates, and refuses nobody before a conference."""

from typing import Any

import pytest
from pydantic import TypeAdapter

from services.casebook.steps import AnyStep, Verb
from services.casebook.waiting import Stage, waits, waits_at_desk


def steps(*verbs: dict[str, Any] | str) -> list[Verb]:
    whole = [
        {"on": "2024-05-07", "do": verb} if isinstance(verb, str) else {"on": "2024-05-07", **verb} for verb in verbs
    ]
    return [TypeAdapter(AnyStep).validate_python(step) for step in whole]


@pytest.mark.parametrize(
    ("stage", "verb"),
    [("accept", "accept"), ("visit", "visit"), ("notice", "post_notice"), ("confirm", "confirm"), ("confirm", "refuse"),
     ("refuse", "refuse"), ("refuse", "confirm"), ("refuse", "convene_conference")],
)  # fmt: skip
def test_a_dated_stage_waits_for_its_date(stage: Stage, verb: str) -> None:
    assert waits(stage, [], steps("request_verification", verb))
    assert not waits(stage, steps(verb), [])


def test_a_stage_that_nothing_dates_does_not_wait() -> None:
    assert not any(waits(stage, [], steps("recheck")) for stage in ("accept", "visit", "notice", "confirm", "refuse"))


def test_a_conference_ahead_holds_up_refusals_only() -> None:
    assert not waits("confirm", [], steps("convene_conference"))


def test_acceptance_waits_for_a_supplement_that_was_asked_for() -> None:
    asked = steps({"do": "request_supplement", "missing": ["identity"]})
    brought = steps({"do": "supplement", "missing": ["identity"]})
    assert waits("accept", [], asked + brought)
    assert waits("accept", asked, brought)
    assert not waits("accept", asked + brought, [])


def test_papers_that_follow_an_emergency_do_not_hold_up_acceptance() -> None:
    assert not waits("accept", [], steps({"do": "supplement", "missing": ["identity"]}))


def test_stages_of_a_further_application_do_not_hold_up_this_one() -> None:
    assert not waits("accept", [], steps({"do": "apply", "needs": ["medical"]}, "accept"))


def test_confirm_is_the_emergency_aid_where_no_class_is_tested() -> None:
    aid, ahead = ("temporary_assistance", "emergency"), steps("confirm")
    assert waits_at_desk(*aid, ahead, tested=False)
    assert not waits_at_desk(*aid, ahead, tested=True)
    assert not waits_at_desk(*aid, [], tested=False)
    assert not waits_at_desk("temporary_assistance", "emergency_small", ahead, stage="pay", tested=False)
    assert not waits_at_desk("care_services", "counselling", ahead, tested=False)
    assert not waits_at_desk(*aid, steps({"do": "apply", "needs": ["basic_living"]}, "confirm"), tested=False)


def test_what_waits_for_the_conference_is_not_answered_at_a_desk() -> None:
    assert waits_at_desk("temporary_assistance", "emergency", [], stage="conference")


def test_a_desk_waits_only_for_the_item_that_is_dated() -> None:
    job = {"program": "employment", "item": "public_job"}
    ahead = steps(
        {"do": "answer", **job, "outcome": "granted"},
        {"do": "pay", "program": "temporary_assistance", "item": "emergency_small", "amount": 800},
    )
    assert waits_at_desk("employment", "public_job", ahead)
    assert waits_at_desk("temporary_assistance", "emergency_small", ahead)
    assert not waits_at_desk("employment", "training", ahead)
    assert not waits_at_desk("housing", "public_job", ahead)
