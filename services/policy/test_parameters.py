"""Figures by place, residence and day; a broken file stops the start and says where."""

from datetime import date
from importlib.resources import files

import pytest

from services.policy.errors import BrokenData, NotCovered
from services.policy.parameters import load, parameters

DAY = date(2024, 5, 6)
TEXT = files("services.policy").joinpath("parameters/ref-2024.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("place", "residence", "standard", "disposable", "pay_1", "basic"),
    [
        ("620825", "rural", 49_300, 1_260_000, 49_300, 64_100),
        ("620802", "urban", 72_800, 3_700_000, 49_300, 94_700),
        ("621002101", "urban", 72_800, 4_050_000, 49_300, 94_700),
        ("621022", "rural", 49_300, 1_360_000, 49_300, 64_100),
        ("620724", "rural", 54_000, 2_050_000, 54_000, 70_200),
        ("620702", "urban", 75_000, 3_450_000, 54_000, 97_500),
    ],
)
def test_the_three_prefectures_have_their_figures(
    place: str, residence: str, standard: int, disposable: int, pay_1: int, basic: int
) -> None:
    p = parameters(place, residence, DAY)  # type: ignore[arg-type]
    assert (p.standard, p.disposable_last_year, p.dibao.class_pay[1], p.tekun.basic_pay) == (
        standard, disposable, pay_1, basic,
    )  # fmt: skip
    assert p.version == "ref-2024"


def test_a_township_and_its_county_share_one_cached_answer() -> None:
    assert parameters("620825100", "rural", DAY) is parameters("620825", "rural", date(2024, 6, 1))


def test_a_figure_changes_on_its_day_and_not_before() -> None:
    assert parameters("620825", "rural", date(2025, 2, 28)).education.senior == 200_000
    assert parameters("620825", "rural", date(2025, 3, 1)).education.senior == 230_000
    assert "base_pension" in parameters("620825", "rural", date(2025, 12, 31)).income.exempt
    assert "base_pension" not in parameters("620825", "rural", date(2026, 1, 1)).income.exempt


@pytest.mark.parametrize(
    ("place", "on", "code"),
    [
        ("620102", DAY, "no-parameters-for-place"),
        ("110101", DAY, "no-parameters-for-place"),
        ("620825", date(2022, 12, 31), "no-parameters-for-date"),
    ],
)
def test_where_no_figure_is_published_none_is_guessed(place: str, on: date, code: str) -> None:
    with pytest.raises(NotCovered) as refused:
        parameters(place, "urban", on)
    assert refused.value.code == code


def _line_of(text: str, part: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)


@pytest.mark.parametrize(
    ("old", "new", "at", "what"),
    [
        ("  minimum_wage:", "  minimal_wage:", "  minimal_wage:", "unknown figure minimal_wage"),
        ("medical.tilt_over: {unit", "medical.tilt_over: {units", "medical.tilt_over", "unknown key units"),
        ('{places: ["6207"], value: 75000}', '{places: ["6210"], value: 75000}', "value: 75000", "overlap"),
        (',\n      {places: ["6207"], value: 75000}', "", "  standard_urban:", "gap: standard_urban"),
        ("{from: 2025-03-01, value: 230000}", "{from: 2022-03-01, value: 230000}", "  education.senior:", "before the"),
        ("{from: 2025-03-01, value: 230000}", "{from: spring, value: 230000}", "  education.senior:", "is no day"),
        ('{places: ["6207"], value: 75000}', '{places: ["6201"], value: 75000}', "value: 75000", "6201 is outside"),
        ('["6208"], residence: urban', '["6208"], residence: city', "residence: city", "unknown residence city"),
        ("{from: 2025-03-01, value: 230000}", "{from: 2025-03-01, published: 2025-03-01, value: 230000}",
         "  education.senior:", "dated back"),
        ("{from: 2025-03-01, value: 230000}", "{from: 2025-03-01, published: spring, value: 230000}",
         "  education.senior:", "is no day"),
        ("[{value: 200000}, {from", "[{published: 2023-02-01, value: 200000}, {from", "  education.senior:", "gap"),
        ("[{value: 200000}, {from", "[{value: 1}, {from: 2024-01-01, published: 2025-03-01, value: 2}, {from",
         "  education.senior:", "overlap"),
        ("[{value: 200000}, {from", "[{until: 2025-01-31, value: 200000}, {from", "  education.senior:", "gap"),
        ("[{value: 200000}, {from", "[{until: 2025-03-31, value: 200000}, {from", "  education.senior:", "overlap"),
        ("medical.tilt_rate: {unit: percent, mark: \"[S4]\", rows: [{value: 30}]}",
         "medical.tilt_rate: {unit: percent, mark: \"[S4]\", rows: [{value: 130}]}", "medical.tilt_rate", "100"),
        ("valid_from: 2023-01-01", "valid_from: 2023-01-01\nvalid_to: 2024-01-01", "valid_to", "unknown key valid_to"),
    ],
)  # fmt: skip
def test_a_broken_file_names_the_line(old: str, new: str, at: str, what: str) -> None:
    assert old in TEXT
    text = TEXT.replace(old, new, 1)
    with pytest.raises(BrokenData) as broken:
        load(text, "ref.yaml")
    assert what in str(broken.value)
    assert abs(broken.value.line - _line_of(text, at)) <= 1
    assert str(broken.value).startswith("ref.yaml:")


