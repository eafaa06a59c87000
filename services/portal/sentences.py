"""What the tracker page says: one sentence on top, and for every program and item state, holder, date, next. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from contracts.programs import Answer
from contracts.reasons import Reason
from services.portal.projections import Program
from services.portal.tracker import Application, Determination, Referral, Support, Tracker

Moment = date | datetime
OPEN = ("asked", "at_desk", "overdue", "waiting_class")
LATER = {"papers": "holder.family", "conference": "holder.conference"}
DONE = ("confirmed", "refused", "ended")


@dataclass(frozen=True)
class Headline:
    """`key` and `todo` are keys of the table of words; `values` fill the sentence."""

    key: str
    holder: str
    todo: str
    by: Moment | None = None
    category: str | None = None
    papers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One kind of help: what happened, who has it, by when, what comes next, and the decision."""

    program: str
    item: str | None
    state: str
    holder: str
    by: date | None = None
    person: str | None = None
    answer: Answer | None = None
    reason: str | None = None
    decided_at: datetime | None = None
    delivered: bool = False
    reasons: tuple[Reason, ...] = ()


def headline(application: Application, doc: Tracker, today: date | None = None) -> Headline:
    """What happened, who has it now, by when, and what the family must do, for the state of one application.

    `today` tells whether the day of the papers that follow the first money has passed.
    """
    return _late(_top(application, doc), today)


def _top(application: Application, doc: Tracker) -> Headline:
    due = application.deadlines
    if application.missing_papers and application.status == "submitted":
        return Headline("papers", "holder.family", "todo.papers", papers=application.missing_papers)
    match application.status:
        case "submitted" if _papers_follow(application, doc):
            return Headline("urgent_paid", "holder.family", "todo.papers_follow", due.get("papers_complete"))
        case "submitted" if application.urgent and "papers_complete" not in due:
            return Headline("urgent", "holder.township", "todo.nothing", due.get("emergency_payment"))
        case "submitted":
            return Headline("submitted", "holder.township", "todo.nothing")
        case "accepted" | "investigating":
            return Headline(application.status, "holder.township", "todo.visit", due.get("decision"))
        case "proposed" if application.hearing and not application.hearing.decided:
            return Headline("conference", "holder.conference", "todo.nothing", due.get("decision"))
        case "proposed":
            return Headline("proposed", "holder.township", "todo.nothing", due.get("decision"))
        case "in_notice":
            return _in_notice(application)
        case "ended" if doc.determinations and doc.determinations[-1].because == "recheck":
            return Headline("class_ended", "holder.nobody", "todo.object")
        case "ended":
            return Headline("ended", "holder.nobody", "todo.nothing")
        case _:
            return _decided(application, doc)


def _in_notice(application: Application) -> Headline:
    due = application.deadlines
    if application.objected:
        return Headline("objected", "holder.township", "todo.nothing", due.get("decision"))
    if "county_decision" in due:
        return Headline("at_county", "holder.county", "todo.nothing", due["county_decision"])
    return Headline("in_notice", "holder.village", "todo.notice", due.get("notice_end"))


def _decided(application: Application, doc: Tracker) -> Headline:
    """Papers that the family still owes come before everything else, also where the class is decided."""
    top = _decision(application, doc)
    if not _papers_follow(application, doc):
        return top
    by = application.deadlines.get("papers_complete")
    return replace(top, holder="holder.family", todo="todo.papers_follow", by=by)


def _decision(application: Application, doc: Tracker) -> Headline:
    mine = [d for d in doc.determinations if is_about(d, application)]
    if application.status == "refused":
        return Headline("refused" if mine else "declined", "holder.nobody", "todo.object")
    if mine and mine[-1].category == "none":
        return Headline("confirmed_people", "holder.nobody", "todo.change")
    if mine:
        return Headline("confirmed", "holder.nobody", "todo.change", category=mine[-1].category)
    return Headline("answered", "holder.nobody", "todo.change")


def is_about(determination: Determination, application: Application) -> bool:
    """The decision on this application, and what later re-checks have made of the class."""
    return determination.application_id == application.application_id or determination.because == "recheck"


def _late(top: Headline, today: date | None) -> Headline:
    if top.todo != "todo.papers_follow" or top.by is None or today is None:
        return top
    day = top.by.date() if isinstance(top.by, datetime) else top.by
    return replace(top, todo="todo.papers_late") if today > day else top


