"""From the others' messages to the determination, through the real rules; and from clocks that are due."""

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from contracts.household import Household
from contracts.intake import ApplicationAccepted, ApplicationWithdrawn
from contracts.investigation import Dossier, DossierReady, DossierRevised
from services.chassis.errors import Poison
from services.chassis.tables import Envelope, SetTimer, Timer
from services.chassis.testing import FoldingContext
from services.classification.domain.commands import ConfirmClass, OpenNotice, RefuseApplication
from services.classification.domain.determination import DETERMINATION
from services.classification.domain.events import (
    ClassConfirmed,
    ClassRefused,
    NoticeElapsed,
    NoticeOpened,
    OpinionProposed,
    OverdueNoted,
)
from services.classification.domain.state import Case
from services.classification.handlers import HANDLERS
from services.classification.outbound import PUBLISHES
from services.classification.samples import APPLICATION_ID, DECISION_DUE, HOUSEHOLD_ID, at, household
from services.classification.timers import DUE, LATE, NOTICE_END, OPINION, TIMERS

INCOME = {"income": [{"person": "mother", "kind": "wages", "amount": 1_000_000}]}
ASSETS = {"assets": {"deposits": 0, "dwellings": 0}}
IDS: dict[str, Any] = {"household_id": HOUSEHOLD_ID, "application_id": APPLICATION_ID}
ENVELOPE = Envelope(
    household_id=HOUSEHOLD_ID,
    stream_id=HOUSEHOLD_ID,
    event_id=UUID(int=9),
    version=1,
    recorded_at=at("2024-05-06T15:00"),
)


@pytest.fixture
def ctx() -> FoldingContext:
    return FoldingContext(HOUSEHOLD_ID, at("2024-05-06T15:00"))


def accepted(*needs: str) -> ApplicationAccepted:
    return ApplicationAccepted.model_validate(
        {
            **IDS,
            "division": "621002",
            "residence": "urban",
            "needs": needs,
            "accepted_at": at("2024-05-06T15:00"),
            "household": household(),
        }
    )


def ready(found: Household, revision: int = 1, unknown: tuple[str, ...] = (), **changes: Any) -> DossierReady:
    fields = {
        **IDS,
        "division": "621002",
        "residence": "urban",
        "needs": ("basic_living", "medical"),
        "applied_on": "2024-05-06",
        "revision": revision,
        "ready_at": at("2024-05-08T10:00"),
        "dossier": Dossier(household=found, unknown=unknown),
        **changes,
    }
    return (DossierReady if revision == 1 else DossierRevised).model_validate(fields)


async def hear(ctx: FoldingContext, *messages: Any) -> None:
    for message in messages:
        await HANDLERS[type(message)](message, ctx)


async def act(ctx: FoldingContext, when: datetime, command: Any) -> list[Any]:
    ctx.moment = when
    return await ctx.execute(DETERMINATION, HOUSEHOLD_ID, command)


def case(ctx: FoldingContext) -> Case:
    events = ctx.events(DETERMINATION, HOUSEHOLD_ID)
    return DETERMINATION.fold(DETERMINATION.initial(), events).case(APPLICATION_ID)


async def due(ctx: FoldingContext, timer: SetTimer) -> None:
    ctx.moment = timer.at
    fired = Timer(
        name=timer.name,
        due=timer.at,
        stream_id=timer.stream_id,
        household_id=HOUSEHOLD_ID,
        application_id=None,
        payload=timer.payload,
    )
    await DUE[timer.name](fired, ctx)


def set_by(event: Any) -> SetTimer:
    (timer,) = TIMERS[type(event)](event, ENVELOPE)
    assert isinstance(timer, SetTimer)
    return timer


def published(event: Any) -> Any:
    return PUBLISHES[type(event)](event, ENVELOPE)


async def test_the_decision_of_an_application_for_basic_living_has_thirty_working_days(ctx: FoldingContext) -> None:
    await hear(ctx, accepted("basic_living"), accepted("basic_living"))
    assert case(ctx).decision_due == DECISION_DUE
    assert len(ctx.events(DETERMINATION, HOUSEHOLD_ID)) == 1


async def test_an_application_that_tests_no_class_has_no_decision_here(ctx: FoldingContext) -> None:
    await hear(ctx, accepted("education"))
    assert not ctx.events(DETERMINATION, HOUSEHOLD_ID)


