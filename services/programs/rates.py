"""The next day on which the figures of a place change, so that running awards can follow."""

from datetime import date, timedelta
from functools import lru_cache

from contracts.household import Residence
from services.policy.parameters import parameters

AHEAD = 1000  # days: figures are published for the year or two to come


def next_change(place: str, residence: Residence, on: date) -> date | None:
    """The first day after `on` with other figures; None where none is published."""
    return _next_change(place[:6], residence, on)


@lru_cache(maxsize=4096)
def _next_change(county: str, residence: Residence, on: date) -> date | None:
    today = parameters(county, residence, on)
    days = (on + timedelta(days=n) for n in range(1, AHEAD))
    return next((day for day in days if parameters(county, residence, day) != today), None)
