"""When something that was pushed, declared or reported asks for a visit, how urgent it is and until when. Brief 5.

A warning never stops anything by itself. Persons are those of the household before the news. Clocks: brief 12.11.
"""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from contracts.base import Key
from contracts.household import Household, Mishap
from contracts.investigation import Dossier
from contracts.population import Tier, WarningKind
from services.policy.calendar import add_months_rolling, add_working_days
from services.policy.household import look
from services.policy.income import income
from services.policy.members import age, counted
from services.policy.parameter_schema import Parameters
from services.policy.records import ASSETS, Death, same_event
from services.policy.spending import spending
from services.policy.standing import NOTHING_ON_RECORD

LOW_INCOME: Final = frozenset(
    {"dibao", "tekun", "orphan", "unsupported_child", "dibao_edge", "rigid_expenditure", "monitored"}
)
AWAY: Final = frozenset({"dead", "missing", "imprisoned"})


@dataclass(frozen=True, kw_only=True)
class Found:
    """One thing to look after."""

    kind: WarningKind
    tier: Tier
    person: Key | None = None


@dataclass(frozen=True, kw_only=True)
class News:
    """What an agency has pushed. `checked`: the household at the last check; `persons`: what everybody is on record;
    `aided`: program and item of aid given here."""

    source: str
    person: Key
    record: Mapping[str, Any]
    checked: Household
    persons: Mapping[Key, tuple[str, ...]] = field(default_factory=dict)
    aided: Set[tuple[str, str]] = frozenset()


def of_record(before: Household, after: Household, news: News, p: Parameters, on: date) -> tuple[Found, ...]:
    """Everything that a pushed record asks for; of somebody in no scheme at least that."""
    found = tuple(_of_record(before, after, news, p, on))
    return found or tuple(_missed(after, news, p, on))


def _of_record(before: Household, after: Household, news: News, p: Parameters, on: date) -> Iterator[Found]:
    yield from _of_source(before, after, news, p)
    yield from orphaned(before, after, p, on)
    yield from of_house(before, after, p)
    yield from of_income(news.checked, after, p, on) if news.source not in ("deaths", "custody") else ()


def _of_source(before: Household, after: Household, news: News, p: Parameters) -> Iterator[Found]:
    person = news.person
    match news.source:
        case "deaths":
            yield _found("death", p, person)
        case "medical_bills":
            yield from medical_cost(after, news, p)
        case "disaster_aid":
            yield from of_events(before, after, p)
        case "disability_certificates":
            yield from _disability(before, after, person, p)
        case "social_insurance":
            yield _found("unemployment", p, person)
        case "school_enrolment" | "student_aid":
            yield from _dropout(before, after, news, p)
        case "electricity":
            yield _found("electricity", p, person)
        case "public_payroll":
            yield from _paid_twice(before, news, p)
        case _:
            yield from _asset(before, after, news, p)


def _found(kind: WarningKind, p: Parameters, person: Key | None = None) -> Found:
    return Found(kind=kind, tier=p.warnings.tiers[kind], person=person)


def medical_cost(after: Household, news: News, p: Parameters) -> Iterator[Found]:
    """By what the person has paid in 12 months: a lower line for low-income people; red at half the disposable income
    of the last year. Brief 5, 12.11."""
    paid = sum(cost.amount for cost in after.costs if cost.kind == "medical" and cost.person == news.person)
    poor = bool(LOW_INCOME & set(news.persons.get(news.person, ())))
    rules = p.warnings
    if paid >= rules.medical_red * p.disposable_last_year:
        yield Found(kind="medical_cost", tier="red", person=news.person)
    elif paid >= (rules.medical_low_income if poor else rules.medical_other):
        yield _found("medical_cost", p, news.person)


def of_events(before: Household, after: Household, p: Parameters) -> Iterator[Found]:
    """A disaster, fire or accident that was not known. Brief 5."""
    known: tuple[Mishap, ...] = before.events
    new = (event for event in after.events if not any(same_event(event, old) for old in known))
    if any(event.kind in p.warnings.event_kinds for event in new):
        yield _found("disaster", p)


def _disability(before: Household, after: Household, person: Key, p: Parameters) -> Iterator[Found]:
    """A certificate of grade 1 or 2 where there was none of these grades."""
    if _is_severe(after, person, p) and not _is_severe(before, person, p):
        yield _found("disability", p, person)


def _is_severe(household: Household, person: Key, p: Parameters) -> bool:
    held = household.people[person].disability
    return held is not None and held.grade <= p.labour.severe_grade


def _dropout(before: Household, after: Household, news: News, p: Parameters) -> Iterator[Found]:
    """Somebody who was at school is enrolled nowhere, or has a student debt."""
    left = before.people[news.person].school is not None and after.people[news.person].school is None
    if left or news.source == "student_aid":
        yield _found("dropout", p, news.person)


