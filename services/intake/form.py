"""What an application must look like: the household vocabulary, and what one field alone cannot show.

`faults` names every error at once, each with its JSON pointer, so that the family is told a single time.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Annotated, NamedTuple

from pydantic import Field

from contracts.base import Flag, Key
from contracts.household import Channel, Household
from services.policy.identity_number import born_in, has_right_check_digit, sex_in
from services.policy.members import age

NATURAL = frozenset({"landslide", "flood", "earthquake", "drought"})  # a fire at home is none, brief 3
ADULT = 18


class ApplicationForm(Household):
    """The body of an application; the same on the web, at the hotline and at the township's window."""

    channel: Channel
    assisted_by: Annotated[str | None, Field(min_length=1, max_length=50)] = None
    contact_phone: Annotated[str | None, Field(pattern=r"^\+?\d{5,15}$")] = None
    help_now: Flag = False  # the family has nothing to eat or no roof tonight

    def household(self) -> Household:
        return Household.model_construct(**{name: getattr(self, name) for name in Household.model_fields})


class Fault(NamedTuple):
    """One error: where it is in the body, and its published code."""

    path: tuple[str | int, ...]
    code: str


def adults(household: Household, on: date) -> tuple[Key, ...]:
    return tuple(key for key, person in household.people.items() if age(person, on) >= ADULT)


def signers(household: Household, on: date) -> tuple[Key, ...]:
    """The adults whose verification authorization came with the application."""
    named = household.consents.verification
    return tuple(key for key in adults(household, on) if named is None or key in named)


def is_urgent(form: ApplicationForm) -> bool:
    """Whether help comes before papers: emergency aid is asked for after something of known severity, disaster relief
    after a natural disaster, or help is needed now. Something mild is paid the small sum as fast (brief 3)."""
    befallen = any(event.severity for event in form.events)
    hit = any(event.kind in NATURAL for event in form.events)
    return ("emergency" in form.needs and (befallen or form.help_now)) or (
        "disaster" in form.needs and (hit or form.help_now)
    )


def faults(form: Household, on: date, division_exists: Callable[[str], bool]) -> list[Fault]:
    """Everything that is wrong on the day `on`; empty when the application can be stored."""
    return [
        *place_faults(form, division_exists),
        *need_faults(form),
        *applicant_faults(form, on),
        *person_faults(form, on),
        *identity_faults(form),
        *repeated_faults(form),
        *key_faults(form),
        *event_faults(form, on),
    ]


def place_faults(form: Household, division_exists: Callable[[str], bool]) -> Iterator[Fault]:
    if not division_exists(form.place):
        yield Fault(("place",), "division-unknown")
    if form.hukou is not None and not division_exists(form.hukou):
        yield Fault(("hukou",), "division-unknown")


def need_faults(form: Household) -> Iterator[Fault]:
    if len(set(form.needs)) < len(form.needs):
        yield Fault(("needs",), "need-twice")


def applicant_faults(form: Household, on: date) -> Iterator[Fault]:
    applicant = form.people.get(form.applicant)
    if applicant is None:
        yield Fault(("applicant",), "person-unknown")
        return
    path = ("people", form.applicant)
    if applicant.relation != "self":
        yield Fault((*path, "relation"), "applicant-not-self")
    if applicant.born <= on and age(applicant, on) < ADULT:
        yield Fault((*path, "born"), "applicant-not-adult")
    if applicant.identity_number is None and "emergency" not in form.needs:
        yield Fault((*path, "identity_number"), "identity-number-required")


def person_faults(form: Household, on: date) -> Iterator[Fault]:
    for key, person in form.people.items():
        if person.born > on:
            yield Fault(("people", key, "born"), "born-in-future")
        if person.missing_since is not None and person.missing_since > on:
            yield Fault(("people", key, "missing_since"), "date-in-future")
        if person.name is not None and (not person.name.strip() or any(ord(c) < ord(" ") for c in person.name)):
            yield Fault(("people", key, "name"), "name-unreadable")
        if person.relation == "self" and key != form.applicant:
            yield Fault(("people", key, "relation"), "second-applicant")


def identity_faults(form: Household) -> Iterator[Fault]:
    for key, person in form.people.items():
        number, path = person.identity_number, ("people", key, "identity_number")
        if number is None:
            continue
        if not has_right_check_digit(number):
            yield Fault(path, "identity-number-wrong")
        elif born_in(number) is None:
            yield Fault(path, "identity-number-no-date")
        elif born_in(number) != person.born:
            yield Fault(path, "identity-number-other-birth")
        elif sex_in(number) != person.sex:
            yield Fault(path, "identity-number-other-sex")


def repeated_faults(form: Household) -> Iterator[Fault]:
    numbers = Counter(person.identity_number for person in form.people.values() if person.identity_number)
    persons = Counter((p.name, p.sex, p.born) for p in form.people.values() if p.name)
    for key, person in form.people.items():
        if numbers[person.identity_number or ""] > 1:
            yield Fault(("people", key, "identity_number"), "identity-number-twice")
        elif person.name and persons[(person.name, person.sex, person.born)] > 1:
            yield Fault(("people", key), "person-twice")


def key_faults(form: Household) -> Iterator[Fault]:
    """Keys that name nobody of the household."""
    for section in ("income", "costs", "aid"):
        for place, entry in enumerate(getattr(form, section)):
            yield from unknown(form, (entry.person,), (section, place, "person"))
    for place, company in enumerate(form.assets.companies):
        yield from unknown(form, (company.person,), ("assets", "companies", place, "person"))
    for place, relative in enumerate(form.relatives):
        yield from unknown(form, (relative.of,), ("relatives", place, "of"))
    for place, event in enumerate(form.events):
        yield from unknown(form, event.hurt, ("events", place, "hurt"))
    for key, person in form.people.items():
        yield from unknown(form, person.parent_of, ("people", key, "parent_of"))
    yield from unknown(form, form.consents.verification or (), ("consents", "verification"))


def unknown(form: Household, keys: tuple[Key | None, ...], path: tuple[str | int, ...]) -> Iterator[Fault]:
    if any(key is not None and key not in form.people for key in keys):
        yield Fault(path, "person-unknown")


def event_faults(form: Household, on: date) -> Iterator[Fault]:
    for place, event in enumerate(form.events):
        day = event.on.date() if isinstance(event.on, datetime) else event.on
        if day > on:
            yield Fault(("events", place, "on"), "date-in-future")
