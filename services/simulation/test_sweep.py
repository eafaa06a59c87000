"""More income never leaves a family with less in all, except by a step of the law that is on the list."""

from datetime import date
from itertools import pairwise

import pytest

from contracts.household import Household
from services.policy.parameters import parameters
from services.programs.folders import discover
from services.simulation.accepted import acceptance, accepted
from services.simulation.chart import chart
from services.simulation.sweep import Cliff, Curve, cliffs, shapes

PROGRAMS = discover()


@pytest.fixture(scope="module")
def found() -> tuple[Cliff, ...]:
    return tuple(cliffs(shapes(200), PROGRAMS))


def test_every_cliff_of_two_hundred_families_is_a_step_of_the_law(found: tuple[Cliff, ...]) -> None:
    assert [cliff for cliff in found if acceptance(cliff) is None] == []
    assert found


def test_every_accepted_step_cites_its_article_and_says_why() -> None:
    assert all(step.law and step.why and step.most > 0 for step in accepted())
    assert len({(step.residence, step.before, step.after, step.ends) for step in accepted()}) == len(accepted())


def test_a_deeper_fall_or_another_step_is_not_accepted(found: tuple[Cliff, ...]) -> None:
    cliff = found[0]
    step = acceptance(cliff)
    assert step
    deeper = {**vars(cliff), "fall": (step.most + 1) * cliff.members}
    assert acceptance(Cliff(**deeper)) is None
    assert acceptance(Cliff(**{**vars(cliff), "after": "unknown"})) is None
    assert acceptance(Cliff(**{**vars(cliff), "before": f"{cliff.before}+tekun", "after": cliff.after})) is None


@pytest.mark.parametrize("number", range(0, 200, 25))
def test_what_the_search_skips_hides_no_cliff(number: int) -> None:
    curve = Curve(shapes(200)[number], PROGRAMS)
    every = [after for before, after in pairwise(range(curve.steps + 1)) if curve.fall(before, after) > 0]
    fresh = Curve(shapes(200)[number], PROGRAMS)
    assert [*fresh.falls(0, 1), *fresh.falls(1, fresh.steps)] == every


def test_the_same_seed_gives_the_same_families() -> None:
    assert shapes(5) == shapes(5)
    assert shapes(5) != shapes(5, seed=2)


@pytest.mark.parametrize(("over", "state"), [(-1, "dibao_4"), (0, "dibao_edge"), (1, "dibao_edge")])
def test_the_step_lies_at_the_standard_itself(over: int, state: str) -> None:
    standard = parameters("620802", "rural", date(2024, 5, 6)).standard
    household = Household.model_validate(
        {
            "place": "620802",
            "residence": "rural",
            "applicant": "self",
            "needs": ["basic_living"],
            "people": {"self": {"sex": "male", "born": "1980-06-15", "relation": "self"}},
            "assets": {"deposits": 0, "dwellings": 0},
        }
    )
    step = standard // 1000 + 1  # the first step at or over the standard
    assert Curve(household, PROGRAMS).at(step + over).state == ("dibao_4" if over < 0 else state)


def test_the_chart_is_a_picture_with_both_lines() -> None:
    curve = Curve(shapes(2)[1], PROGRAMS)
    drawn = chart([curve.at(step) for step in range(0, curve.steps + 1, 10)], curve.n)
    assert drawn.startswith("<svg")
    assert drawn.count("<polyline") == 2