def test_a_figure_that_is_left_out_is_named() -> None:
    text = "\n".join(line for line in TEXT.splitlines() if not line.startswith("  minimum_wage"))
    with pytest.raises(BrokenData, match="figure minimum_wage is missing"):
        load(text, "ref.yaml")


def test_a_county_may_differ_from_its_prefecture() -> None:
    text = TEXT.replace(
        '{places: ["6207"], value: 75000}', '{places: ["6207"], value: 75000}, {places: ["620721"], value: 80000}', 1
    )
    own = load(text, "ref.yaml")
    assert own.at("620721", "urban", DAY).standard == 80_000
    assert own.at("620722", "urban", DAY).standard == 75_000


RAISED = "{value: 200000}, {from: 2024-01-01, published: 2024-06-14, value: 210000}"


@pytest.mark.parametrize(
    ("on", "known", "senior"),
    [
        (date(2024, 6, 13), None, 200_000),  # nobody knew of it: a decision of that day comes out again as it was
        (date(2024, 6, 14), None, 210_000),
        (date(2024, 1, 1), None, 200_000),
        (date(2024, 1, 1), date(2024, 6, 13), 200_000),
        (date(2024, 1, 1), date(2024, 6, 14), 210_000),
        (date(2023, 12, 31), date(2024, 6, 14), 200_000),  # before the day to which it is dated back
        (date(2024, 8, 1), date(2024, 1, 1), 210_000),  # nothing is known of a day before that day
        (date(2025, 2, 28), date(2026, 1, 1), 210_000),
        (date(2025, 3, 1), date(2026, 1, 1), 230_000),
    ],
)
def test_a_raise_that_is_dated_back_holds_for_who_looks_after_it_was_published(
    on: date, known: date | None, senior: int
) -> None:
    own = load(TEXT.replace("{value: 200000}", RAISED, 1), "ref.yaml")
    assert own.at("620825", "rural", on, known).education.senior == senior


def test_of_two_raises_of_one_day_the_one_published_last_holds() -> None:
    again = f"{RAISED}, {{from: 2024-01-01, published: 2024-09-02, value: 220000}}"
    own = load(TEXT.replace("{value: 200000}", again, 1), "ref.yaml")
    knew = (date(2024, 6, 13), date(2024, 9, 1), date(2024, 9, 2))
    assert [own.at("620825", "rural", date(2024, 2, 1), day).education.senior for day in knew] == [
        200_000, 210_000, 220_000,
    ]  # fmt: skip


def test_every_figure_names_its_mark() -> None:
    assert all("mark:" in block for block in TEXT.split("\n  ") if "rows:" in block and "unit:" in block)
