"""A household as it is known: what its facts are now and what asks for a visit. Pure.

Nothing here changes a class or a payment: that takes a re-check and its decision. Brief 5.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from contracts.household import Household, Monitored
from services.chassis.decider import Decider
from services.chassis.errors import RuleBroken
from services.policy.calendar import add_months
from services.policy.records import with_record
from services.policy.standing import Standing
from services.policy.statuses import on_record
from services.policy.verification import signers
from services.policy.warnings import News as Told
from services.policy.warnings import of_change, of_record
from services.population.clocks import recheck_after, valid_after
from services.population.domain.changing import put_in
from services.population.domain.commands import (
    Command,
    DemandRecheck,
    LiftWarning,
    MoveWarning,
    NoteAid,
    NoteConsent,
    NoteDecision,
    NoteFacts,
    NoteMonitoring,
    SettleWarning,
    TakeChange,
    TakeOver,
    TakeRecord,
)
from services.population.domain.events import (
    AidKept,
    ChangeKept,
    ConsentKept,
    DecisionKept,
    Event,
    FactsKept,
    MonitoringKept,
    RecordKept,
    StandingKept,
)
from services.population.domain.rechecks import demand_recheck
from services.population.domain.revising import revised
from services.population.domain.state import Known, News, evolve, facts
from services.population.domain.warning import lift, move, opened, settle

FAMILY: Final = "family"


def take_over(state: Known, command: TakeOver) -> list[Event]:
    """Once; what was decided here since is newer than any register."""
    household, today = command.household, command.now.date()
    if state.household is not None:
        return []
    given = command.category not in (None, "none")
    monitored = household.monitored
    standing = Standing(
        category=command.category,
        pay_class=command.pay_class,
        monitored=monitored.kind if monitored else None,
        monitored_since=monitored.since if monitored else None,
    )
    return [
        StandingKept(
            division=household.place,
            residence=household.residence,
            needs=household.needs,
            category=command.category,
            pay_class=command.pay_class,
            persons=dict(on_record(household, command.rules, today, standing)),
            since=command.since,
            valid_until=command.valid_until or (valid_after(today, command.rules) if given or monitored else None),
            recheck=recheck_after(today, command.pay_class, command.rules) if given else None,
            taken_over_at=command.now,
            household=household,
        )
    ]


def note_facts(state: Known, command: NoteFacts) -> list[Event]:
    """An application tells everything, a dossier what it has found; neither brings back somebody who has died since."""
    begun = command.begun_at or state.begun.get(command.application_id, command.now)
    heard = command.application_id in state.begun
    if heard and command.source == "application":
        return []  # its dossier, which says more, came first
    found = still_monitored(state, as_told(state, command))
    for news in state.news:
        if counts_on_top(state, news, begun, command):
            found = news.on(found)
    if heard and found == state.household and state.told.get(command.application_id) == command.household:
        return []
    kept = FactsKept(
        application_id=command.application_id,
        source=command.source,
        begun_at=begun,
        kept_at=command.now,
        told=command.household,
        household=found,
    )
    return [kept, *warned_by_facts(state, found, command)]


def as_told(state: Known, command: NoteFacts) -> Household:
    if tells_everything(state, command) or state.household is None:
        return command.household
    return revised(state.household, state.told[command.application_id], command.household, command.shown)


def tells_everything(state: Known, command: NoteFacts) -> bool:
    """An application, and a dossier whose application nobody has heard of yet."""
    return command.source == "application" or command.application_id not in state.told


def counts_on_top(state: Known, news: News, begun: datetime, command: NoteFacts) -> bool:
    """What came since; and to what a family knows as it applies, what agencies have pushed in the year before."""
    if not tells_everything(state, command):
        return news.source == "deaths" and news.at > begun
    pushed = command.source == "application" and news.source is not None
    return news.at > begun or (pushed and is_recent(news, command))


def is_recent(news: News, command: NoteFacts) -> bool:
    """Not older than the costs that an application tells."""
    return news.at.date() >= add_months(command.now.date(), -command.rules.spending.window_months)


def warned_by_facts(state: Known, found: Household, command: NoteFacts) -> list[Event]:
    """An application reports what befell the family; a visit may find more than was known before."""
    nothing = found.model_copy(update={"events": ()})
    before = state.household or nothing
    if state.household is None and command.source == "dossier":
        return []
    news = of_change(before, found, state.checked or found, command.rules, command.now.date())
    return opened(state, command.household_id, found.place, news, command.source, command.rules, command.now)


def take_record(state: Known, command: TakeRecord) -> list[Event]:
    """Agencies repeat themselves; the same record is quiet."""
    before = facts(state)
    if any((n.source, n.person, n.content) == (command.source, command.person, command.record) for n in state.news):
        return []
    if command.person not in before.people:
        raise RuleBroken("person-unknown", "/person")
    after = with_record(before, command.source, command.person, command.record)
    kept = RecordKept(
        source=command.source,
        person=command.person,
        identity_number=before.people[command.person].identity_number,
        record=command.record,
        kept_at=command.now,
        household=after,
    )
    news = Told(
        source=command.source,
        person=command.person,
        record=command.record,
        checked=state.checked or before,
        persons=state.persons,
        aided=state.aided,
    )
    found = of_record(before, after, news, command.rules, command.now.date())
    place, rules, now = before.place, command.rules, command.now
    return [kept, *opened(state, command.household_id, place, found, command.source, rules, now, command.record)]


def take_change(state: Known, command: TakeChange) -> list[Event]:
    before = facts(state)
    after = put_in(before, command.changes)
    if after == before:
        return []
    kept = ChangeKept(
        sections=tuple(sorted(command.changes)),
        because=command.because,
        changes=command.changes,
        kept_at=command.now,
        household=after,
    )
    found = of_change(before, after, state.checked or before, command.rules, command.now.date())
    return [kept, *opened(state, command.household_id, before.place, found, FAMILY, command.rules, command.now)]


def note_consent(state: Known, command: NoteConsent) -> list[Event]:
    """Who has taken the authorization back is not asked about in a later re-check either. Brief 4 (3)."""
    household = state.household
    if household is None or command.person not in household.people:
        return []
    if command.given and household.consents.verification is None:
        return []  # every adult has signed, whoever is one by then
    signed = signers(household, command.person, command.given, command.now.date(), command.rules)
    if household.consents.verification == signed:
        return []
    consents = household.consents.model_copy(update={"verification": signed})
    return [
        ConsentKept(
            person=command.person,
            given=command.given,
            kept_at=command.now,
            household=household.model_copy(update={"consents": consents}),
        )
    ]


def note_decision(state: Known, command: NoteDecision) -> list[Event]:
    kept = DecisionKept(
        application_id=command.application_id,
        category=command.category,
        persons=command.persons,
        recheck=command.recheck,
        decided_on=command.decided_on,
        household=command.household,
    )
    return [kept]


def note_aid(state: Known, command: NoteAid) -> list[Event]:
    if (command.program, command.item) in state.aided:
        return []
    return [AidKept(program=command.program, item=command.item)]


def note_monitoring(state: Known, command: NoteMonitoring) -> list[Event]:
    """Decided apart from the class, it stays with the household whatever is declared later."""
    household = state.household
    if household is None or state.monitored_since:
        return []
    kept = MonitoringKept(members=command.members, since=command.since, household=household)
    return [replace(kept, household=still_monitored(evolve(state, kept), household))]


def still_monitored(state: Known, household: Household) -> Household:
    if household.monitored or state.monitored_since is None:
        return household
    return household.model_copy(update={"monitored": Monitored(kind="sudden_hardship", since=state.monitored_since)})


RULES: dict[type, Callable[[Known, Any], list[Event]]] = {
    TakeOver: take_over,
    NoteFacts: note_facts,
    TakeRecord: take_record,
    TakeChange: take_change,
    MoveWarning: move,
    SettleWarning: settle,
    LiftWarning: lift,
    DemandRecheck: demand_recheck,
    NoteConsent: note_consent,
    NoteDecision: note_decision,
    NoteAid: note_aid,
    NoteMonitoring: note_monitoring,
}


def decide(state: Known, command: Command) -> list[Event]:
    return RULES[type(command)](state, command)


KNOWN: Decider[Known, Command, Event] = Decider(
    name="known_household", initial=Known, decide=decide, evolve=evolve, events=Event
)
