"""Monitoring by an event: found, announced, decided; refused out of order; quiet when repeated; shown when late."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from contracts.household import Household
from contracts.intake import ApplicationSubmitted
from contracts.investigation import Dossier, DossierReady
from services.chassis.decider import Scenario
from services.chassis.tables import ClearTimer, Envelope, SetTimer
from services.chassis.testing import FoldingContext
from services.classification import monitoring_timers as timers
from services.classification.domain.monitoring import MONITORING
from services.classification.domain.monitoring_messages import (
    AnnounceRisk,
    DecideMonitoring,
    EndRiskNotice,
    MonitoringConcluded,
    NoteRisk,
    NoteUndecided,
    RiskAnnounced,
    RiskFound,
    RiskNoticeEnded,
    UndecidedNoted,
)
from services.classification.handlers import HANDLERS
from services.classification.monitoring_outbound import MONITORING_PUBLISHES
from services.classification.samples import APPLICATION_ID, HOUSEHOLD_ID, at, household
from services.policy.parameters import parameters
from services.policy.statuses import monitored_now

FOUND_AT, POSTED, OVER, DUE = at("2024-07-23T09:00"), at("2024-07-23T15:00"), at("2024-07-29T00:00"), date(2024, 8, 7)
IDS: dict[str, Any] = {"household_id": HOUSEHOLD_ID, "application_id": APPLICATION_ID}
PLACE: dict[str, Any] = {"division": "620825", "residence": "rural", "needs": ("disaster",)}


def flooded(income: int = 3_600_000, house: str = "collapsed") -> Household:
    events = [{"kind": "flood", "on": "2024-07-22", "house": house}]
    wages = [{"person": "mother", "kind": "wages", "amount": income}]
    return household(place="620825", residence="rural", needs=["disaster"], events=events, income=wages)


def risk(home: Household) -> RiskFound:
    reason, members = monitored_now(home, parameters("620825", "rural", FOUND_AT.date()), FOUND_AT.date())
    return RiskFound(
        application_id=APPLICATION_ID,
        **PLACE,
        holds=reason.outcome == "holds",
        failed=(),
        members=members,
        due=DUE,
        found_at=FOUND_AT,
        household=home,
        reason=reason,
    )


FOUND = risk(flooded())
NO_RISK = replace(risk(flooded(income=1_000_000)), failed=("income_below_line",))
ANNOUNCED = RiskAnnounced(application_id=APPLICATION_ID, notice_end=date(2024, 7, 28), posted_at=POSTED)
ENDED = RiskNoticeEnded(application_id=APPLICATION_ID, ended_at=OVER)
ENVELOPE = Envelope(
    household_id=HOUSEHOLD_ID, stream_id=APPLICATION_ID, event_id=UUID(int=9), version=1, recorded_at=POSTED
)
ANNOUNCE = AnnounceRisk(notice_days=5, now=POSTED)
GIVE = DecideMonitoring(monitored=True, now=OVER)
case = Scenario(MONITORING)
announced = case.given(FOUND, ANNOUNCED)


def concluded(*given: Any, command: DecideMonitoring = GIVE) -> MonitoringConcluded:
    (event,) = case.given(*given).when(command).events
    assert isinstance(event, MonitoringConcluded)
    return event


def test_a_house_lost_over_the_line_is_a_risk_and_low_income_or_a_damaged_house_alone_is_none() -> None:
    assert FOUND.holds and FOUND.members == ("mother", "girl")
    assert not NO_RISK.holds
    assert not risk(flooded(house="damaged")).holds


def test_a_risk_is_announced_once_for_five_days_and_then_decided_once() -> None:
    case.given(FOUND).when(ANNOUNCE).then(ANNOUNCED)
    announced.when(replace(ANNOUNCE, now=OVER)).then()
    announced.when(EndRiskNotice(now=at("2024-07-28T23:59"))).then()
    announced.when(EndRiskNotice(now=OVER)).then(ENDED)
    announced.given(ENDED).when(EndRiskNotice(now=OVER)).then()
    decided = concluded(FOUND, ANNOUNCED, ENDED)
    assert (decided.monitored, decided.decided_on, decided.failed) == (True, date(2024, 7, 29), ())
    announced.given(decided).when(GIVE).then()
    announced.given(decided).when(replace(GIVE, monitored=False, because="moved_away")).then_refused(
        "monitoring-decided"
    )


def test_nobody_is_monitored_without_a_risk_or_before_the_end_of_the_notice() -> None:
    case.when(ANNOUNCE).then_refused("monitoring-unknown")
    case.given(FOUND).when(GIVE).then_refused("monitoring-notice-missing")
    announced.when(replace(GIVE, now=at("2024-07-28T23:59"))).then_refused("monitoring-notice-running")
    case.given(NO_RISK).when(ANNOUNCE).then_refused("no-risk-found")
    case.given(NO_RISK).when(GIVE).then_refused("no-risk-found")


def test_what_is_not_given_has_its_reason() -> None:
    no = DecideMonitoring(monitored=False, now=POSTED)
    assert concluded(NO_RISK, command=no).failed == ("income_below_line",)
    announced.when(no).then_refused("reason-missing")
    assert concluded(FOUND, ANNOUNCED, command=replace(no, because="objection_upheld")).failed == ("objection_upheld",)


def test_what_the_investigation_finds_counts_until_the_decision_and_the_discovery_keeps_its_day() -> None:
    later = replace(NO_RISK, due=date(2024, 9, 1), found_at=OVER)
    (again,) = announced.when(NoteRisk(found=later, now=OVER)).events
    assert isinstance(again, RiskFound) and (again.due, again.found_at) == (DUE, FOUND_AT)
    announced.given(again).when(GIVE).then_refused("no-risk-found")
    announced.given(again).when(NoteRisk(found=later, now=OVER)).then()
    announced.given(concluded(FOUND, ANNOUNCED)).when(NoteRisk(found=later, now=OVER)).then()


def test_an_undecided_risk_is_shown_once_to_each_level_from_the_day_after_its_last() -> None:
    late = NoteUndecided(level="township", now=at("2024-08-08T00:00"))
    noted = UndecidedNoted(application_id=APPLICATION_ID, level="township", noted_on=date(2024, 8, 8))
    announced.when(replace(late, now=at("2024-08-07T23:59"))).then()
    announced.when(late).then(noted)
    announced.given(noted).when(late).then()
    announced.given(concluded(FOUND, ANNOUNCED)).when(late).then()
    case.when(late).then()


def test_the_timers_follow_the_notice_and_the_levels_and_end_with_the_decision() -> None:
    (late,) = timers.when_found(FOUND, ENVELOPE)
    assert isinstance(late, SetTimer) and (late.at, late.payload) == (at("2024-08-08T00:00"), {"level": "township"})
    (end,) = timers.when_announced(ANNOUNCED, ENVELOPE)
    assert isinstance(end, SetTimer) and end.at == OVER
    noted = UndecidedNoted(application_id=APPLICATION_ID, level="county", noted_on=date(2024, 8, 15))
    (above,) = timers.when_late(noted, ENVELOPE)
    assert isinstance(above, SetTimer) and above.payload == {"level": "city"}
    assert not timers.when_late(replace(noted, level="city"), ENVELOPE)
    assert timers.when_decided(concluded(FOUND, ANNOUNCED), ENVELOPE) == [
        ClearTimer(name=name, stream_id=APPLICATION_ID) for name in (timers.NOTICE_END, timers.LATE)
    ]


def submitted(home: Household, **changes: Any) -> ApplicationSubmitted:
    fields = {
        **IDS,
        **PLACE,
        "number": "N",
        "channel": "hotline",
        "urgent": False,
        "submitted_at": FOUND_AT,
        "deadlines": {"monitoring_decision": DUE},
        "household": home,
        "query_code_hash": "h",
        **changes,
    }
    return ApplicationSubmitted.model_validate(fields)


@pytest.mark.parametrize(("changes", "noted"), [({}, 1), ({"deadlines": {}}, 0)])
async def test_the_report_is_the_discovery_where_intake_has_set_the_clock(changes: Any, noted: int) -> None:
    ctx = FoldingContext(HOUSEHOLD_ID, FOUND_AT)
    for _ in range(2):
        await HANDLERS[ApplicationSubmitted](submitted(flooded(), **changes), ctx)
    assert len(ctx.events(MONITORING, APPLICATION_ID)) == noted


async def test_a_dossier_is_a_second_look_only_where_something_was_found() -> None:
    ctx = FoldingContext(HOUSEHOLD_ID, FOUND_AT)
    poorer = DossierReady.model_validate(
        {
            **IDS,
            **PLACE,
            "applied_on": "2024-07-23",
            "revision": 1,
            "ready_at": POSTED,
            "dossier": Dossier(household=flooded(income=1_000_000)),
        }
    )
    await HANDLERS[DossierReady](poorer, ctx)
    assert not ctx.events(MONITORING, APPLICATION_ID)
    await HANDLERS[ApplicationSubmitted](submitted(flooded()), ctx)
    await HANDLERS[DossierReady](poorer.model_copy(update={"revision": 2}), ctx)
    assert [event.holds for event in ctx.events(MONITORING, APPLICATION_ID) if isinstance(event, RiskFound)] == [
        True,
        False,
    ]


def test_the_others_hear_who_is_monitored_from_when_and_by_which_rule() -> None:
    message = MONITORING_PUBLISHES[MonitoringConcluded](concluded(FOUND, ANNOUNCED), ENVELOPE)
    assert message is not None
    told = message.model_dump(include={"monitored", "members", "decided_on", "needs"})
    assert told == {
        "monitored": True,
        "members": ("mother", "girl"),
        "decided_on": date(2024, 7, 29),
        "needs": ("disaster",),
    }
