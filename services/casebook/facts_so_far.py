"""The household of a story as it is by a certain step: what was declared, with pushes and changes in their order."""

from datetime import datetime
from typing import Any

from contracts.base import Key
from contracts.household import Household
from services.casebook.format import Story
from services.casebook.paths import parse
from services.casebook.sources import shape_of
from services.casebook.steps import Push, Verb, changes_of
from services.policy.deaths import without
from services.policy.records import read, with_record


def facts_after(story: Story, index: int) -> Household:
    """Up to and including one step."""
    order = sorted(range(len(story.head.steps)), key=lambda number: story.head.steps[number].on)
    return _after(story, order[: order.index(index) + 1])


def facts_at(story: Story, moment: datetime) -> Household:
    """Before the steps of this moment."""
    order = sorted(range(len(story.head.steps)), key=lambda number: story.head.steps[number].on)
    return _after(story, [number for number in order if story.head.steps[number].on < moment])


def _after(story: Story, numbers: list[int]) -> Household:
    """A file names whole people where it changes one; who has died by then stays away."""
    household, dead = story.declared, list[str]()
    for number in numbers:
        step = story.head.steps[number]
        if isinstance(step, Push):
            person = step.person or story.declared.applicant
            household = with_record(household, step.source, person, read(step.source, record_of(step)))
            dead += [person] if step.source == "deaths" else []
        else:
            household = _changed(story, number, step, household)
    for person in dead:
        household = gone(household, person)
    return household


def gone(household: Household, person: Key) -> Household:
    """A later step may have named the person again, or only what was theirs."""
    if person in household.people:
        return without(household, person)
    kept = {
        section: tuple(entry for entry in getattr(household, section) if entry.person != person)
        for section in ("income", "costs")
    }
    return household.model_copy(update=kept)


def _changed(story: Story, number: int, step: Verb, household: Household) -> Household:
    """The sections that a step touches, whole, as the file has them after it."""
    _, changes = changes_of(step)
    if not changes:
        return household
    whole = story.after[number].declared(numbers_of(story))
    sections = {str(parse(path)[0]) for path in changes}
    return household.model_copy(update={section: getattr(whole, section) for section in sections})


def record_of(step: Push) -> dict[str, Any]:
    """The record of an agency, money in fen."""
    shape = shape_of(step.source, step.record)
    if shape is None:
        return dict(step.record)
    found: dict[str, Any] = shape.model_validate(step.record).model_dump(mode="json", exclude_none=True)
    return found


def numbers_of(story: Story) -> dict[str, str]:
    return {key: person.identity_number or "" for key, person in story.declared.people.items()}
