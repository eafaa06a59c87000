"""Dated evaluation: the same household under the figures of each year; raises, floors and rounding of the history."""

import ast
from datetime import date, timedelta
from fractions import Fraction
from importlib.resources import files
from pathlib import Path

import pytest

import services.policy
from contracts.household import Household, Residence
from contracts.investigation import Dossier
from services.policy.cascade import assess
from services.policy.errors import BrokenData, NotCovered
from services.policy.parameters import load, parameters, published
from services.policy.rounding import floor_of_year

NEW_YEAR_22, NEW_YEAR_23 = date(2022, 1, 1), date(2023, 1, 1)
TEXT = files("services.policy").joinpath("parameters/ref-2021.yaml").read_text("utf-8")
RULES = ("groups/*.py", "income.py", "assets.py", "spending.py", "labour.py", "members.py", "apart.py", "statuses.py")
PLAIN = {0, 1, 2, 12}  # nothing, one, two of a pair, months of a year


@pytest.mark.parametrize(
    ("on", "urban", "rural", "pay", "basic"),
    [
        (date(2021, 1, 1), 62_300, 39_900, (39_900, 37_800, 8_400, 5_800), 51_800),
        (NEW_YEAR_22 - timedelta(1), 62_300, 39_900, (39_900, 37_800, 8_400, 5_800), 51_800),
        (NEW_YEAR_22, 68_700, 43_900, (43_900, 41_700, 8_400, 5_800), 57_100),
        (NEW_YEAR_23 - timedelta(1), 68_700, 43_900, (43_900, 41_700, 8_400, 5_800), 57_100),
        (NEW_YEAR_23, 70_000, 46_500, (46_500, 44_200, 8_900, 6_200), 60_500),
        (date(2023, 12, 31), 70_000, 46_500, (46_500, 44_200, 8_900, 6_200), 60_500),
    ],
)
def test_each_figure_of_the_history_changes_on_its_day(
    on: date, urban: int, rural: int, pay: tuple[int, ...], basic: int
) -> None:
    p = published("ref-2021").at("620825", "rural", on)
    assert (p.standard_urban, p.standard_rural, p.tekun.basic_pay) == (urban, rural, basic)
    assert tuple(p.dibao.class_pay.values()) == pay
    assert p.version == "ref-2021"


def test_what_the_history_does_not_name_is_as_the_reference_begins() -> None:
    old, new = published("ref-2021").at("620825", "rural", NEW_YEAR_22), parameters("620825", "rural", NEW_YEAR_23)
    assert (old.edge_multiplier, old.assets, old.labour) == (new.edge_multiplier, new.assets, new.labour)
    assert published("ref-2021").at("620825", "rural", date(2023, 12, 31)).education.senior == 200_000


@pytest.mark.parametrize("on", [date(2020, 12, 31), date(2024, 1, 1)])
def test_outside_its_years_the_history_gives_no_figure(on: date) -> None:
    with pytest.raises(NotCovered) as refused:
        published("ref-2021").at("620825", "rural", on)
    assert refused.value.code == "no-parameters-for-date"


def couple(month: int) -> Dossier:
    """A rural couple; fen per person and month."""
    content = {
        "place": "620825",
        "residence": "rural",
        "applicant": "man",
        "needs": ["basic_living"],
        "people": {
            "man": {"sex": "male", "born": "1980-01-01", "relation": "self"},
            "wife": {"sex": "female", "born": "1981-01-01", "relation": "spouse"},
        },
        "income": [{"kind": "farming", "amount": month * 24}],
        "assets": {"deposits": 0, "dwellings": 1},
    }
    return Dossier(household=Household.model_validate(content))


@pytest.mark.parametrize(("on", "line"), [(date(2021, 6, 1), 39_900), (NEW_YEAR_22, 43_900), (NEW_YEAR_23, 46_500)])
@pytest.mark.parametrize(("over", "category"), [(-1, "dibao"), (0, "dibao_edge"), (1, "dibao_edge")])
def test_the_same_family_is_tested_by_the_line_of_the_day(on: date, line: int, over: int, category: str) -> None:
    p = published("ref-2021").at("620825", "rural", on)
    assert assess(couple(line + over), p, on, on).category == category


@pytest.mark.parametrize(
    ("standard", "rule", "year"),
    [
        (39_900, "month_down", 621_600),  # 518.70 a month
        (39_900, "year_down", 622_400),  # 6,224.40 a year
        (39_900, "month_up", 622_800),
        (40_000, "month_down", 624_000),  # 520 exactly
        (40_000, "month_up", 624_000),
        (40_001, "month_up", 625_200),  # a fen over the line of a yuan
        (39_999, "month_down", 622_800),  # a fen under it
    ],
)
def test_a_floor_is_rounded_as_the_place_rounds(standard: int, rule: str, year: int) -> None:
    assert floor_of_year(standard, Fraction(13, 10), rule) == year


@pytest.mark.parametrize("version", ["ref-2021", "ref-2024"])
@pytest.mark.parametrize("place", ["620702", "620825", "621002"])
@pytest.mark.parametrize("residence", ["urban", "rural"])
def test_basic_pay_is_the_floor_as_the_place_rounds_it(version: str, place: str, residence: Residence) -> None:
    days = (date(2021, 1, 1), NEW_YEAR_22, NEW_YEAR_23) if version == "ref-2021" else (date(2024, 1, 1),)
    for on in days:
        p = published(version).at(place, residence, on)
        floor = floor_of_year(p.standard, p.tekun.basic_multiple, p.tekun.basic_rounding)
        published_more = (version, residence, on) == ("ref-2021", "urban", date(2021, 1, 1))  # 811 where 809 is owed
        assert 12 * p.tekun.basic_pay == (973_200 if published_more else floor)
        assert 12 * p.tekun.basic_pay >= floor


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("{from: 2022-01-01, value: 68700}", "{from: 2021-01-01, value: 68700}", "overlap"),
        ("{value: 62300}", "{until: 2021-06-30, value: 62300}", "gap"),
        ("  minimum_wage:", "  least_wage:", "unknown figure least_wage"),
        ("valid_until:", "valid_till:", "unknown key valid_till"),
    ],
)
def test_a_mistake_in_the_history_stops_the_start_and_names_the_line(old: str, new: str, what: str) -> None:
    assert old in TEXT
    with pytest.raises(BrokenData, match=what) as broken:
        load(TEXT.replace(old, new, 1), "ref-2021.yaml")
    assert str(broken.value).startswith(f"ref-2021.yaml:{broken.value.line}")


def test_no_rule_holds_a_figure_of_its_own() -> None:
    """Beside those of PLAIN only the names of pay classes, and a bound that stands for endless."""
    folder, found = Path(services.policy.__path__[0]), []
    for path in sorted(path for pattern in RULES for path in folder.glob(pattern)):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and type(node.value) in {int, float} and node.value not in PLAIN:
                found.append((path.name, node.value))
    assert sorted(set(found)) == [("dibao.py", 3), ("dibao.py", 4), ("rigid.py", 6), ("rigid.py", 10)]
