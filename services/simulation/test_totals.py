"""A population of 2,000: everybody is there and counted once, and a seed means one population whoever reckons it."""

from collections import Counter

import pytest

from services.commands.simulate import print_totals
from services.simulation.population import CENSUS, counties, families
from services.simulation.totals import PART, Totals, simulated

PEOPLE = 2_000


@pytest.fixture(scope="module")
def totals() -> Totals:
    return simulated(PEOPLE, 1, 1, lambda done: None)


def test_every_person_is_counted_exactly_once(totals: Totals) -> None:
    assert sum(totals.people.values()) == PEOPLE
    assert {"dibao", "tekun", "dibao_edge", "rigid_expenditure", "other"} <= set(totals.people)


def test_what_is_spent_by_program_is_spent_in_some_county(totals: Totals) -> None:
    assert totals.cost == sum(totals.by_county.values()) > 0
    assert set(totals.by_county) <= set(counties()[0])


def test_the_same_seed_gives_the_same_sums_in_one_process_and_in_two(totals: Totals) -> None:
    heard: list[int] = []
    people = PART + 200
    one, two = simulated(people, 1, 1, heard.append), simulated(people, 1, 2, lambda done: None)
    assert one == two
    assert heard == [PART, people]
    assert simulated(PEOPLE, 2, 1, lambda done: None) != totals


def test_the_counties_share_the_people_of_their_prefecture() -> None:
    codes, weights = counties()
    assert len(codes) == 21
    for prefix, people in CENSUS.items():
        share = sum(weight for code, weight in zip(codes, weights, strict=True) if code.startswith(prefix))
        assert round(share) == people


def test_a_part_has_exactly_so_many_people() -> None:
    assert sum(len(family.people) for family in families(101, "seed")) == 101


def test_the_sums_of_parts_add_up(totals: Totals, capsys: pytest.CaptureFixture[str]) -> None:
    twice = totals + totals
    assert (twice.households, twice.cost) == (2 * totals.households, 2 * totals.cost)
    assert totals + Totals(people=Counter(dibao=1)) != totals
    print_totals(totals, PEOPLE)
    printed = capsys.readouterr().out
    assert "2,000 people in" in printed
    assert "basic_living" in printed
