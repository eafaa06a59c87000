"""From the others' messages to published needs, and from a hold to its end."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

import pytest

from contracts.household import Household
from contracts.intake import ApplicationSubmitted, ConsentGiven, ConsentWithdrawn
from contracts.program_dispatch import ApplicationAnswered
from services.charity_matching.activities import hold_until
from services.charity_matching.domain.need import NEED
from services.charity_matching.domain.need_messages import HoldFor, NeedEnded
from services.charity_matching.domain.request import REQUEST, NotPublished
from services.charity_matching.handlers import HANDLERS
from services.charity_matching.ids import need_id
from services.charity_matching.timers import DUE, HOLD_END
from services.chassis.tables import Timer
from services.chassis.testing import FoldingContext
from services.policy.calendar import BEIJING

HOUSEHOLD_ID, APPLICATION, OFFER = UUID(int=1), UUID(int=2), UUID(int=3)
NOW = datetime(2024, 11, 28, 9, tzinfo=BEIJING)


@pytest.fixture
def ctx() -> FoldingContext:
    return FoldingContext(HOUSEHOLD_ID, NOW)


def submitted(consent: bool, *needs: str) -> ApplicationSubmitted:
    person = {"name": "甲", "phone": "13000000000", "sex": "female", "born": "1986-03-09", "relation": "self"}
    household = Household.model_validate(
        {
            "place": "620802101",
            "residence": "urban",
            "applicant": "mother",
            "people": {"mother": person},
            "needs": needs,
            "consents": {"charity": consent},
        }
    )
    return ApplicationSubmitted(
        household_id=HOUSEHOLD_ID,
        application_id=APPLICATION,
        number="1",
        division="620802101",
        residence="urban",
        channel="web",
        needs=household.needs,
        urgent=False,
        submitted_at=NOW,
        household=household,
        query_code_hash="0",
    )


def answered(*uncovered: Literal["care", "charity"]) -> ApplicationAnswered:
    return ApplicationAnswered(
        household_id=HOUSEHOLD_ID,
        application_id=APPLICATION,
        granted=(),
        declined=(),
        uncovered=uncovered,
        told=(),
        answered_at=NOW,
    )


def stage(ctx: FoldingContext, kind: str) -> str:
    return NEED.fold(NEED.initial(), ctx.events(NEED, need_id(APPLICATION, kind))).stage


async def hear(ctx: FoldingContext, *messages: Any) -> None:
    for message in messages:
        await HANDLERS[type(message)](message, ctx)


async def test_a_need_that_no_program_covers_is_published_for_the_county_without_a_name(ctx: FoldingContext) -> None:
    await hear(ctx, submitted(True, "care", "charity"), answered("care", "charity"))
    opened = ctx.events(NEED, need_id(APPLICATION, "care"))[0]
    assert (opened.kind, opened.area, opened.urgency) == ("care", "620802", "normal")
    await hear(ctx, submitted(True, "care", "charity"), answered("care", "charity"))
    assert len(ctx.events(NEED, need_id(APPLICATION, "care"))) == 1


async def test_without_consent_nothing_is_published(ctx: FoldingContext) -> None:
    await hear(ctx, submitted(False, "care", "charity"), answered("care", "charity"))
    assert stage(ctx, "care") == "unknown"
    assert any(isinstance(event, NotPublished) for event in ctx.events(REQUEST, APPLICATION))


async def test_who_did_not_ask_for_charity_is_not_noted_at_all(ctx: FoldingContext) -> None:
    await hear(ctx, submitted(True, "care"), answered("care"))
    assert not ctx.streams


async def test_a_withdrawn_consent_closes_every_need_and_a_new_one_opens_it_again(
    ctx: FoldingContext,
) -> None:
    await hear(ctx, submitted(True, "care", "charity"), answered("care", "charity"))
    ids = {"household_id": HOUSEHOLD_ID, "application_id": APPLICATION}
    await hear(ctx, ConsentWithdrawn(**ids, consent="charity", withdrawn_at=NOW))
    assert isinstance(ctx.events(NEED, need_id(APPLICATION, "care"))[-1], NeedEnded)
    await hear(ctx, ConsentGiven(**ids, consent="charity", given_at=NOW))
    assert stage(ctx, "care") == "published"


async def test_a_consent_to_something_else_changes_nothing(ctx: FoldingContext) -> None:
    await hear(ctx, submitted(False, "care", "charity"), answered("care", "charity"))
    ids = {"household_id": HOUSEHOLD_ID, "application_id": APPLICATION}
    await hear(ctx, ConsentGiven(**ids, consent="verification", given_at=NOW))
    await hear(ctx, ConsentWithdrawn(**ids, consent="verification", withdrawn_at=NOW))
    assert stage(ctx, "care") == "unknown"


async def test_a_hold_ends_after_five_working_days(ctx: FoldingContext) -> None:
    await hear(ctx, submitted(True, "care", "charity"), answered("care", "charity"))
    id_ = need_id(APPLICATION, "care")
    until = hold_until(NOW)
    assert until == datetime.combine(date(2024, 12, 6), datetime.min.time(), BEIJING)
    await ctx.execute(NEED, id_, HoldFor(need_id=id_, offer_id=OFFER, charity="lamp", hold_until=until, now=NOW))
    timer = Timer(
        name=HOLD_END,
        due=until,
        stream_id=id_,
        household_id=HOUSEHOLD_ID,
        application_id=APPLICATION,
        payload={"offer_id": str(OFFER)},
    )
    await DUE[HOLD_END](timer, ctx)
    await DUE[HOLD_END](timer, ctx)
    assert stage(ctx, "care") == "published"
