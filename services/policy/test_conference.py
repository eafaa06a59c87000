"""What goes before the county conference, at each line: on it, a fen or a ten-thousandth inside and outside."""

from datetime import date
from typing import Any

import pytest

from contracts.classification import Assessment, Figures
from contracts.household import Household
from contracts.investigation import Dossier, Origin
from contracts.reasons import Fact, Outcome, Reason
from services.policy.conference import Matter, grave, matters, quorum
from services.policy.parameters import parameters

RULES = parameters("620802", "urban", date(2024, 11, 4)).conference
PEOPLE = {"man": {"sex": "male", "born": "1980-01-01", "relation": "self"}}
HOME = Household.model_validate(
    {"place": "620802", "residence": "urban", "applicant": "man", "people": PEOPLE, "needs": ["basic_living"]}
)


def leaf(rule: str, amount: str, limit: str, outcome: Outcome = "fails", unit: Any = "fen", **words: Any) -> Reason:
    fact = Fact(name="deposits", amount=amount, unit=unit)
    return Reason(rule=rule, outcome=outcome, fact=fact, relation="<=", limit=limit, **words)


def branch(rule: str, *because: Reason) -> Reason:
    return Reason(rule=rule, outcome="fails", because=because)


def told(*reasons: Reason, category: Any = "none", missing: tuple[str, ...] = ()) -> Assessment:
    return Assessment(
        category=category,
        persons={},
        counted_as={},
        figures=Figures(members=1),
        reasons=reasons,
        missing=missing,
        parameters="ref-2024",
    )


def found(*reasons: Reason, **words: Any) -> list[tuple[str, str | None]]:
    return [(m.cause, m.rule) for m in matters(told(*reasons, **words), Dossier(household=HOME), RULES)]


PASSED = leaf("dibao.income", "1", "2", "holds")


@pytest.mark.parametrize(
    ("amount", "heard"),
    [("1010000", True), ("1010001", False), ("1000001", True), ("1000000", True), ("990000", True), ("989999", False)],
)
def test_money_is_near_its_line_within_one_per_cent_of_it(amount: str, heard: bool) -> None:
    only = branch("dibao", PASSED, leaf("dibao.assets.deposits", amount, "1000000"))
    assert found(only) == ([("near_line", "dibao.assets.deposits")] if heard else [])


@pytest.mark.parametrize(("ratio", "heard"), [("0.59", True), ("0.5899", False), ("0.5901", True), ("0.5751", False)])
def test_a_ratio_is_near_its_line_within_one_percentage_point(ratio: str, heard: bool) -> None:
    only = branch("rigid", leaf("rigid.ratio", ratio, "0.6", unit="ratio"))
    assert found(only) == ([("near_line", "rigid.ratio")] if heard else [])


def test_a_second_failure_an_unknown_or_a_count_is_no_matter_of_a_hair() -> None:
    near, far = leaf("rigid.ratio", "0.595", "0.6", unit="ratio"), leaf("rigid.assets.deposits", "9", "2")
    assert found(branch("rigid", near, far)) == []
    assert found(branch("rigid", near, leaf("rigid.income.below", "1", "2", "unknown"))) == []
    assert found(branch("dibao", leaf("dibao.assets.dwellings", "2", "1", unit="count"))) == []


def test_a_class_that_is_given_leaves_nothing_to_hear() -> None:
    assert found(branch("dibao", leaf("dibao.income", "1000001", "1000000")), category="dibao_edge") == []


def test_registration_elsewhere_as_the_only_failure_is_heard() -> None:
    split = leaf("entry.residence", "false", "true", unit="flag", code="not_resident")
    assert found(branch("dibao", PASSED, split)) == [("residence_split", "entry.residence")]


@pytest.mark.parametrize(
    ("income", "edge", "rigid", "heard"),
    [("holds", "fails", "holds", True), ("holds", "fails", "fails", False), ("fails", "fails", "holds", False)],
)
def test_the_gap_between_edge_and_rigid_is_heard_where_the_rigid_assets_pass(
    income: Outcome, edge: Outcome, rigid: Outcome, heard: bool
) -> None:
    classes = (
        branch("edge", leaf("edge.income.below", "1", "9", income), leaf("edge.assets", "99", "9", edge)),
        branch("rigid", leaf("rigid.income.from", "1", "9"), leaf("rigid.assets", "9", "9", rigid)),
    )
    assert found(*classes) == ([("edge_assets_gap", "edge.assets")] if heard else [])


def test_sources_in_conflict_are_heard_where_the_class_hangs_on_them() -> None:
    origins = tuple(
        Origin(path=path, source="bank_deposits", state="conflicting", as_of=date(2024, 11, 5))
        for path in ("assets.deposits", "assets.vehicles")
    )
    dossier = Dossier(household=HOME, origins=origins)
    unknown = told(category=None, missing=("assets.deposits",))
    assert matters(unknown, dossier, RULES) == (Matter(cause="source_conflict", rule="assets.deposits"),)


@pytest.mark.parametrize(("severity", "heard"), [("grave", 1), ("serious", 0), ("mild", 0), (None, 0)])
def test_a_grave_event_is_heard(severity: str | None, heard: int) -> None:
    event = {"kind": "accident", "on": "2024-11-02", "severity": severity}
    home = Household.model_validate({**HOME.model_dump(mode="json"), "events": [event]})
    assert len(grave(home)) == heard


@pytest.mark.parametrize(("members", "needed"), [(10, 7), (9, 6), (8, 6), (7, 5), (1, 1)])
def test_the_quorum_is_two_thirds_rounded_up(members: int, needed: int) -> None:
    assert quorum(members, RULES) == needed


@pytest.mark.parametrize(("name", "given"), [("dibao", None), ("edge", "dibao_edge"), ("rigid", "rigid_expenditure")])
def test_only_a_class_of_local_measures_may_be_given_where_it_is_missed_by_a_hair(name: str, given: Any) -> None:
    near = branch(name, leaf(f"{name}.assets.deposits", "1000001", "1000000"))
    (matter,) = matters(told(near), Dossier(household=HOME), RULES)
    assert matter.category == given


@pytest.mark.parametrize(("ratio", "given"), [("holds", "rigid_expenditure"), ("fails", None), ("unknown", None)])
def test_in_the_gap_a_class_is_given_only_where_nothing_but_the_income_is_missed(ratio: Any, given: Any) -> None:
    edge = branch("edge", leaf("edge.income.below", "1", "2", "holds"), branch("edge.assets", leaf("x", "9", "1")))
    rigid = branch(
        "rigid",
        leaf("rigid.income.from", "1", "5"),
        leaf("rigid.ratio", "0.1", "0.6", ratio, unit="ratio"),
        leaf("rigid.assets", "1", "2", "holds"),
    )
    found_ = matters(told(edge, rigid), Dossier(household=HOME), RULES)
    assert [m.category for m in found_ if m.cause == "edge_assets_gap"] == [given]
