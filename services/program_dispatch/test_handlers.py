"""From the others' messages to the round of an application."""

from datetime import date
from typing import Any
from uuid import uuid5

import pytest

from contracts.base import NOBODY
from contracts.classification import DeterminationConfirmed, MonitoringDecided
from contracts.household import Need
from contracts.intake import ApplicationAccepted, ApplicationSubmitted, ApplicationWithdrawn
from contracts.population import StandingTakenOver
from contracts.programs import Answer, ProgramAnnounced, SupportDecided
from services.chassis.errors import TryLater
from services.chassis.tables import Envelope, Timer
from services.chassis.testing import FoldingContext
from services.program_dispatch.domain.events import OverdueNoted, ProgramAsked, RoundAnswered, RoundOpened
from services.program_dispatch.domain.record import RECORD
from services.program_dispatch.domain.round import ROUND
from services.program_dispatch.handlers import HANDLERS
from services.program_dispatch.outbound import referral_made
from services.program_dispatch.samples import (
    APPLICATION_ID,
    ASSESSMENT,
    EMERGENCY,
    HOUSEHOLD_ID,
    LIVING,
    MEDICAL,
    NOW,
    household,
)
from services.program_dispatch.timers import DUE, OVERDUE

ANNOUNCED = [
    ProgramAnnounced(
        household_id=NOBODY,
        program=one.code,
        announced_at=NOW,
        **{name: value for name, value in vars(one).items() if name != "code"},
    )
    for one in (LIVING, MEDICAL, EMERGENCY)
]
COMMON: dict[str, Any] = {
    "household_id": HOUSEHOLD_ID,
    "application_id": APPLICATION_ID,
    "division": "621002",
    "residence": "urban",
}


@pytest.fixture
async def ctx() -> FoldingContext:
    context = FoldingContext(HOUSEHOLD_ID, NOW)
    await hear(context, *ANNOUNCED)
    return context


async def hear(ctx: FoldingContext, *messages: Any) -> None:
    for message in messages:
        await HANDLERS[type(message)](message, ctx)


def submitted(urgent: bool, *needs: Need) -> ApplicationSubmitted:
    return ApplicationSubmitted(
        **COMMON,
        number="1",
        channel="web",
        needs=needs,
        urgent=urgent,
        submitted_at=NOW,
        household=household(*needs),
        query_code_hash="0",
    )


def accepted(*needs: Need, application_id: Any = APPLICATION_ID) -> ApplicationAccepted:
    fields = {**COMMON, "application_id": application_id}
    return ApplicationAccepted(**fields, needs=needs, accepted_at=NOW, household=household(*needs))


def confirmed(*needs: Need) -> DeterminationConfirmed:
    return DeterminationConfirmed(
        **COMMON,
        needs=needs,
        category="dibao",
        persons={"mother": ("dibao",)},
        counted_as={"dibao": 1},
        decided_on=NOW.date(),
        parameters="ref-2024",
        household=household(*needs),
        assessment=ASSESSMENT,
        awards_from="2024-06",
        valid_until=date(2025, 5, 24),
    )


def decided(ask: ProgramAsked, outcome: Any = "granted") -> SupportDecided:
    return SupportDecided(
        household_id=HOUSEHOLD_ID,
        application_id=APPLICATION_ID,
        referral_id=ask.referral_id,
        program=ask.program,
        outcome=outcome,
        answers=(Answer(item="item", outcome=outcome),),
        decided_at=NOW,
    )


def asked(ctx: FoldingContext, application_id: Any = APPLICATION_ID) -> dict[str, ProgramAsked]:
    events = ctx.events(ROUND, application_id)
    return {event.program: event for event in events if isinstance(event, ProgramAsked)}


async def test_a_confirmed_class_opens_the_round_and_the_last_answer_closes_it(ctx: FoldingContext) -> None:
    await hear(ctx, confirmed("basic_living", "medical"))
    rows = asked(ctx)
    assert {row.answer_by for row in rows.values()} == {date(2024, 6, 7)}
    await hear(ctx, decided(rows["basic_living"]), decided(rows["medical"]), decided(rows["medical"]))
    finals = [event for event in ctx.events(ROUND, APPLICATION_ID) if isinstance(event, RoundAnswered)]
    assert [final.granted for final in finals] == [("basic_living", "medical")]


async def test_an_application_for_basic_living_waits_for_its_decision(ctx: FoldingContext) -> None:
    await hear(ctx, submitted(False, "basic_living", "emergency"), accepted("basic_living", "emergency"))
    assert not asked(ctx)


async def test_urgent_help_is_asked_when_the_application_is_submitted(ctx: FoldingContext) -> None:
    await hear(ctx, submitted(True, "emergency", "basic_living"), accepted("emergency", "basic_living"))
    assert [(event.urgent, event.answer_by) for event in asked(ctx).values()] == [(True, date(2024, 5, 25))]


async def test_a_later_application_without_basic_living_uses_the_class_on_record(ctx: FoldingContext) -> None:
    later = uuid5(APPLICATION_ID, "later")
    await hear(ctx, confirmed("basic_living"), accepted("medical", application_id=later))
    event = asked(ctx, later)["medical"]
    assert event.standing is not None
    assert event.standing.category == "dibao"


async def test_a_class_that_has_run_out_is_not_used(ctx: FoldingContext) -> None:
    later = uuid5(APPLICATION_ID, "later")
    await hear(ctx, confirmed("basic_living"))
    ctx.moment = NOW.replace(year=2026)
    await hear(ctx, accepted("medical", application_id=later))
    assert not asked(ctx, later)


