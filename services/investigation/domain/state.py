"""How far one investigation is, folded from its events; of an erased household only what is plain."""

from dataclasses import dataclass, field, replace
from typing import assert_never

from contracts.base import Key
from contracts.household import Household
from contracts.investigation import Dossier
from services.investigation.domain.messages import (
    AnswersReceived,
    AuthorizationNoted,
    Closed,
    CountyAsked,
    DossierDrawn,
    Event,
    EvidenceAccepted,
    LateNoted,
    Opened,
    RecordJoined,
    SourceObjected,
    SourcesAsked,
    SourcesGivenUp,
    Visited,
    WorkBegun,
)
from services.investigation.dossier import Finding
from services.investigation.sources import Pair, Standing
from services.policy.records import with_record


@dataclass(frozen=True)
class Investigation:
    opened: Opened | None = None
    household: Household | None = None  # as declared, with the consents of now
    standings: dict[Pair, Standing] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    silenced: frozenset[Key] = frozenset()  # took the authorization back
    objected: frozenset[Pair] = frozenset()  # answers that the family has objected to
    begun: bool = False
    escalated: tuple[str, ...] = ()
    county_asked: bool = False
    closed: bool = False
    revision: int = 0
    dossier: Dossier | None = None
    missing: tuple[str, ...] = ()


def evolve(state: Investigation, event: Event) -> Investigation:
    match event:
        case Opened():
            return replace(state, opened=event, household=getattr(event, "household", None))
        case SourcesAsked():
            new = {(p.source, p.person): Standing(p.until) for p in event.plan}
            return replace(state, standings=new | state.standings)
        case AnswersReceived():
            return answered(state, event)
        case SourcesGivenUp():
            given_up = {(s.source, s.person): state.standings[s.source, s.person] for s in event.sources if s.person}
            moved = {pair: standing._replace(state="given_up") for pair, standing in given_up.items()}
            return replace(state, standings=state.standings | moved)
        case LateNoted():
            return replace(state, escalated=(*state.escalated, event.level))
        case WorkBegun():
            return replace(state, begun=True)
        case CountyAsked():
            return replace(state, county_asked=True)
        case Visited():
            found = getattr(event, "found", {})
            return replace(state, findings=(*state.findings, Finding(event.visited_at.date(), found)))
        case EvidenceAccepted():
            shown = Finding(event.accepted_at.date(), getattr(event, "facts", {}), "evidence")
            return replace(state, findings=(*state.findings, shown))
        case SourceObjected():
            pair = (event.source, event.person)
            asked = {**state.standings, pair: Standing(event.until)}
            return replace(state, standings=asked, objected=state.objected | {pair})
        case RecordJoined():
            return joined(state, event)
        case AuthorizationNoted():
            return authorized(state, event)
        case DossierDrawn():
            return replace(
                state, revision=event.revision, dossier=getattr(event, "dossier", None), missing=event.missing
            )
        case Closed():
            return replace(state, closed=True)
        case _:
            assert_never(event)


def answered(state: Investigation, event: AnswersReceived) -> Investigation:
    on = event.received_at.date()
    new = {}
    for answer in getattr(event, "answers", ()):
        before = state.standings.get(answer.pair, Standing(on))
        still_silent = before.state == "given_up" and answer.state == "unavailable"
        new[answer.pair] = Standing(before.until, "given_up" if still_silent else answer.state, answer, on)
    return replace(state, standings=state.standings | new)


def joined(state: Investigation, event: RecordJoined) -> Investigation:
    """What an agency says by itself counts as if it had been declared: later findings may still correct it."""
    record = getattr(event, "record", None)
    if state.household is None or record is None:
        return state
    after = with_record(state.household, event.source, event.person, record, event.identity_number)
    return replace(state, household=after)


def authorized(state: Investigation, event: AuthorizationNoted) -> Investigation:
    if state.household is None:
        return state
    consents = state.household.consents.model_copy(update={"verification": event.signers})
    silenced = state.silenced - {event.person} if event.given else state.silenced | {event.person}
    return replace(state, silenced=silenced, household=state.household.model_copy(update={"consents": consents}))
