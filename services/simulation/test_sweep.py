"""More income never leaves a family with less in all, except by a step of the law that is on the list."""

from datetime import date
from fractions import Fraction
from itertools import pairwise
from math import ceil

import pytest

from contracts.household import Household, Residence
from services.policy.parameters import parameters
from services.policy.rounding import half_up_to_yuan
from services.programs.folders import discover
from services.simulation.accepted import acceptance, accepted
from services.simulation.chart import chart
from services.simulation.sweep import DAY, PLACES, STEP, Cliff, Curve, cliffs, shapes

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


def owed(residence: Residence) -> dict[tuple[str, str, str | None], Fraction]:
    """Fen a month that one person loses at each step, by the figures of the place where it is most; less the step."""
    every = [parameters(place, residence, DAY) for place in PLACES]
    p, table = max(every, key=lambda one: one.standard), every[0].medical.premium_subsidy
    premium = {name: Fraction(sum_ - table["dibao_edge"], 12) for name, sum_ in table.items()}
    whole = p.housing.area_per_person * p.housing.rent_per_m2
    low, edge = (whole * p.housing.rent_factor[name] for name in ("dibao", "dibao_edge"))
    living, school = p.disability.living, Fraction(p.education.senior, 12)
    ended = p.tekun.basic_pay + p.tekun.care_pay["none"] + premium["tekun"]
    urban = {
        ("dibao", "dibao", None): premium["dibao_urban_full"] - premium["dibao_urban_partial"] + STEP,
        ("dibao", "dibao_edge", None): living + low - edge + premium["dibao_urban_partial"] + STEP,
        ("dibao_edge", "rigid_expenditure", None): half_up_to_yuan(edge) + Fraction(table["dibao_edge"], 12),
    }
    rural = {
        (f"dibao_{number}", "dibao_edge", None): p.dibao.class_pay[number] + living + premium[f"dibao_rural_{number}"]
        for number in (1, 2, 4)
    } | {("dibao_3", "dibao_4", None): Fraction(p.dibao.class_pay[3] - p.dibao.class_pay[4])}
    both = {("rigid_expenditure", "none", None): school, ("none", "none", "tekun"): ended}
    return {step: sum_ - STEP for step, sum_ in ((urban if residence == "urban" else rural) | both).items()}


@pytest.mark.parametrize("residence", ["urban", "rural"])
def test_every_ceiling_is_the_sum_that_its_figures_make(residence: Residence) -> None:
    ceilings = {(s.before[0], s.after[0], s.ends): s.most for s in accepted() if s.residence == residence}
    assert ceilings == {step: ceil(sum_) for step, sum_ in owed(residence).items()}


def test_a_deeper_fall_or_another_step_is_not_accepted(found: tuple[Cliff, ...]) -> None:
    cliff = found[0]
    step = acceptance(cliff)
    assert step
    deeper = {**vars(cliff), "fall": (step.most + 1) * cliff.members}
    assert acceptance(Cliff(**deeper)) is None
    assert acceptance(Cliff(**{**vars(cliff), "after": "unknown"})) is None
    assert acceptance(Cliff(**{**vars(cliff), "before": f"{cliff.before}+orphan", "after": cliff.after})) is None


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