def _asset(before: Household, after: Household, news: News, p: Parameters) -> Iterator[Found]:
    """Something that nobody has declared; deposits only where they exceed the cap of the class that is held."""
    if (news.source not in ASSETS and news.source != "bank_deposits") or news.source == "monitored_households":
        return
    if "deposits" not in news.record:
        found = after.assets != before.assets or not news.record
    else:
        found = after.assets.deposits != before.assets.deposits and _over_cap(after, news, p)
    if found:
        yield _found("asset_found", p, news.person)


def _over_cap(after: Household, news: News, p: Parameters) -> bool:
    """The cap of the class that somebody holds, else of the lowest one."""
    held = {status for statuses in news.persons.values() for status in statuses}
    months = next((p.assets.deposit_months[name] for name in p.assets.deposit_months if name in held), None)
    cap = (p.assets.deposit_months["dibao"] if months is None else months) * p.standard * max(len(after.people), 1)
    return (after.assets.deposits or 0) > cap


def _paid_twice(before: Household, news: News, p: Parameters) -> Iterator[Found]:
    """The same aid paid here as well: an emergency of the same day, or a monthly allowance. Brief 5, 12.21."""
    program, item = news.record["program"], news.record["item"]
    if program == "temporary_assistance":
        helped = any(given == program and name in p.warnings.emergency_items for given, name in news.aided)
        days = {event.on.isoformat()[:10] for event in before.events}
        twice = helped and item in p.warnings.emergency_items and news.record.get("event_on") in days
    else:
        twice = (program, item) in news.aided
    if twice:
        yield _found("duplicate_aid", p, news.person)


def orphaned(before: Household, after: Household, p: Parameters, on: date) -> Iterator[Found]:
    """A child whose father or mother is newly dead, missing or in custody. Brief 5."""
    for key, child in after.people.items():
        known = before.people.get(key)
        states = {child.father, child.mother} - ({known.father, known.mother} if known else set())
        if known and states & AWAY and age(child, on) < p.children.age:
            yield _found("child_parent", p, key)


def of_house(before: Household, after: Household, p: Parameters) -> Iterator[Found]:
    """A survey has found the house unsafe."""
    old, new = (h.housing.grade if h.housing else None for h in (before, after))
    if new in p.warnings.house_grades and old not in p.warnings.house_grades:
        yield _found("house_grade", p)


def of_income(before: Household, after: Household, p: Parameters, on: date) -> Iterator[Found]:
    """Counted income below 70 % of that of the last check."""
    if counted_income(after, p, on) < p.warnings.income_collapse * counted_income(before, p, on):
        yield _found("income_collapse", p)


def counted_income(household: Household, p: Parameters, on: date) -> Any:
    """`Y` of the 12 months, exact fen, of facts that nobody doubts."""
    view = look(Dossier(household=household), p, on, on, NOTHING_ON_RECORD)
    return income(view, spending(view)).counted.low


def of_change(before: Household, after: Household, checked: Household, p: Parameters, on: date) -> tuple[Found, ...]:
    """What a change that the family reports, or that a visit has found, asks for. `checked`: at the last check."""
    return (
        *of_events(before, after, p),
        *orphaned(before, after, p, on),
        *of_house(before, after, p),
        *of_income(checked, after, p, on),
    )


def _missed(after: Household, news: News, p: Parameters, on: date) -> Iterator[Found]:
    """In no scheme, though agriculture watches them, they are severely disabled, orphaned, or old and alone."""
    if any(set(statuses) & (LOW_INCOME - {"monitored"}) for statuses in news.persons.values()):
        return
    members = counted(after, p.labour, on)
    person = after.people.get(news.person)
    if person is None:
        return
    alone = len(members) == 1 and age(after.people[members[0]], on) >= p.warnings.lone_age
    orphan = age(person, on) < p.children.age and {person.father, person.mother} == {"dead"}
    if alone or orphan or news.source == "monitored_households" or _is_severe(after, news.person, p):
        yield _found("missed", p, news.person)


def handled_by(found: Found, p: Parameters, now: datetime) -> date | datetime:
    """The last day of handling; a disaster is handled by the hour, through weekends. Brief 5, 12.11."""
    if found.kind == "disaster":
        return now + timedelta(hours=p.warnings.disaster_hours)
    return add_working_days(now.date(), p.warnings.handle_days[found.tier])


def adjusted_by(record: Mapping[str, Any], p: Parameters) -> date:
    """Until when everything is adjusted after a death: 3 months. Brief 4, 民发〔2022〕83号."""
    return add_months_rolling(Death.model_validate(record).died, p.warnings.death_months)
