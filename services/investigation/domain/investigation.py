"""What one investigation does next: ask, wait, give up waiting, visit, and draw the dossier when something changed."""

from collections.abc import Iterable
from datetime import datetime
from typing import assert_never

from contracts.household import Household
from contracts.investigation import SourceState
from services.chassis.decider import Decider
from services.chassis.errors import NotFound, RuleBroken
from services.investigation.domain.joining import join_record
from services.investigation.domain.lateness import note_late
from services.investigation.domain.messages import (
    AcceptEvidence,
    AnswersReceived,
    AskAgain,
    AuthorizationNoted,
    Close,
    Closed,
    Command,
    CountyAsked,
    DossierDrawn,
    Event,
    GiveUp,
    JoinRecord,
    NoteAuthorization,
    NoteLate,
    ObjectToSource,
    Open,
    RecordAnswers,
    RequestVerification,
    SourcesAsked,
    SourcesGivenUp,
    Visit,
    Visited,
    WorkBegun,
)
from services.investigation.domain.objecting import object_to_source
from services.investigation.domain.questions import requested
from services.investigation.domain.state import Investigation, evolve
from services.investigation.dossier import draw, missing_sources
from services.investigation.evidence import accept_evidence
from services.investigation.facts import FACTS, Said
from services.investigation.found import visited
from services.investigation.sources import Planned, SourceAnswer


def decide(state: Investigation, command: Command) -> list[Event]:
    if isinstance(command, Open):
        return open_investigation(state, command)
    if state.opened is None:
        raise NotFound("investigation-not-found")
    if state.closed:
        return []  # the family has withdrawn; what still arrives changes nothing
    events = step(state, command)
    if not events or not may_draw(state, events):
        return events
    return events + redrawn(state, events, command.now)


def step(state: Investigation, command: Command) -> list[Event]:
    match command:
        case Open():
            return []
        case RecordAnswers():
            return record_answers(state, command)
        case AskAgain():
            return ask_again(state, command.now)
        case GiveUp():
            return give_up(state, command.now)
        case RequestVerification():
            return request_verification(state, command)
        case Visit():
            return visit(state, command)
        case NoteLate():
            return note_late(state, command)
        case AcceptEvidence():
            return accept_evidence(state, command)
        case ObjectToSource():
            return object_to_source(state, command)
        case JoinRecord():
            return join_record(state, command)
        case NoteAuthorization():
            return note_authorization(state, command)
        case Close():
            return [Closed(closed_at=command.now)]
        case _:
            assert_never(command)


def open_investigation(state: Investigation, command: Open) -> list[Event]:
    if state.opened is not None:
        return []
    opened = command.opened
    questions = asked(state_of(opened), command.plan, opened.opened_at)
    if opened.recheck and not questions:
        return [opened, *redrawn(state, [opened], opened.opened_at)]  # there is nobody to ask about
    return [opened, *questions]


def state_of(opened: Event) -> Investigation:
    return evolve(Investigation(), opened)


def asked(state: Investigation, plan: Iterable[Planned], now: datetime) -> list[Event]:
    new = tuple(planned for planned in plan if (planned.source, planned.person) not in state.standings)
    requests = requested(state, ((planned.source, planned.person) for planned in new))
    return [SourcesAsked(plan=new, requests=requests, asked_at=now)] if requests else []


def record_answers(state: Investigation, command: RecordAnswers) -> list[Event]:
    """An answer that says nothing new is quiet; one that nobody asked for is as welcome as one that is late."""
    household = state.household
    if household is None or any(answer.person not in household.people for answer in command.answers):
        raise RuleBroken("answer-about-nobody", "/answers")
    read = [readable(household, answer) for answer in command.answers]
    new = tuple(answer for answer in read if is_news(state, answer))
    if not new:
        return []
    return [
        AnswersReceived(
            sources=tuple(SourceState(source=a.source, person=a.person, state=a.state) for a in new),
            ask_again_at=next_try(state, new),
            received_at=command.now,
            answers=new,
        )
    ]


