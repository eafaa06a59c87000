"""What is known of one household: its facts now and at the last check, what has changed since, and its warnings."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, assert_never
from uuid import UUID

from contracts.classification import Category, PersonStatus
from contracts.household import Household
from contracts.population import WarningKind
from services.chassis.errors import RuleBroken
from services.policy.calendar import month_of
from services.policy.lateness import Level
from services.policy.records import with_record
from services.population.domain.changing import put_in
from services.population.domain.events import (
    AidKept,
    ChangeKept,
    Clock,
    ConsentKept,
    DecisionKept,
    Event,
    FactsKept,
    MonitoringKept,
    Outcome,
    Persons,
    RecheckDemanded,
    RecordKept,
    StandingKept,
    State,
    WarningLifted,
    WarningMoved,
    WarningOpened,
    WarningSettled,
)


@dataclass(frozen=True, kw_only=True)
class Warned:
    """One warning; `outcome`: how it was closed; `lifted`: which clock of it was shown to whom."""

    warning_id: UUID
    kind: WarningKind
    person: str | None
    opened_at: datetime
    state: State = "raised"
    outcome: Outcome | None = None
    lifted: tuple[tuple[Clock, Level], ...] = ()


@dataclass(frozen=True, kw_only=True)
class News:
    """Something that was pushed (`source`, `person`) or reported (`because`) at a moment; empty once erased."""

    at: datetime
    source: str | None = None
    person: str | None = None
    because: str | None = None
    content: Mapping[str, Any] = field(default_factory=dict)
    identity_number: str | None = None  # of the person

    def on(self, household: Household) -> Household:
        """The household with this put in."""
        if self.source and self.person:
            return with_record(household, self.source, self.person, dict(self.content), self.identity_number)
        return put_in(household, self.content)


@dataclass(frozen=True)
class Known:
    household: Household | None = None
    checked: Household | None = None  # at the last decision, or as taken over
    category: Category | None = None
    persons: Persons = field(default_factory=dict)
    news: tuple[News, ...] = ()
    unchecked: tuple[News, ...] = ()  # since the last re-check was ordered or a decision was made
    concealed: bool = False  # an agency has found assets that nobody declared, and no re-check has dealt with it
    warnings: Mapping[UUID, Warned] = field(default_factory=dict)
    begun: Mapping[UUID, datetime] = field(default_factory=dict)
    told: Mapping[UUID, Household] = field(default_factory=dict)  # by each application, the last time
    open_rechecks: frozenset[UUID] = frozenset()
    recheck: date | None = None
    aided: frozenset[tuple[str, str]] = frozenset()
    monitored_since: date | None = None  # by a decision of its own

    @property
    def entitled_until(self) -> str | None:
        """The month in which the earliest death that is not dealt with has ended the right. Brief 12.16."""
        died = [news.content.get("died") for news in self.unchecked if news.source == "deaths"]
        return min((month_of(date.fromisoformat(day)) for day in died if day), default=None)


def evolve(state: Known, event: Event) -> Known:
    match event:
        case StandingKept():
            found = getattr(event, "household", None)
            return replace(
                state,
                household=found,
                checked=found,
                category=event.category,
                persons=event.persons,
                recheck=event.recheck,
            )
        case FactsKept():
            begun = {**state.begun, event.application_id: event.begun_at}
            after = replace(state, household=getattr(event, "household", None), begun=begun)
            return with_told(after, event.application_id, getattr(event, "told", None))
        case ConsentKept():
            return replace(state, household=getattr(event, "household", None))
        case RecordKept() | ChangeKept():
            return told(state, event)
        case WarningOpened():
            new = Warned(warning_id=event.warning_id, kind=event.kind, person=event.person, opened_at=event.opened_at)
            found = state.concealed or event.kind == "asset_found"
            return replace(with_warning(state, new), concealed=found)
        case WarningMoved():
            return with_warning(state, replace(state.warnings[event.warning_id], state=event.state))
        case WarningSettled():
            return settled(state, event)
        case WarningLifted():
            known = state.warnings[event.warning_id]
            return with_warning(state, replace(known, lifted=(*known.lifted, (event.clock, event.level))))
        case RecheckDemanded():
            asked = with_told(state, event.application_id, getattr(event, "household", None))
            return replace(
                asked,
                unchecked=(),
                concealed=False,
                begun={**state.begun, event.application_id: event.demanded_at},
                open_rechecks=state.open_rechecks | {event.application_id},
            )
        case DecisionKept():
            return decided(state, event)
        case MonitoringKept():
            flagged = {key: with_flag(state.persons.get(key, ())) for key in event.members}
            found = getattr(event, "household", None)
            persons = {**state.persons, **flagged}
            return replace(state, household=found, persons=persons, monitored_since=event.since)
        case AidKept():
            return replace(state, aided=state.aided | {(event.program, event.item)})
        case _:
            assert_never(event)


def with_flag(held: tuple[PersonStatus, ...]) -> tuple[PersonStatus, ...]:
    others: tuple[PersonStatus, ...] = tuple(status for status in held if status not in ("other", "monitored"))
    return (*others, "monitored")


def facts(state: Known) -> Household:
    if state.household is None:
        raise RuleBroken("household-unknown")
    return state.household


def told(state: Known, event: RecordKept | ChangeKept) -> Known:
    if isinstance(event, RecordKept):
        content = getattr(event, "record", {})
        number = getattr(event, "identity_number", None)
        news = News(at=event.kept_at, source=event.source, person=event.person, content=content, identity_number=number)
    else:
        news = News(at=event.kept_at, because=event.because, content=getattr(event, "changes", {}))
    found = getattr(event, "household", None)
    return replace(state, household=found, news=(*state.news, news), unchecked=(*state.unchecked, news))


def with_told(state: Known, application_id: UUID, household: Household | None) -> Known:
    return replace(state, told={**state.told, application_id: household}) if household else state


def with_warning(state: Known, warned: Warned) -> Known:
    return replace(state, warnings={**state.warnings, warned.warning_id: warned})


def settled(state: Known, event: WarningSettled) -> Known:
    """Staff who have found no risk have found nothing concealed either."""
    after = with_warning(state, replace(state.warnings[event.warning_id], state="closed", outcome=event.outcome))
    cleared = event.kind == "asset_found" and event.outcome == "none"
    return replace(after, concealed=state.concealed and not cleared)


def decided(state: Known, event: DecisionKept) -> Known:
    """What was known when the application or the re-check began is dealt with."""
    begun = state.begun.get(event.application_id)
    return replace(
        state,
        checked=getattr(event, "household", None),
        category=event.category,
        persons=event.persons,
        recheck=event.recheck,
        unchecked=tuple(news for news in state.unchecked if begun is None or news.at > begun),
        open_rechecks=state.open_rechecks - {event.application_id},
    )
