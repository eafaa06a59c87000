"""What dispatch does about programs that announce themselves, applications, decisions and answers."""

from datetime import date, timedelta
from typing import Any

from contracts.base import NOBODY
from contracts.classification import ApplicationRefused, Decision, DeterminationConfirmed, MonitoringDecided
from contracts.intake import ApplicationAccepted, ApplicationSubmitted, ApplicationWithdrawn
from contracts.population import StandingTakenOver
from contracts.programs import ProgramAnnounced, SupportDecided
from services.chassis.errors import TryLater
from services.chassis.tables import Context, Handlers
from services.policy.calendar import BEIJING, add_months, add_working_days
from services.program_dispatch.domain.catalog import CATALOG, ListProgram, Opening, Program
from services.program_dispatch.domain.commands import CloseRound, OpenRound, TakeAnswer
from services.program_dispatch.domain.record import RECORD, KeepDecision, Record, Standing, Terms
from services.program_dispatch.domain.round import ROUND

NO_RECORD = Record()
FIRST_MONEY = timedelta(hours=24)
MONITORED_MONTHS = 12


async def list_program(event: ProgramAnnounced, ctx: Context) -> None:
    program = Program(
        code=event.program,
        agency=event.agency,
        title_zh=event.title_zh,
        title_en=event.title_en,
        needs=event.needs,
        categories=event.categories,
        always=event.always,
        urgent=event.urgent,
        untested=event.untested,
        items=event.items,
        sections=event.sections,
        answer_within=event.answer_within,
    )
    await ctx.execute(CATALOG, NOBODY, ListProgram(program=program, alongside=event.alongside))


async def ask_at_once(event: ApplicationSubmitted, ctx: Context) -> None:
    """Urgent help is asked for before any paper: brief 3, 急难 pays first."""
    if event.urgent:
        await open_round(event, ctx, "urgent", NO_RECORD)


async def ask_by_record(event: ApplicationAccepted, ctx: Context) -> None:
    """Without basic living no class is tested: the class on record counts where it still holds."""
    if "basic_living" in event.needs:
        return
    record = await ctx.state(RECORD, event.household_id)
    holds = record.standing is not None and record.standing.holds(ctx.today())
    await open_round(event, ctx, "untested", record if holds else NO_RECORD)


async def ask_by_decision(event: DeterminationConfirmed | ApplicationRefused, ctx: Context) -> None:
    """A refused household is asked for as well: some programs serve everybody, and others owe a reasoned no."""
    record = Record(standing_of(event), event.assessment)
    keep = KeepDecision(application_id=event.application_id, standing=standing_of(event), assessment=event.assessment)
    await ctx.execute(RECORD, event.household_id, keep)
    await open_round(event, ctx, "decided", record, terms_of(event))


async def ask_as_monitored(event: MonitoringDecided, ctx: Context) -> None:
    """The flag counts beside the class on record. Where no class is tested, whoever serves the monitored is asked now;
    else the decision on the class asks everybody, with the flag."""
    if not event.monitored:
        return
    record = monitored(await ctx.state(RECORD, event.household_id), event)
    if record.standing is None or "basic_living" in event.needs:
        return
    keep = KeepDecision(application_id=event.application_id, standing=record.standing, assessment=record.assessment)
    await ctx.execute(RECORD, event.household_id, keep)
    await open_round(event, ctx, "monitored", record)


def monitored(record: Record, event: MonitoringDecided) -> Record:
    """What is on record, or nothing but the flag. It holds for 12 months [A], as what is decided on a class does."""
    held = record.standing if record.standing and record.standing.holds(event.decided_on) else None
    persons = dict(held.persons) if held else {}
    flagged = {key: with_flag(persons.get(key, ())) for key in event.members}
    standing = Standing(
        category=held.category if held else "none",
        pay_class=held.pay_class if held else None,
        persons={**persons, **flagged},
        failed=held.failed if held else {},
        decided_on=event.decided_on,
        valid_until=add_months(event.decided_on, MONITORED_MONTHS),
    )
    return Record(standing, record.assessment if held else None)


