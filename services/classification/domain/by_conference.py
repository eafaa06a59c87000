"""A test with the class that the county conference has given: its figures and reasons stay. Pure. Brief 7."""

from datetime import date
from typing import Protocol

from contracts.classification import Assessment, Category, PersonStatus
from services.policy.statuses import count_once


class Given(Protocol):
    @property
    def category(self) -> Category: ...

    @property
    def valid_until(self) -> date: ...


class Heard(Protocol):
    @property
    def by_conference(self) -> Given | None: ...


def with_class(case: Heard, test: Assessment) -> Assessment:
    """What a test gives by itself goes before; a class of the conference takes the place of none."""
    given = case.by_conference
    if given is None or test.category != "none":
        return test
    persons = {key: joined(given.category, held) for key, held in test.persons.items()}
    failed = {name: codes for name, codes in test.failed.items() if name != given.category}
    changes = {
        "category": given.category,
        "persons": persons,
        "counted_as": count_once(persons.values()),
        "failed": failed,
    }
    return test.model_copy(update=changes)


def joined(category: Category, held: tuple[PersonStatus, ...]) -> tuple[PersonStatus, ...]:
    """Whoever is given something by himself keeps that instead of the class of the household."""
    if set(held) - {"monitored", "disabled", "other"} or category == "none":
        return held
    return (category, *(status for status in held if status != "other"))
