"""Every fault of a file is told with its line; a file without fault becomes stories with everything in place."""

from pathlib import Path

import pytest

from contracts.household import Monitored
from services.casebook.format import Story, load
from services.casebook.identity import is_valid
from services.casebook.located import CaseFileError
from services.casebook.sources import IN_YUAN, record_fault, shape_of
from services.policy import records
from services.policy.identity_number import check_digit

WHOLE = """\
format: 1
case: "t1"
title: A family for tests
policy: REF-2024
place: "621002"
residence: urban
applied: 2024-05-06T15:00
channel: web
applicant: mother
people:
  mother: {name: 林䶮, sex: female, born: 1986-03-09, relation: self}
  girl: {name: 林小雨, sex: female, born: 2010-02-11, relation: child, school: {stage: junior, boarding: false}}
housing: {tenure: rented, area_m2: 0}
income:
  - {person: mother, kind: wages, amount: 24000.50}
assets: {deposits: 12000, dwellings: 0}
needs: [basic_living, medical]
sources:
  - {source: vehicles, person: mother, answer: [{kind: car, value: 138000, use: private}]}
steps:
  - {on: 2024-05-07, do: accept}
  - {on: 2024-05-08T14:30, do: visit, found: {housing.area_m2: 40}}
expect:
  - on: 2024-06-28
    status: confirmed
    figures: {per_head_month: 633.33}
    awards: [{program: housing, item: rent_subsidy, amount: 315, per: month, from: 2024-06}]
variants:
  - name: richer
    change: {"income[0].amount": 48000, assets.deposits: null}
    expect:
      - on: 2024-06-28
        category: none
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "case.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def stories(folder: Path, text: str = WHOLE) -> list[Story]:
    return load([written(folder, text)])


def faults(folder: Path, text: str) -> list[str]:
    with pytest.raises(CaseFileError) as caught:
        stories(folder, text)
    return [f"{fault.line}: {fault.words}" for fault in caught.value.faults]


def with_line(old: str, new: str) -> tuple[str, int]:
    """The whole file with one line replaced, and the number of that line."""
    lines = WHOLE.splitlines()
    number = next(index for index, line in enumerate(lines) if old in line)
    lines[number] = lines[number].replace(old, new)
    return "\n".join(lines) + "\n", number + 1


def test_money_becomes_fen_and_times_are_beijing_time(tmp_path: Path) -> None:
    base = stories(tmp_path)[0]
    assert base.household.income[0].amount == 2_400_050
    assert base.head.applied is not None
    assert base.head.applied.isoformat() == "2024-05-06T15:00:00+08:00"
    assert base.head.steps[0].on.isoformat() == "2024-05-07T09:00:00+08:00"
    assert base.head.sources[0].corrected() == [{"kind": "car", "value": 13_800_000, "use": "private"}]


def test_a_variant_is_the_file_with_its_changes_and_its_own_expectations(tmp_path: Path) -> None:
    base, richer = stories(tmp_path)
    assert (base.name, richer.name) == ("t1", "t1/richer")
    assert (richer.household.income[0].amount, richer.household.assets.deposits) == (4_800_000, None)
    assert richer.head.steps == base.head.steps
    assert richer.head.expect[0].category == "none"


def test_what_a_visit_finds_changes_the_household_from_that_step_on(tmp_path: Path) -> None:
    base = stories(tmp_path)[0]
    areas = [household.housing.area_m2 for household in base.after if household.housing]
    assert areas == [0, 40]


def test_identity_numbers_fit_the_person_and_differ_between_variants(tmp_path: Path) -> None:
    base, richer = stories(tmp_path)
    again = stories(tmp_path)[0]
    numbers = [person.identity_number or "" for story in (base, richer) for person in story.declared.people.values()]
    assert len(set(numbers)) == 4
    assert all(is_valid(number) and number.startswith("621002") for number in numbers)
    assert numbers[0][6:14] == "19860309"
    assert int(numbers[0][16]) % 2 == 0
    assert again.declared == base.declared


def test_the_check_digit_is_that_of_the_standard() -> None:
    assert check_digit("11010519491231002") == "X"
    assert check_digit("62082519000101001") == "3"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("title: A family", "titel: A family", "unknown key 'titel'"),
        ("do: accept", "do: acccept", "unknown verb 'acccept'"),
        ("do: accept", "do: accept, who: me", "unknown key 'who'"),
        ("do: accept}", "}", "a step needs `do`"),
        ("amount: 24000.50", "amount: 24000.505", "income[0].amount"),
        ("amount: 24000.50", "amount: many", "income[0].amount"),
        ("amount: 24000.50", "amount: -1", "income[0].amount"),
        ("amount: 24000.50", "amount: .inf", "'.inf' is not a number"),
        ('place: "621002"', "place: 621002", "place: Input should be a valid string"),
        ('place: "621002"', 'place: "129999"', "place: there is no division '129999'"),
        ('place: "621002"', 'place: "621002"\nhukou: "129999"', "hukou: there is no division '129999'"),
        ("born: 1986-03-09", "born: 1986-02-30", "people.mother.born: '1986-02-30' is not a date"),
        ("on: 2024-05-07, do", "on: 2024-02-30, do", "'2024-02-30' is not a date or time that exists"),
        ("relation: self", "relation: chief", "people.mother.relation"),
        ("relation: self}", 'relation: self, identity_number: "1"}', "people.mother.identity_number"),
        ("person: mother, kind: wages", "person: uncle, kind: wages", "'uncle' is not among the people"),
        ("needs: [basic_living, medical]", "needs: [basic_living, money]", "needs[1]"),
        ("needs: [basic_living, medical]", "needs: []", "needs"),
        ("source: vehicles", "source: horses", "sources[0].source"),
        ("value: 138000", "value: dear", "answer of vehicles"),
        ("applied: 2024-05-06T15:00", "applied: 2024-13-06", "applied"),
        ("found: {housing.area_m2: 40}", "found: {hosing.area_m2: 40}", "unknown key 'hosing.area_m2'"),
        ("found: {housing.area_m2: 40}", 'found: {"income[7].amount": 1}', "there is no entry [7]"),
        ("status: confirmed", "status: confirmd", "expect[0].status"),
        ("status: confirmed", "state: confirmed", "unknown key 'state'"),
        ("status: confirmed", "status:", "expect[0].status: expects nothing"),
        ("item: rent_subsidy", "item: rent", "program housing has no item 'rent'"),
        ("per_head_month: 633.33", "per_head: 633.33", "unknown key 'per_head'"),
        ("per: month, from", "per: month, form", "unknown key 'form'"),
        ('change: {"income[0].amount"', 'change: {"income[0.amount"', "is not a path like"),
        ('change: {"income[0].amount"', 'change: {"incomes[0].amount"', "unknown key 'incomes[0].amount'"),
        ("name: richer", "nmae: richer", "unknown key 'nmae'"),
        ("channel: web", "channel: web\nchannel: web", "key 'channel' stands here twice"),
        ("format: 1", "format: 2", "format"),
        ("assets: {deposits: 12000", "assets: {deposits: [12000", "is not YAML"),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, old: str, new: str, words: str) -> None:
    text, line = with_line(old, new)
    found = faults(tmp_path, text)
    line += new.count("\n")
    assert any(words in fault and fault.startswith(f"{line}:") for fault in found), found


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    assert faults(tmp_path, WHOLE.replace("channel: web\n", "")) == ["1: 'channel' is missing"]


def test_all_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    text = WHOLE.replace("do: accept", "do: acccept").replace("status: confirmed", "status: confirmd")
    other = tmp_path / "gone.yaml"
    with pytest.raises(CaseFileError) as caught:
        load([written(tmp_path, text), other])
    assert len(caught.value.faults) == 3
    assert str(caught.value.faults[-1]).startswith(f"{other}:1: cannot be read")


def test_on_is_a_key_and_yes_is_text(tmp_path: Path) -> None:
    text, line = with_line("boarding: false", "boarding: yes")
    assert faults(tmp_path, text)[0].startswith(f"{line}: people.girl.school.boarding")


def test_a_household_without_application_needs_something_that_holds_before(tmp_path: Path) -> None:
    text = WHOLE.replace("applied: 2024-05-06T15:00\n", "")
    assert faults(tmp_path, text)[0] == "1: `applied` may be left out only where `prior` holds"


def test_a_cliff_names_a_variant_of_the_file(tmp_path: Path) -> None:
    text = WHOLE.replace("    status: confirmed\n", "    cliff: {before: poorer, change_per_month: -15.50}\n")
    assert faults(tmp_path, text) == ["25: there is no variant 'poorer'"]


def test_every_record_that_agencies_push_can_be_written_in_a_file_and_its_money_in_yuan() -> None:
    shapes = {*records.ALWAYS.values(), *records.ASSETS.values()}
    assert shapes - set(IN_YUAN) == {records.Death, records.Dwellings, Monitored}
    assert record_fault("monitored_households", {"kind": "edge_at_risk", "since": "2024-03-01"}) is None
    assert record_fault("bank_deposits", {"deposits": 12.345}) is not None
    model = shape_of("bank_deposits", {"deposits": 12.34}).model_validate({"deposits": 12.34})
    assert model.deposits == 1_234


def test_a_pushed_record_has_the_shape_of_its_source(tmp_path: Path) -> None:
    push = "  - {on: 2024-05-09, do: push, source: deaths, person: girl, record: {dead: 2024-05-01}}\n"
    found = faults(
        tmp_path,
        WHOLE.replace("expect:\n  - on: 2024-06-28\n    status", push + "expect:\n  - on: 2024-06-28\n    status"),
    )
    assert any("record of deaths" in fault and fault.startswith("23:") for fault in found), found


def test_an_alias_that_contains_itself_is_a_fault(tmp_path: Path) -> None:
    text, line = with_line("needs: [basic_living, medical]", "needs: &n [*n]")
    assert faults(tmp_path, text) == [f"{line}: an alias must not contain itself"]