def with_flag(held: tuple[str, ...]) -> tuple[str, ...]:
    return (*(status for status in held if status not in ("other", "monitored")), "monitored")


async def keep_standing(event: StandingTakenOver, ctx: Context) -> None:
    """What held before counts as the class on record until something is decided here. Nobody is asked because of it."""
    if (await ctx.state(RECORD, event.household_id)).standing is not None:
        return
    standing = Standing(
        category=event.category or "none",
        pay_class=event.pay_class,
        persons=dict(event.persons),
        failed={},
        decided_on=event.taken_over_at.date(),
        valid_until=event.valid_until,
    )
    keep = KeepDecision(application_id=event.household_id, standing=standing, assessment=None)
    await ctx.execute(RECORD, event.household_id, keep)


def terms_of(event: Decision) -> Terms:
    return Terms(
        because=event.because,
        effective_from=event.effective_from,
        grace_until=event.grace_until if isinstance(event, DeterminationConfirmed) else None,
        overpaid_since=event.overpaid_since,
        concealed=event.concealed,
    )


def standing_of(event: Decision) -> Standing:
    return Standing(
        category=event.category,
        pay_class=event.pay_class,
        persons=dict(event.persons),
        failed=dict(event.failed),
        decided_on=event.decided_on,
        valid_until=event.valid_until if isinstance(event, DeterminationConfirmed) else None,
    )


async def open_round(
    event: ApplicationSubmitted | ApplicationAccepted | Decision | MonitoringDecided,
    ctx: Context,
    kind: Opening,
    record: Record,
    terms: Terms | None = None,
) -> None:
    programs = await announced(ctx)
    command = OpenRound(
        application_id=event.application_id,
        kind=kind,
        division=event.division,
        residence=event.residence,
        needs=event.needs,
        household=event.household,
        standing=record.standing,
        assessment=record.assessment,
        terms=terms,
        programs=programs,
        answer_by=within_a_day(programs, event) if kind == "urgent" else last_days(programs, ctx.today()),
        now=ctx.now(),
    )
    await ctx.execute(ROUND, event.application_id, command)


async def announced(ctx: Context) -> tuple[Program, ...]:
    """Programs announce themselves when they start; a household that comes earlier waits for the last of them."""
    catalog = await ctx.state(CATALOG, NOBODY)
    if not catalog.complete:
        raise TryLater("not every program has announced itself yet")
    return catalog.current


def last_days(programs: tuple[Program, ...], on: date) -> dict[str, date]:
    return {program.code: add_working_days(on, program.answer_within) for program in programs}


def within_a_day(programs: tuple[Program, ...], event: Any) -> dict[str, date]:
    """The first money has 24 hours from the report, through weekends: brief 12.11."""
    return dict.fromkeys(
        (program.code for program in programs), (event.submitted_at.astimezone(BEIJING) + FIRST_MONEY).date()
    )


async def take_answer(event: SupportDecided, ctx: Context) -> None:
    command = TakeAnswer(
        application_id=event.application_id,
        referral_id=event.referral_id,
        outcome=event.outcome,
        reason=event.reason,
        answers=event.answers,
        now=ctx.now(),
    )
    await ctx.execute(ROUND, event.application_id, command)


async def close_round(event: ApplicationWithdrawn, ctx: Context) -> None:
    command = CloseRound(application_id=event.application_id, now=ctx.now())
    await ctx.execute(ROUND, event.application_id, command)


HANDLERS: Handlers = {
    ProgramAnnounced: list_program,
    ApplicationSubmitted: ask_at_once,
    ApplicationAccepted: ask_by_record,
    DeterminationConfirmed: ask_by_decision,
    ApplicationRefused: ask_by_decision,
    MonitoringDecided: ask_as_monitored,
    ApplicationWithdrawn: close_round,
    SupportDecided: take_answer,
    StandingTakenOver: keep_standing,
}
