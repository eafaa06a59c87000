"""The figures of a place as they follow each other, so that running awards and months already paid can follow."""

from datetime import date
from functools import lru_cache

from contracts.household import Residence
from services.policy.parameter_schema import Parameters
from services.policy.parameters import parameters, published

Stretch = tuple[date, Parameters]  # the first day of which these figures hold


def next_change(place: str, residence: Residence, on: date) -> date | None:
    """The first day after `on` with other figures, dated back or not; None where none is published."""
    return _next_change(place[:6], residence, on)


@lru_cache(maxsize=4096)
def _next_change(county: str, residence: Residence, on: date) -> date | None:
    today = parameters(county, residence, on)
    later = (day for day in published().starts if day > on)
    return next((day for day in later if parameters(county, residence, day) != today), None)


def stretches(place: str, residence: Residence, today: date) -> tuple[Stretch, ...]:
    """All figures up to today as they are known today, oldest first: with those that were dated back since."""
    return _stretches(place[:6], residence, today)


@lru_cache(maxsize=4096)
def _stretches(county: str, residence: Residence, today: date) -> tuple[Stretch, ...]:
    found: list[Stretch] = []
    for day in (day for day in published().starts if day <= today):
        figures = parameters(county, residence, day, known=today)
        if not found or figures != found[-1][1]:
            found.append((day, figures))
    return tuple(found)