async def test_a_withdrawn_application_asks_nobody_any_more(ctx: FoldingContext) -> None:
    withdrawn = ApplicationWithdrawn(household_id=HOUSEHOLD_ID, application_id=APPLICATION_ID, withdrawn_at=NOW)
    await hear(ctx, withdrawn, confirmed("basic_living"))
    assert not asked(ctx)


async def test_a_household_that_comes_before_any_program_waits() -> None:
    with pytest.raises(TryLater):
        await hear(FoldingContext(HOUSEHOLD_ID, NOW), confirmed("basic_living"))


async def test_nobody_is_asked_before_every_program_of_the_release_has_spoken() -> None:
    ctx = FoldingContext(HOUSEHOLD_ID, NOW)
    codes = tuple(one.program for one in ANNOUNCED)
    *first, last = (one.model_copy(update={"alongside": codes}) for one in ANNOUNCED)
    await hear(ctx, *first)
    with pytest.raises(TryLater, match="not every program"):
        await hear(ctx, confirmed("basic_living"))
    await hear(ctx, last, confirmed("basic_living"))
    assert "basic_living" in asked(ctx)


async def test_a_program_whose_folder_is_gone_is_asked_no_more() -> None:
    ctx = FoldingContext(HOUSEHOLD_ID, NOW)
    left = tuple(one.program for one in ANNOUNCED if one.program != "medical")
    await hear(ctx, *ANNOUNCED)
    await hear(ctx, *(one.model_copy(update={"alongside": left}) for one in ANNOUNCED if one.program in left))
    await hear(ctx, confirmed("basic_living", "medical"))
    assert "medical" not in asked(ctx)


async def test_a_program_that_lets_its_day_pass_is_noted_once(ctx: FoldingContext) -> None:
    await hear(ctx, confirmed("basic_living"))
    row = asked(ctx)["basic_living"]
    timer = Timer(
        name=OVERDUE,
        due=NOW,
        stream_id=row.referral_id,
        household_id=HOUSEHOLD_ID,
        application_id=APPLICATION_ID,
        payload={"application_id": str(APPLICATION_ID)},
    )
    await DUE[OVERDUE](timer, ctx)
    await DUE[OVERDUE](timer, ctx)
    assert [type(event) for event in ctx.events(ROUND, APPLICATION_ID)[-2:]] == [OverdueNoted, RoundAnswered]


def taken_over(**changes: Any) -> StandingTakenOver:
    fields: dict[str, Any] = {
        "household_id": HOUSEHOLD_ID, "division": "621002", "residence": "urban", "needs": ("medical",),
        "category": "dibao", "persons": {"mother": ("dibao",)}, "valid_until": date(2025, 5, 27), "taken_over_at": NOW,
        "household": household("medical"), **changes,
    }  # fmt: skip
    return StandingTakenOver.model_validate(fields)


async def test_what_held_before_is_the_class_on_record_until_something_is_decided(ctx: FoldingContext) -> None:
    await hear(ctx, taken_over(), taken_over(category="none"))
    record = await ctx.state(RECORD, HOUSEHOLD_ID)
    assert record.standing
    assert (record.standing.category, record.assessment) == ("dibao", None)
    assert not ctx.events(ROUND, APPLICATION_ID)  # nobody is asked because of it


async def test_a_recheck_tells_the_programs_what_it_means_for_money_already_paid(ctx: FoldingContext) -> None:
    terms = {"because": "recheck", "effective_from": "2024-07", "overpaid_since": "2024-06", "grace_until": "2024-12"}
    await hear(ctx, confirmed().model_copy(update={**terms, "concealed": True}))
    asked = [event for event in ctx.events(ROUND, APPLICATION_ID) if isinstance(event, ProgramAsked)]
    envelope = Envelope(
        household_id=HOUSEHOLD_ID, stream_id=APPLICATION_ID, event_id=APPLICATION_ID, version=1, recorded_at=NOW
    )
    referral = referral_made(asked[0], envelope)
    assert {name: getattr(referral, name) for name in terms} == terms
    assert referral.concealed


def monitored(*needs: Need, is_given: bool = True) -> MonitoringDecided:
    return MonitoringDecided(
        **COMMON,
        needs=needs,
        monitored=is_given,
        members=("mother",),
        decided_on=NOW.date(),
        household=household(*needs),
    )


async def test_a_monitored_household_keeps_the_flag_on_record_beside_its_class(ctx: FoldingContext) -> None:
    await hear(ctx, taken_over(), monitored("medical"), monitored("medical"))
    standing = (await ctx.state(RECORD, HOUSEHOLD_ID)).standing
    assert standing is not None and standing.persons["mother"] == ("dibao", "monitored")
    assert standing.category == "dibao"
    assert len([event for event in ctx.events(ROUND, APPLICATION_ID) if isinstance(event, RoundOpened)]) == 1


@pytest.mark.parametrize("message", [monitored("medical", is_given=False), monitored("basic_living", "medical")])
async def test_nobody_is_asked_where_the_flag_is_not_given_or_a_class_is_still_to_be_decided(
    ctx: FoldingContext, message: MonitoringDecided
) -> None:
    await hear(ctx, message)
    assert ctx.events(ROUND, APPLICATION_ID) == []
    assert (await ctx.state(RECORD, HOUSEHOLD_ID)).standing is None
