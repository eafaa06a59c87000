"""A known household is tested again without a visit, and what was pushed before joins an application."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest

from contracts.household import Aid, Cost, Household, Person
from contracts.intake import ApplicationAccepted
from contracts.investigation import RecheckTerms
from contracts.population import RecheckOrdered, RecordPushed
from contracts.programs import AidRecorded
from services.chassis.testing import FoldingContext
from services.investigation.domain.investigation import INVESTIGATION
from services.investigation.domain.messages import DossierDrawn, Opened, RecordAnswers, SourcesAsked, Visit
from services.investigation.domain.pushed import PUSHED, NoteCase, NoteRecord
from services.investigation.handlers import HANDLERS, note_record
from services.investigation.sources import SourceAnswer
from services.policy.calendar import BEIJING

HOME, CASE = UUID(int=1), UUID(int=2)
NOW = datetime(2024, 9, 2, 9, tzinfo=BEIJING)
TERMS = RecheckTerms(because="death", entitled_until="2024-08")
NUMBER = "62100219860309002X"


def family(**person: Any) -> Household:
    mother = Person(sex="female", born=date(1986, 3, 9), relation="self", **person)
    return Household(
        place="621002", residence="urban", applicant="mother", people={"mother": mother}, needs=("basic_living",)
    )


def ordered(household: Household) -> RecheckOrdered:
    return RecheckOrdered(
        household_id=HOME, application_id=CASE, division="621002", residence="urban", needs=("basic_living",),
        terms=TERMS, ordered_at=NOW, household=household,
    )  # fmt: skip


def accepted() -> ApplicationAccepted:
    return ApplicationAccepted(
        household_id=HOME, application_id=CASE, division="621002", residence="urban", needs=("basic_living",),
        accepted_at=NOW, household=family(identity_number=NUMBER),
    )  # fmt: skip


def pushed(amount: int, at: datetime = NOW, **record: Any) -> RecordPushed:
    bill = {"kind": "medical", "amount": amount, "on": "2024-08-22", **record}
    return RecordPushed(household_id=HOME, source="medical_bills", person="mother", pushed_at=at, record=bill)


async def hear(*messages: Any) -> FoldingContext:
    ctx = FoldingContext(HOME, NOW)
    for message in messages:
        await HANDLERS[type(message)](message, ctx)
    return ctx


async def test_the_dossier_of_a_recheck_is_drawn_as_the_sources_answer_without_a_visit() -> None:
    ctx = await hear(ordered(family(identity_number=NUMBER)))
    opened, asked = ctx.events(INVESTIGATION, CASE)
    assert isinstance(opened, Opened)
    assert isinstance(asked, SourcesAsked)
    answers = tuple(SourceAnswer(source=q.source, person=q.person, state="matched") for q in asked.plan)
    *_, drawn = await ctx.execute(INVESTIGATION, CASE, RecordAnswers(answers=answers, now=NOW))
    assert isinstance(drawn, DossierDrawn)
    assert (drawn.recheck, drawn.missing, drawn.revision) == (TERMS, (), 1)


async def test_where_nobody_can_be_asked_about_the_facts_of_now_stand() -> None:
    ctx = await hear(ordered(family()), ordered(family()))
    _, drawn = ctx.events(INVESTIGATION, CASE)
    assert isinstance(drawn, DossierDrawn)
    assert drawn.recheck == TERMS


async def test_a_recheck_knows_the_aid_of_the_year_before() -> None:
    paid = AidRecorded(
        household_id=HOME, program="medical", item="medical_aid", month="2024-05", amount=100, recorded_at=NOW
    )
    ctx = await hear(paid, ordered(family()))
    assert ctx.events(INVESTIGATION, CASE)[0].household.aid == (
        Aid(month="2024-05", program="medical", item="medical_aid", amount=100),
    )


async def test_what_was_pushed_in_the_year_before_joins_the_application_once() -> None:
    long_ago = NOW.replace(year=2023, month=8)
    ctx = await hear(pushed(300, long_ago), pushed(100), pushed(100), accepted())
    household = ctx.events(INVESTIGATION, CASE)[0].household
    assert household.costs == (Cost(person="mother", kind="medical", amount=100),)


async def test_an_application_still_needs_its_visit() -> None:
    ctx = await hear(accepted())
    asked = ctx.events(INVESTIGATION, CASE)[1]
    answers = tuple(SourceAnswer(source=q.source, person=q.person, state="matched") for q in asked.plan)
    events = await ctx.execute(INVESTIGATION, CASE, RecordAnswers(answers=answers, now=NOW))
    assert not [event for event in events if isinstance(event, DossierDrawn)]


async def test_the_same_record_is_noted_once() -> None:
    ctx = await hear(pushed(100))
    told = pushed(100)
    note = NoteRecord(source=told.source, person=told.person, record=told.record, pushed_at=told.pushed_at)
    assert await ctx.execute(PUSHED, HOME, note) == []


async def visited() -> FoldingContext:
    ctx = await hear(accepted())
    await ctx.execute(INVESTIGATION, CASE, Visit(visitors=("a", "b"), found={}, now=NOW))
    return ctx


def drawn(ctx: FoldingContext) -> list[DossierDrawn]:
    return [event for event in ctx.events(INVESTIGATION, CASE) if isinstance(event, DossierDrawn)]


async def test_what_is_pushed_while_the_case_is_open_makes_a_new_dossier_and_afterwards_none() -> None:
    ctx = await visited()
    await note_record(pushed(100), ctx)
    assert [cost.amount for cost in drawn(ctx)[-1].dossier.household.costs] == [100]
    await note_record(pushed(100), ctx)
    assert len(drawn(ctx)) == 2
    await ctx.execute(PUSHED, HOME, NoteCase(application_id=CASE, is_open=False))
    await note_record(pushed(200), ctx)
    assert len(drawn(ctx)) == 2


@pytest.mark.parametrize(("day", "counts"), [("2024-08-31", True), ("2024-09-01", False), ("2024-09-02", False)])
async def test_a_bill_of_the_month_of_application_lies_behind_the_twelve_months(day: str, counts: bool) -> None:
    ctx = await visited()
    await note_record(pushed(100, on=day), ctx)
    assert len(drawn(ctx)) == (2 if counts else 1)
