"""When a program looks at a household again by itself: monthly run, next rate, year's end, a desk's last day."""

from datetime import date, datetime, timedelta

from services.policy.calendar import month_of
from services.programs.entitlement import events as e
from services.programs.entitlement.commands import CloseYear, Command, RefreshRates, TakeReferral
from services.programs.entitlement.program import Program
from services.programs.entitlement.proposals import PERIODIC
from services.programs.entitlement.state import Entitlement
from services.programs.months import RATES_AT, after, closed_by, first_day, moment


def plans(program: Program, state: Entitlement, command: Command) -> list[e.Event]:
    """Only what differs from the plan that stands."""
    wanted: dict[e.Wake, datetime | None] = {
        "payments": next_run(state, command.now.date()),
        "desk": next_desk(state),
        "year_end": year_end(program, state, command),
    }
    if isinstance(command, TakeReferral | RefreshRates):
        wanted["rates"] = rates(state, command.rates_change_on)
    return [
        e.WakePlanned(program=program.code, what=what, at=at)
        for what, at in wanted.items()
        if state.wakes.get(what) != at
    ]


def next_run(state: Entitlement, today: date) -> datetime | None:
    """The first day of the next month in which some monthly award pays."""
    coming = after(month_of(today))
    starts = [
        max(coming, award.begins, award.pays_from)
        for award in state.awards
        if award.proposal.per == "month" and award.proposal.amount and (award.proposal.last or coming) >= coming
    ]
    return moment(first_day(min(starts))) if starts else None


def next_desk(state: Entitlement) -> datetime | None:
    """The day after the earliest last day of a desk that has not answered and was not noted as late."""
    days = [
        known.answer_by
        for known in state.referrals.values()
        if known.answer_by and not known.late and any(p.waits_for == "desk" for p in known.waiting)
    ]
    return moment(min(days) + timedelta(days=1)) if days else None


def year_end(program: Program, state: Entitlement, command: Command) -> datetime | None:
    """31 December of a year in which something was granted; the day after for what is granted once that has passed.

    A closing that is overdue, or of the year before, stays planned until it is done.
    """
    if program.close_year is None or state.file is None:
        return None
    now, planned = command.now, state.wakes.get("year_end")
    closes = isinstance(command, CloseYear)
    if planned and not closes and (planned <= now or closed_by(planned) < now.year):
        return planned
    last = date(now.year, 12, 31)
    days = [award.given_on for award in state.awards if award.given_on.year == now.year and not award.recorded]
    if now < moment(last):
        return moment(last) if days else None
    return moment(last + timedelta(days=1)) if last in days and not closes else None


def rates(state: Entitlement, change_on: date | None) -> datetime | None:
    """Also for awards that are over: their months may be raised by figures that are dated back."""
    waiting = (p for known in state.referrals.values() for p in known.waiting)
    periodic = any(p.per in PERIODIC for p in (*waiting, *(award.proposal for award in state.awards)))
    return moment(change_on, RATES_AT) if change_on and periodic else None
