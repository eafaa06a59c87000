"""The nearest changes are real: one step less keeps the class, the change itself gives the class that was said."""

from datetime import date
from typing import Any

import pytest

from contracts.household import Household, IncomeKind
from contracts.investigation import Dossier
from services.policy.cascade import assess
from services.policy.counterfactual import Change, of_record, would_change
from services.policy.counterfactual_words import MONEY, sentence
from services.policy.examples.reader import Example, examples
from services.policy.parameters import parameters

DAY = date(2024, 5, 6)
P = parameters("620802", "urban", DAY)
ALL = [example for file in ("households.yaml", "persons.yaml") for example in examples(file)]


def couple(income: int, deposits: int = 0, **assets: Any) -> Dossier:
    return Dossier(
        household=Household.model_validate(
            {
                "place": "620802",
                "residence": "urban",
                "applicant": "man",
                "needs": ["basic_living"],
                "people": {
                    "man": {"sex": "male", "born": "1980-01-01", "relation": "self"},
                    "wife": {"sex": "female", "born": "1981-01-01", "relation": "spouse"},
                },
                "income": [{"person": "man", "kind": "property", "amount": income}],
                "assets": {"deposits": deposits, "dwellings": 1, **assets},
            }
        )
    )


def nearest(dossier: Dossier, fact: str) -> list[Change]:
    return [change for change in would_change(dossier, P, DAY, DAY) if change.fact == fact]


def test_a_hundred_yuan_over_the_line_is_a_hundred_yuan_and_one_step() -> None:
    line = 72_800 * 24
    less, more = nearest(couple(line + 10_000), "income.property")
    assert (less.before, less.after, less.category) == (line + 10_000, line - 100, "dibao")
    assert (more.after, more.category) == (109_200 * 24, "rigid_expenditure")


def test_a_family_in_the_class_reads_how_far_the_line_is() -> None:
    (more,) = nearest(couple(72_800 * 24 - 5_000), "income.property")
    assert (more.after, more.category) == (72_800 * 24, "dibao_edge")


def test_deposits_over_the_cap_and_a_vehicle_are_named() -> None:
    cap = 24 * 72_800 * 2
    (less,) = nearest(couple(0, cap + 500), "assets.deposits")
    assert (less.after, less.category) == (cap, "dibao")
    car = {"kind": "car", "value": 5_000_000, "use": "private"}
    (gone,) = nearest(couple(0, 0, vehicles=[car]), "assets.vehicles")
    assert (gone.before, gone.after, gone.category) == (1, 0, "dibao")


def test_while_a_fact_is_missing_nothing_is_promised() -> None:
    dossier = couple(0).model_copy(update={"unknown": ("assets.deposits",)})
    assert would_change(dossier, P, DAY, DAY) == ()


def test_a_record_that_its_facts_no_longer_explain_promises_nothing() -> None:
    assert of_record(couple(0).household, P, DAY, "none") == ()
    assert of_record(couple(0).household, P, DAY, None) == ()
    assert of_record(couple(0).household, P, DAY, "dibao") == would_change(couple(0), P, DAY, DAY)


@pytest.mark.parametrize("example", ALL, ids=lambda example: example.name)
def test_every_change_gives_the_class_that_was_said_and_has_words(example: Example) -> None:
    household, day = example.household, example.applied
    dossier = Dossier(household=household, unknown=tuple(example.content.get("unknown", ())))
    p = parameters(household.place, household.residence, day)
    present = assess(dossier, p, day, day).category
    for change in would_change(dossier, p, day, day):
        assert change.category != present
        zh, en = sentence(change), sentence(change, "en")
        assert zh.startswith("如果")
        assert en.endswith(".")
        assert change.fact.rpartition(".")[2] not in zh


@pytest.mark.parametrize("example", ALL, ids=lambda example: example.name)
def test_a_past_decision_is_the_same_when_it_is_reckoned_again_from_its_record(example: Example) -> None:
    first = example.assess()
    household, day = example.household, example.applied
    kept = Dossier(household=household, unknown=tuple(example.content.get("unknown", ())))
    record = Dossier.model_validate_json(kept.model_dump_json())
    p = parameters(household.place, household.residence, day)
    assert p.version == first.parameters
    assert assess(record, p, day, day) == first


def test_every_kind_of_money_has_a_name() -> None:
    kinds = {f"income.{kind}" for kind in IncomeKind.__args__}  # type: ignore[attr-defined]
    assert kinds - set(MONEY) == set()


def test_the_sentences_say_what_would_have_to_be_otherwise() -> None:
    less, _ = nearest(couple(72_800 * 24 + 10_000), "income.property")
    assert sentence(less) == "如果财产净收入全年不是17,572元而是17,471元，认定结果将是：最低生活保障。"
    assert sentence(less, "en") == (
        "If income from property were 17,471 yuan a year instead of 17,572 yuan, "
        "the result would be: minimum living guarantee (dibao)."
    )