def rows(application: Application, doc: Tracker, programs: Mapping[str, Program]) -> list[Row]:
    """One row per program and item of this application, and what was granted before it."""
    found = list(_of_referrals(application, doc, programs))
    if application.status not in DONE:
        found += _waiting(application, programs, {row.program for row in found})
    if application.charity:
        state = application.charity.state
        found.append(Row("charity", "referral", state, "agency.charity", reason=application.charity.reason))
    shown = {(row.program, row.item, row.person) for row in found}
    found += [
        _decided_row(s, None, programs)
        for s in doc.supports
        if s.answer.outcome == "granted" and (s.program, s.answer.item, s.answer.person) not in shown
    ]
    return sorted(found, key=lambda row: (row.state in ("declined", "not_asked", "not_published"), row.program))


def _of_referrals(application: Application, doc: Tracker, programs: Mapping[str, Program]) -> Iterator[Row]:
    for referral in application.referrals:
        answers = [
            s
            for s in doc.supports
            if s.program == referral.program
            and (s.referral_id == referral.referral_id or s.application_id == application.application_id)
        ]
        holder = agency(referral.program, programs)
        for support in answers:
            yield _decided_row(support, referral, programs)
        if referral.state in OPEN and referral.desk_items:
            for item in referral.desk_items:
                yield Row(referral.program, item, referral.state, holder, referral.answer_by)
        elif referral.state in OPEN or not answers:
            yield Row(
                referral.program,
                None,
                referral.state,
                holder if referral.state in OPEN else "holder.nobody",
                referral.answer_by if referral.state in OPEN else None,
                reason=referral.reason,
                decided_at=referral.decided_at,
                reasons=referral.reasons,
            )
        yield from _unsettled(application, referral, answers, holder)


def _unsettled(application: Application, referral: Referral, answers: list[Support], holder: str) -> Iterator[Row]:
    """What follows the first money: it waits for papers, then at a desk, or for the conference."""
    settled = {support.answer.item for support in answers}
    if referral.state not in OPEN:
        for item in referral.desk_items:
            if item not in settled:
                yield Row(referral.program, item, "at_desk", holder, referral.answer_by)
    for item in sorted(referral.later.keys() - settled):
        state = referral.later[item]
        by = application.deadlines.get("papers_complete") if state == "papers" else None
        day = by.date() if isinstance(by, datetime) else by
        yield Row(referral.program, item, state, LATER.get(state, holder), day)


def _papers_follow(application: Application, doc: Tracker) -> bool:
    """Whether an item waits for papers, or the first money is paid and the papers that follow it have not come."""
    if any(row.state == "papers" for row in _of_referrals(application, doc, {})):
        return application.status != "submitted" or "papers_complete" in application.deadlines
    came = any(e.what == "papers_received" and e.application_id == application.application_id for e in doc.timeline)
    return "papers_complete" in application.deadlines and not came


def _decided_row(support: Support, referral: Referral | None, programs: Mapping[str, Program]) -> Row:
    answer = support.answer
    return Row(
        support.program,
        answer.item,
        answer.outcome,
        "holder.nobody" if answer.outcome == "declined" else agency(support.program, programs),
        person=answer.person,
        answer=answer,
        reason=answer.reason,
        decided_at=support.decided_at,
        delivered=support.delivered_at is not None,
        reasons=_about(referral.reasons, answer.person) if referral else (),
    )


def _about(reasons: tuple[Reason, ...], person: str | None) -> tuple[Reason, ...]:
    return tuple(reason for reason in reasons if reason.person in (None, person))


def _waiting(application: Application, programs: Mapping[str, Program], known: set[str]) -> Iterator[Row]:
    """What was asked for and is not with a program yet: it goes there by itself after the class is decided."""
    decision = application.deadlines.get("decision")
    by = decision.date() if isinstance(decision, datetime) else decision
    for program in programs.values():
        if program.code not in known and set(program.needs) & set(application.needs):
            yield Row(program.code, None, "waiting_class", "holder.county", by)


def agency(program: str, programs: Mapping[str, Program]) -> str:
    """The key of the name of the agency that decides on a program."""
    return f"agency.{programs[program].agency}" if program in programs else "agency.other"


def counts(found: list[Row]) -> tuple[int, int]:
    """How many kinds of help are granted, and how many still open."""
    return sum(row.state == "granted" for row in found), sum(row.state in (*OPEN, *LATER) for row in found)
