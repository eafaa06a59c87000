"""Figures of a place as they follow each other: the next change, and all that is known today."""

from datetime import date
from itertools import pairwise

import pytest

from services.programs.rates import next_change, stretches

LATE, NEIGHBOUR = "620721", "620722"  # the first raises its standard in June 2026, dated back to the New Year
PUBLISHED = date(2026, 6, 12)


@pytest.mark.parametrize(
    ("place", "on", "change"),
    [
        (LATE, date(2024, 8, 31), date(2024, 9, 1)),
        (LATE, date(2026, 1, 1), PUBLISHED),
        (LATE, date(2026, 6, 11), PUBLISHED),
        (LATE, PUBLISHED, None),
        (NEIGHBOUR, date(2026, 1, 1), None),
    ],
)
def test_the_next_change_is_the_day_on_which_it_is_known(place: str, on: date, change: date | None) -> None:
    assert next_change(place, "rural", on) == change


def test_what_is_dated_back_is_among_the_figures_from_the_day_on_which_it_is_known() -> None:
    before, known = (stretches(LATE, "rural", day) for day in (date(2026, 6, 11), PUBLISHED))
    assert [day for day, _ in before] == [day for day, _ in known]
    assert [(day, p.standard_rural) for day, p in before][-1] == (date(2026, 1, 1), 54_000)
    assert [(day, p.standard_rural) for day, p in known][-1] == (date(2026, 1, 1), 56_700)
    assert before[:-1] == known[:-1]


def test_no_two_neighbouring_stretches_have_the_same_figures() -> None:
    found = [figures for _, figures in stretches(NEIGHBOUR, "rural", PUBLISHED)]
    assert all(one != other for one, other in pairwise(found))