def readable(household: Household, answer: SourceAnswer) -> SourceAnswer:
    """A value that does not have the shape of its fact says nothing, so that the fact is unknown."""
    fact = FACTS.get(answer.source)
    if fact is None or answer.state != "differs":
        return answer
    try:
        right = fact.correct(household, [Said(answer.source, answer.person, answer.value)], False)
        Household.model_validate(right.model_dump())
    except (TypeError, ValueError):
        return answer.model_copy(update={"state": "conflicting"})
    return answer


def is_news(state: Investigation, answer: SourceAnswer) -> bool:
    standing = state.standings.get(answer.pair)
    return standing is None or standing.answer != answer


def next_try(state: Investigation, new: tuple[SourceAnswer, ...]) -> datetime | None:
    latest = {pair: standing.answer for pair, standing in state.standings.items() if standing.answer}
    latest |= {answer.pair: answer for answer in new}
    moments = [a.retry_at for a in latest.values() if a.state == "unavailable" and a.retry_at is not None]
    return min(moments, default=None)


def ask_again(state: Investigation, now: datetime) -> list[Event]:
    """Also the sources that were given up: nobody waits for them, yet they may speak."""
    due = [
        pair
        for pair, standing in state.standings.items()
        if standing.answer and standing.answer.state == "unavailable"
        if standing.answer.retry_at is not None and standing.answer.retry_at <= now
    ]
    requests = requested(state, due)
    return [SourcesAsked(plan=(), requests=requests, asked_at=now)] if requests else []


def give_up(state: Investigation, now: datetime) -> list[Event]:
    late = tuple(
        SourceState(source=source, person=person, state="given_up")
        for (source, person), standing in state.standings.items()
        if standing.state in ("asked", "unavailable") and standing.until < now.date()
    )
    return [SourcesGivenUp(sources=late, given_up_at=now)] if late else []


def request_verification(state: Investigation, command: RequestVerification) -> list[Event]:
    if state.county_asked:
        return []
    return [*begun(state, command.now), CountyAsked(deadlines=command.deadlines, asked_at=command.now)]


def begun(state: Investigation, now: datetime) -> list[Event]:
    return [] if state.begun else [WorkBegun(begun_at=now)]


def visit(state: Investigation, command: Visit) -> list[Event]:
    """A household visit is made by at least two of staff (57号 Art. 16)."""
    if len(set(command.visitors)) < 2:
        raise RuleBroken("two-visitors-needed", "/visitors")
    if state.findings and state.findings[-1].found == command.found:
        return []
    if state.household is not None:
        seen = state.household
        for finding in state.findings:
            seen = visited(seen, finding.found)
        visited(seen, command.found)
    made = Visited(visitors=command.visitors, found=command.found, visited_at=command.now)
    return [*begun(state, command.now), made]


def note_authorization(state: Investigation, command: NoteAuthorization) -> list[Event]:
    household = state.household
    named = household.consents.verification if household else None
    if (named is None or command.person in named) == command.given:
        return []
    noted = AuthorizationNoted(
        person=command.person, given=command.given, signers=command.signers, noted_at=command.now
    )
    return [noted, *(asked(evolve(state, noted), command.plan, command.now) if command.given else ())]


def may_draw(state: Investigation, events: list[Event]) -> bool:
    """An application is visited first; a known household is tested again on what the sources say."""
    visited_before = any(finding.source == "visit" for finding in state.findings)
    visited_now = any(isinstance(event, Visited) for event in events)
    return visited_before or visited_now or bool(state.opened and state.opened.recheck)


def redrawn(state: Investigation, events: list[Event], now: datetime) -> list[Event]:
    """The dossier, unless it says what the last one said."""
    after = state
    for event in events:
        after = evolve(after, event)
    if after.household is None or after.opened is None:
        return []
    dossier = draw(after.household, after.standings, after.findings)
    missing = missing_sources(after.standings)
    if (dossier, missing) == (state.dossier, state.missing):
        return []
    return [
        DossierDrawn(
            revision=state.revision + 1,
            applied_on=after.opened.applied_on,
            missing=missing,
            dossier=dossier,
            drawn_at=now,
            recheck=after.opened.recheck,
        )
    ]


INVESTIGATION = Decider(name="investigation", initial=Investigation, decide=decide, evolve=evolve, events=Event)
