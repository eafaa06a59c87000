"""A known household is tested again: at once, after a notice, with grace; what was overpaid and since when."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from contracts.investigation import Dossier, Origin, RecheckTerms
from services.chassis.decider import Scenario
from services.chassis.tables import SetTimer
from services.classification.domain.commands import EndGrace, EndNotice, JudgeDossier, NoteStanding
from services.classification.domain.determination import DETERMINATION
from services.classification.domain.events import (
    ClassConfirmed,
    ClassRefused,
    Decided,
    DecisionClockStarted,
    Event,
    HouseholdTested,
    NoticeElapsed,
    NoticeOpened,
    StandingNoted,
)
from services.classification.handlers import day_of_test
from services.classification.judging import found_assets
from services.classification.samples import at, dossier, household
from services.classification.test_handlers import ENVELOPE, ready
from services.classification.timers import GRACE_END, TIMERS

RECHECK = UUID(int=7)
NOW = at("2024-11-15T09:00")
DIBAO: dict[str, tuple[str, ...]] = {"mother": ("dibao",), "girl": ("dibao",)}
determination = Scenario(DETERMINATION)


def on_record(category: Any = "dibao", **changes: Any) -> StandingNoted:
    fields: dict[str, Any] = {"pay_class": None, "persons": DIBAO, "since": "2024-06", **changes}
    return StandingNoted(category=category, noted_at=at("2024-11-01T00:00"), **fields)


def again(
    category: str | None, when: datetime = NOW, revision: int = 1, undeclared: bool = False, **terms: Any
) -> JudgeDossier:
    failed = terms.pop("failed", None)
    persons = terms.pop("persons", None)
    changes = {name: value for name, value in (("failed", failed), ("persons", persons)) if value is not None}
    command = dossier(revision, category, when, **changes)
    asked = RecheckTerms(because="death", **terms)
    return replace(command, application_id=RECHECK, recheck=asked, undeclared=undeclared, grace_months=6)


def after(*events: Event, command: Any) -> list[Event]:
    outcome = determination.given(*events).when(command)
    assert outcome.refused is None, outcome.refused
    return outcome.events


def decision(*events: Event, command: Any) -> Decided:
    *_, last = after(*events, command=command)
    assert isinstance(last, Decided)
    return last


def test_what_is_on_record_is_noted_once_and_not_over_a_decision() -> None:
    noted = on_record()
    note = NoteStanding(category="dibao", pay_class=None, persons=DIBAO, since="2024-06", now=noted.noted_at)
    determination.when(note).then(noted)
    determination.given(noted).when(note).then()
    none = NoteStanding(category=None, pay_class=None, persons={}, since=None, now=noted.noted_at)
    assert determination.when(none).events[0].category is None  # type: ignore[union-attr]


def test_the_same_class_goes_on_and_counts_from_the_next_month() -> None:
    found = decision(on_record(), command=again("dibao"))
    assert isinstance(found, ClassConfirmed)
    assert (found.category, found.because, found.effective_from) == ("dibao", "recheck", "2024-12")
    assert (found.overpaid_since, found.concealed, found.grace_until) == (None, False, None)


def test_the_same_dossier_again_is_quiet_and_a_revision_with_the_same_outcome_only_a_test() -> None:
    past = [on_record(), *after(on_record(), command=again("dibao"))]
    assert after(*past, command=again("dibao")) == []
    assert len(after(*past, command=again("dibao", revision=2))) == 1
    assert isinstance(decision(*past, command=again("dibao_edge", revision=2)), ClassConfirmed)


def test_a_class_that_is_given_no_longer_ends_with_its_reasons() -> None:
    found = decision(on_record(), command=again("none", failed={"dibao": ("income_over_line",)}))
    assert isinstance(found, ClassRefused)
    assert (found.category, found.effective_from, found.refused_for) == ("none", "2024-12", ("income_over_line",))


def test_while_a_fact_is_missing_only_a_clock_runs_once() -> None:
    first = after(on_record(), command=again(None))
    assert [type(event) for event in first[1:]] == [DecisionClockStarted]
    assert len(after(on_record(), *first, command=again(None, revision=2))) == 1


@pytest.mark.parametrize(
    ("until", "since"),
    [("2024-09", "2024-10"), ("2024-10", "2024-11"), ("2024-11", None), (None, None)],
)
def test_what_was_paid_after_the_month_of_a_death_was_overpaid(until: str | None, since: str | None) -> None:
    found = decision(on_record(), command=again("dibao", entitled_until=until))
    assert (found.overpaid_since, found.concealed) == (since, False)


@pytest.mark.parametrize(
    ("terms", "failed", "since"),
    [
        ({"concealed": True}, ("deposits_over_cap",), "2024-06"),
        ({"undeclared": True}, ("vehicle_over_limit",), "2024-06"),
        ({"concealed": True}, ("income_over_line",), None),
        ({}, ("deposits_over_cap",), None),
    ],
)
def test_hidden_assets_take_back_the_class_from_its_first_month(
    terms: dict[str, Any], failed: tuple[str, ...], since: str | None
) -> None:
    found = decision(on_record(), command=again("none", failed={"dibao": failed}, **terms))
    assert (found.overpaid_since, found.concealed) == (since, since is not None)


def test_found_assets_are_those_of_a_source_and_not_of_the_visit() -> None:
    family = dossier(1, "dibao", NOW).household

    def told(path: str, source: str, state: Any) -> bool:
        origin = Origin(path=path, source=source, state=state, as_of=NOW.date())
        return found_assets(Dossier(household=family, origins=(origin,)))

    assert told("assets.deposits", "bank_deposits", "differs")
    assert not told("assets.deposits", "bank_deposits", "matched")
    assert not told("assets.deposits", "visit", "differs")
    assert not told("assets.deposits", "evidence", "differs")
    assert not told("income.mother.wages", "income_tax", "differs")


EDGE: dict[str, Any] = {"failed": {"dibao": ("income_over_line",)}}


@pytest.mark.parametrize(
    ("category", "terms", "until"),
    [
        ("dibao_edge", {"from_work": True, **EDGE}, "2025-05"),
        ("none", {"from_work": True, **EDGE}, "2025-05"),
        ("dibao_edge", {"from_work": False, **EDGE}, None),
        ("dibao_edge", {"from_work": True, "failed": {"dibao": ("income_over_line", "deposits_over_cap")}}, None),
        ("dibao", {"from_work": True}, None),
    ],
)
def test_grace_is_for_those_whom_only_work_has_lifted_over_the_line(
    category: str, terms: dict[str, Any], until: str | None
) -> None:
    found = decision(on_record(), command=again(category, **terms))
    assert getattr(found, "grace_until", None) == until
    if until:
        assert (found.category, found.persons, found.counted_as) == ("dibao", DIBAO, {"dibao": 2})


def test_an_edge_family_has_no_grace() -> None:
    found = decision(
        on_record("dibao_edge"), command=again("none", from_work=True, failed={"dibao_edge": ("income_over_line",)})
    )
    assert isinstance(found, ClassRefused)


def in_grace() -> list[Event]:
    first = on_record()
    return [first, *after(first, command=again("dibao_edge", from_work=True, **EDGE))]


def test_grace_ends_by_itself_with_the_class_of_the_recheck() -> None:
    past = in_grace()
    (wake,) = (timer for timer in TIMERS[ClassConfirmed](past[-1], ENVELOPE) if isinstance(timer, SetTimer))
    assert (wake.name, wake.at) == (GRACE_END, at("2025-05-31T00:00"))
    early = EndGrace(application_id=RECHECK, now=at("2025-04-30T00:00"))
    assert after(*past, command=early) == []
    found = decision(*past, command=EndGrace(application_id=RECHECK, now=at("2025-05-31T00:00")))
    assert isinstance(found, ClassConfirmed)
    assert (found.category, found.effective_from, found.grace_until) == ("dibao_edge", "2025-06", None)


def test_a_later_recheck_keeps_the_end_of_the_grace_or_ends_it() -> None:
    past, later = in_grace(), UUID(int=8)
    again_over = replace(again("dibao_edge", at("2025-01-06T09:00"), from_work=True, **EDGE), application_id=later)
    found = decision(*past, command=again_over)
    assert isinstance(found, ClassConfirmed)
    assert found.grace_until == "2025-05"
    back = replace(again("dibao", at("2025-01-06T09:00")), application_id=later)
    events = after(*past, command=back)
    assert isinstance(events[-1], ClassConfirmed)
    assert events[-1].grace_until is None
    end = EndGrace(application_id=RECHECK, now=at("2025-05-31T00:00"))
    assert after(*past, *events, command=end) == []


def test_who_is_extremely_poor_no_longer_is_told_seven_days_before() -> None:
    held = on_record("none", persons={"mother": ("tekun",), "girl": ("other",)})
    lost: dict[str, Any] = {"mother": ("other",), "girl": ("other",)}
    past = [held, *after(held, command=again("none", persons=lost))]
    notice = past[-1]
    assert isinstance(notice, NoticeOpened)
    assert notice.notice_end.isoformat() == "2024-11-22"
    assert len(after(*past, command=again("none", revision=2, persons=lost))) == 1
    end = EndNotice(application_id=RECHECK, now=at("2024-11-25T00:00"))
    elapsed, decided = after(*past, command=end)
    assert isinstance(elapsed, NoticeElapsed)
    assert isinstance(decided, ClassRefused)
    assert decided.effective_from == "2024-12"


def test_nobody_is_told_before_where_the_extremely_poor_person_has_died() -> None:
    held = on_record("none", persons={"uncle": ("tekun",), "mother": ("other",)})
    assert isinstance(decision(held, command=again("none")), ClassRefused)


def test_the_first_month_of_a_class_is_kept_while_it_goes_on() -> None:
    state = DETERMINATION.fold(DETERMINATION.initial(), [on_record(), *after(on_record(), command=again("dibao"))])
    assert state.holding
    assert (state.holding.since, state.holding.application_id) == ("2024-06", RECHECK)


def test_a_decision_that_a_later_one_has_replaced_is_tested_again_and_not_decided_anew() -> None:
    first = after(on_record(), command=again("dibao"))
    later = UUID(int=8)
    past = [on_record(), *first]
    past += after(*past, command=replace(again("none", failed={"dibao": ("deposits_over_cap",)}), application_id=later))
    assert [type(event) for event in after(*past, command=again("dibao_edge", revision=2))] == [HouseholdTested]
    in_force = replace(again("dibao", revision=2), application_id=later)
    assert isinstance(after(*past, command=in_force)[-1], ClassConfirmed)


async def test_a_replaced_decision_is_compared_by_the_figures_of_its_own_day() -> None:
    state = DETERMINATION.fold(DETERMINATION.initial(), [on_record(), *after(on_record(), command=again("dibao"))])
    today = NOW.date() + timedelta(days=400)
    event = ready(household(), application_id=RECHECK)
    assert day_of_test(event, state, today) == today
    replaced = replace(state, holding=replace(state.holding, application_id=UUID(int=8)))  # type: ignore[type-var]
    assert day_of_test(event, replaced, today) == NOW.date()
