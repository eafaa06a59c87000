"""Merges the stories of one call on one clock: applications, steps and expectations in order of time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.casebook.expectations import Expect
from services.casebook.format import Story
from services.casebook.moments import end_of, start_of
from services.casebook.steps import Verb


@dataclass(frozen=True)
class Before:
    """What agencies know and what was given before the story begins."""


@dataclass(frozen=True)
class Application:
    """The family applies with what it declares."""


@dataclass(frozen=True)
class StepAt:
    index: int
    step: Verb


@dataclass(frozen=True)
class Check:
    index: int
    expect: Expect


@dataclass(frozen=True)
class Happening:
    """One thing that happens to one household at one moment."""

    at: datetime
    story: Story
    what: Before | Application | StepAt | Check


def timeline(stories: Sequence[Story]) -> list[Happening]:
    """Everything in order of time; at one moment steps come in file order, and expectations after all steps."""
    placed = [
        ((happening.at, isinstance(happening.what, Check), number), happening)
        for number, happening in enumerate(happening for story in stories for happening in _of(story))
    ]
    return [happening for _, happening in sorted(placed, key=lambda entry: entry[0])]


def _of(story: Story) -> Iterable[Happening]:
    yield Happening(start_of(story.first_day()), story, Before())
    if story.head.applied:
        yield Happening(story.head.applied, story, Application())
    for index, step in enumerate(story.head.steps):
        yield Happening(step.on, story, StepAt(index, step))
    for index, expect in enumerate(story.head.expect):
        yield Happening(end_of(expect.on), story, Check(index, expect))


def beginning(stories: Sequence[Story]) -> datetime:
    """When the clock starts: the midnight before the day on which the first thing happens."""
    return start_of(min(story.first_day() for story in stories)) - timedelta(days=1)