async def test_a_poor_family_goes_from_dossier_to_notice_to_confirmation(ctx: FoldingContext) -> None:
    await hear(ctx, accepted("basic_living"), ready(household(**INCOME, **ASSETS)))
    posted = await act(ctx, at("2024-05-14T09:00"), OpenNotice(now=at("2024-05-14T09:00")))
    assert [type(event) for event in posted] == [OpinionProposed, NoticeOpened]
    timer = set_by(posted[-1])
    assert (timer.name, timer.at) == (NOTICE_END, at("2024-05-22T00:00"))
    await due(ctx, timer)
    await due(ctx, timer)
    assert sum(isinstance(event, NoticeElapsed) for event in ctx.events(DETERMINATION, HOUSEHOLD_ID)) == 1
    (event,) = await act(ctx, at("2024-05-24T09:00"), ConfirmClass(now=at("2024-05-24T09:00")))
    assert isinstance(event, ClassConfirmed)
    message = published(event)
    assert (message.category, message.awards_from, str(message.valid_until)) == ("dibao", "2024-06", "2025-05-24")


async def test_the_opinion_is_written_as_the_office_next_opens(ctx: FoldingContext) -> None:
    ctx.moment = at("2024-05-10T16:00")
    await hear(ctx, accepted("basic_living"), ready(household(**INCOME, **ASSETS)))
    timer = set_by(ctx.events(DETERMINATION, HOUSEHOLD_ID)[-1])
    assert (timer.name, timer.at) == (OPINION, at("2024-05-11T09:00"))  # a make-up working day
    await due(ctx, timer)
    await due(ctx, timer)
    assert case(ctx).stage == "proposed"
    assert sum(isinstance(event, OpinionProposed) for event in ctx.events(DETERMINATION, HOUSEHOLD_ID)) == 1


async def test_a_missing_answer_is_never_read_as_zero_and_a_late_one_is_welcome(ctx: FoldingContext) -> None:
    found = household(**INCOME, **ASSETS)
    await hear(ctx, accepted("basic_living"), ready(found, unknown=("assets.deposits",)))
    assert (case(ctx).stage, case(ctx).missing) == ("provisional", ("assets.deposits",))
    await hear(ctx, ready(found, revision=2), ready(found, revision=2))
    assert case(ctx).stage == "tested"


async def test_a_family_over_every_cap_is_refused_with_the_reasons_of_every_class(ctx: FoldingContext) -> None:
    rich = household(**INCOME, assets={"deposits": 100_000_000, "dwellings": 3})
    await hear(ctx, accepted("basic_living"), ready(rich))
    _, event = await act(ctx, at("2024-05-20T09:00"), RefuseApplication(now=at("2024-05-20T09:00")))
    assert isinstance(event, ClassRefused)
    message = published(event)
    assert set(message.refused_for) >= {"deposits_over_cap", "dwellings_over_limit"}
    assert set(message.deadlines) == {"refusal_notice", "review_filing"}


async def test_a_decision_that_is_late_climbs_from_level_to_level(ctx: FoldingContext) -> None:
    await hear(ctx, accepted("basic_living"))
    timer = set_by(ctx.events(DETERMINATION, HOUSEHOLD_ID)[0])
    assert (timer.name, timer.at) == (LATE["decision"], at("2024-06-18T00:00"))
    for _ in ("township", "county"):
        await due(ctx, timer)
        timer = set_by(ctx.events(DETERMINATION, HOUSEHOLD_ID)[-1])
    await due(ctx, timer)
    last = ctx.events(DETERMINATION, HOUSEHOLD_ID)[-1]
    assert isinstance(last, OverdueNoted)
    assert case(ctx).late == tuple(("decision", level) for level in ("township", "county", "city"))
    assert not TIMERS[OverdueNoted](last, ENVELOPE)


async def test_a_withdrawn_application_is_not_tested_any_more(ctx: FoldingContext) -> None:
    withdrawn = ApplicationWithdrawn(**IDS, withdrawn_at=at("2024-05-07T09:00"))
    await hear(ctx, withdrawn, withdrawn, ready(household(**INCOME, **ASSETS)))
    assert len(ctx.events(DETERMINATION, HOUSEHOLD_ID)) == 1


async def test_a_place_without_published_figures_waits_for_them(ctx: FoldingContext) -> None:
    with pytest.raises(Poison):
        await hear(ctx, ready(household(**INCOME, **ASSETS), division="110101"))
