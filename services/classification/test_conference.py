"""The way of a case through the county conference: it happens, it is refused, it is quiet when repeated."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from contracts.classification import ConferenceGrant
from services.chassis.decider import Scenario
from services.chassis.tables import SetTimer, Timer
from services.chassis.testing import FoldingContext
from services.classification.conference_timers import CONFERENCE_DUE, CONFERENCE_TIMERS
from services.classification.domain.commands import AdoptClass, ConfirmClass, OpenNotice, RefuseApplication
from services.classification.domain.conference import CONFERENCE
from services.classification.domain.conference_messages import (
    CaseConvened,
    CaseHeard,
    CaseLaid,
    ConveneConference,
    DecideCase,
    MatterProposed,
    ProposeHearing,
)
from services.classification.domain.determination import DETERMINATION
from services.classification.domain.events import ClassByConference, ClassConfirmed, OpinionProposed
from services.classification.samples import APPLICATION_ID, HOUSEHOLD_ID, assessment, at, dossier, household
from services.classification.test_handlers import ENVELOPE
from services.policy.conference import Matter
from services.policy.parameters import parameters

PROPOSED_AT, CONVENED_AT, DECIDED_AT = (at(f"2024-11-{day}T09:00") for day in ("07", "12", "13"))
RULES = parameters("620802", "urban", date(2024, 11, 4)).conference
NEAR = Matter(cause="near_line", rule="rigid.ratio", category="rigid_expenditure")
LAID = CaseLaid(
    application_id=APPLICATION_ID,
    division="620802",
    residence="urban",
    needs=("basic_living",),
    laid_at=PROPOSED_AT,
    household=household(),
    assessment=assessment("none"),
)
PROPOSED = MatterProposed(
    application_id=APPLICATION_ID,
    division="620802",
    matters=(NEAR,),
    due=date(2024, 11, 14),
    proposed_at=PROPOSED_AT,
)
PRESENT = tuple(member for member in RULES.members if member != "finance")
CONVENED = CaseConvened(
    application_id=APPLICATION_ID, agenda=(NEAR,), present=PRESENT, recused=("finance",), convened_at=CONVENED_AT
)
GRANT = ConferenceGrant(program="temporary_assistance", item="expenditure", months=3)
PROPOSE = ProposeHearing(laid=LAID, matters=(NEAR,), rules=RULES, now=PROPOSED_AT)
CONVENE = ConveneConference(
    application_id=APPLICATION_ID, laid=None, recused=("finance",), rules=RULES, now=CONVENED_AT
)
DECIDE = DecideCase(
    application_id=APPLICATION_ID, grant=GRANT, asked=("health",), valid_months=12, rules=RULES, now=DECIDED_AT
)
HEARD = CaseHeard(
    application_id=APPLICATION_ID,
    division="620802",
    residence="urban",
    needs=("basic_living",),
    grant=GRANT,
    asked=("health",),
    valid_until=date(2025, 11, 13),
    decided_at=DECIDED_AT,
    household=LAID.household,
    assessment=LAID.assessment,
)
conference = Scenario(CONFERENCE)
ahead = conference.given(LAID, PROPOSED)
sitting = conference.given(LAID, PROPOSED, CONVENED)


def test_a_case_is_proposed_once_per_matter_and_convened_within_five_working_days() -> None:
    conference.when(PROPOSE).then(LAID, PROPOSED)
    ahead.when(PROPOSE).then()


def test_recused_agencies_neither_sit_nor_count() -> None:
    ahead.when(CONVENE).then(CONVENED)
    sitting.when(CONVENE).then()
    ahead.when(replace(CONVENE, present=RULES.members)).then_refused("recused-agency-present")


@pytest.mark.parametrize(("there", "refused"), [(6, None), (5, "conference-no-quorum")])
def test_two_thirds_of_the_members_that_are_not_recused_are_a_quorum(there: int, refused: str | None) -> None:
    assert ahead.when(replace(CONVENE, present=PRESENT[:there])).refused == refused


def test_nobody_left_or_nothing_known_is_no_conference() -> None:
    ahead.when(replace(CONVENE, recused=RULES.members)).then_refused("conference-no-quorum")
    conference.when(CONVENE).then_refused("conference-case-unknown")
    assert conference.when(replace(CONVENE, laid=LAID)).events == [LAID, replace(CONVENED, agenda=())]


def test_the_decision_names_the_aid_once() -> None:
    sitting.when(DECIDE).then(HEARD)
    decided = conference.given(LAID, PROPOSED, CONVENED, HEARD)
    decided.when(DECIDE).then()
    decided.when(replace(DECIDE, grant=None)).then_refused("conference-decided")
    decided.when(PROPOSE).then()
    decided.when(CONVENE).then_refused("conference-decided")


@pytest.mark.parametrize(
    ("words", "refused"),
    [
        ({"override": "consent"}, "statute-not-waived"),
        ({"override": "legal_line"}, "statute-not-waived"),
        ({"valid_months": 13}, "conference-valid-too-long"),
        ({"grant": GRANT.model_copy(update={"months": 13})}, "conference-valid-too-long"),
        ({"grant": GRANT.model_copy(update={"person": "stranger"})}, "conference-grant-to-nobody"),
    ],
)
def test_the_conference_waives_no_statute_and_nothing_for_longer_than_a_year(
    words: dict[str, Any], refused: str
) -> None:
    sitting.when(replace(DECIDE, **words)).then_refused(refused)


def test_nothing_is_decided_before_it_is_convened() -> None:
    ahead.when(DECIDE).then_refused("conference-not-convened")


CLASS = replace(DECIDE, grant=None, asked=(), category="rigid_expenditure")


def test_a_class_of_local_measures_is_given_where_it_was_put_before_the_conference_and_no_statute_is() -> None:
    (heard,) = sitting.when(CLASS).events
    assert isinstance(heard, CaseHeard) and heard.category == "rigid_expenditure"
    conference.given(LAID, PROPOSED, CONVENED, heard).when(CLASS).then()
    sitting.when(replace(CLASS, category="dibao_edge")).then_refused("conference-class-not-open")
    sitting.when(replace(CLASS, category="dibao")).then_refused("conference-class-not-open")
    unasked = conference.given(LAID, replace(CONVENED, agenda=()))
    unasked.when(CLASS).then_refused("conference-class-not-open")


def test_a_case_that_was_given_a_class_is_not_refused_any_more() -> None:
    for command, ahead_still in ((CLASS, True), (DECIDE, False)):
        (heard,) = sitting.when(command).events
        state = CONFERENCE.fold(CONFERENCE.initial(), [LAID, PROPOSED, CONVENED, heard])
        assert state.lies_ahead is ahead_still


async def test_the_class_reaches_the_determination_once_and_goes_the_way_of_every_other() -> None:
    ctx = FoldingContext(HOUSEHOLD_ID, DECIDED_AT)
    for command in (replace(PROPOSE, matters=(NEAR,)), CONVENE, CLASS):
        await ctx.execute(CONFERENCE, APPLICATION_ID, command)
    await ctx.execute(DETERMINATION, HOUSEHOLD_ID, dossier(1, "none", PROPOSED_AT))
    heard = ctx.events(CONFERENCE, APPLICATION_ID)[-1]
    assert isinstance(heard, CaseHeard)
    (timer,) = CONFERENCE_TIMERS[CaseHeard](heard, ENVELOPE)
    assert isinstance(timer, SetTimer) and timer.at == DECIDED_AT
    assert not CONFERENCE_TIMERS[CaseHeard](replace(heard, category=None), ENVELOPE)
    fired = Timer(
        name=timer.name,
        due=timer.at,
        stream_id=timer.stream_id,
        household_id=HOUSEHOLD_ID,
        application_id=None,
        payload={},
    )
    for _ in range(2):
        await CONFERENCE_DUE[timer.name](fired, ctx)
    _, adopted, opinion = ctx.events(DETERMINATION, HOUSEHOLD_ID)
    assert isinstance(adopted, ClassByConference) and isinstance(opinion, OpinionProposed)
    assert (opinion.category, opinion.after) == ("rigid_expenditure", "conference")
    again = dossier(2, "none", at("2024-11-14T09:00"))
    assert len(await ctx.execute(DETERMINATION, HOUSEHOLD_ID, again)) == 1  # the class stands where a test gives none
    await ctx.execute(DETERMINATION, HOUSEHOLD_ID, OpenNotice(now=at("2024-11-14T09:00")))
    *_, confirmed = await ctx.execute(DETERMINATION, HOUSEHOLD_ID, ConfirmClass(now=at("2024-12-02T09:00")))
    assert isinstance(confirmed, ClassConfirmed)
    assert (confirmed.category, confirmed.because, confirmed.valid_until) == (
        "rigid_expenditure",
        "conference",
        date(2025, 11, 13),
    )


async def test_a_class_that_comes_too_late_or_after_a_better_test_changes_nothing() -> None:
    adopt = AdoptClass(
        application_id=APPLICATION_ID, category="dibao_edge", valid_until=date(2025, 11, 13), now=DECIDED_AT
    )
    Scenario(DETERMINATION).when(adopt).then()
    for category in ("dibao", "none"):
        ctx = FoldingContext(HOUSEHOLD_ID, DECIDED_AT)
        await ctx.execute(DETERMINATION, HOUSEHOLD_ID, dossier(1, category, PROPOSED_AT))
        if category == "none":
            await ctx.execute(DETERMINATION, HOUSEHOLD_ID, RefuseApplication(now=DECIDED_AT))
        assert await ctx.execute(DETERMINATION, HOUSEHOLD_ID, adopt) == []
