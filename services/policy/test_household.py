"""Whose word a fact rests on: the explanation names the source, its day, or that the family declared it."""

from datetime import date

from contracts.investigation import AnswerState, Origin
from services.policy.examples.reader import examples
from services.policy.reasons import find

ALL = {example.name: example for example in examples("households.yaml")}
CARS = ALL["deposits, two dwellings and a car that were not declared"]
DAY = date(2024, 10, 16)


def _origin(path: str, source: str, state: AnswerState = "differs", as_of: date = DAY) -> Origin:
    return Origin(path=path, source=source, state=state, as_of=as_of)


def _source_of(rule: str, *origins: Origin) -> tuple[str | None, date | None]:
    reason = find(CARS.assess(*origins).reasons, rule)
    assert reason
    assert reason.fact
    return reason.fact.source, reason.fact.as_of


def test_what_nobody_has_confirmed_is_declared_on_the_day_of_application() -> None:
    assert _source_of("dibao.assets.deposits") == ("declared", date(2024, 10, 14))


def test_the_source_that_corrected_a_fact_is_named() -> None:
    assert _source_of("dibao.assets.deposits", _origin("assets.deposits", "bank_deposits")) == ("bank_deposits", DAY)


def test_a_later_source_that_agrees_does_not_hide_the_one_that_corrected() -> None:
    later = _origin("assets.deposits", "securities", "matched", date(2024, 10, 20))
    assert _source_of("dibao.assets.deposits", _origin("assets.deposits", "bank_deposits"), later)[0] == "bank_deposits"


def test_a_source_that_did_not_answer_is_no_origin() -> None:
    silent = _origin("assets.deposits", "bank_deposits", "unavailable")
    assert _source_of("dibao.assets.deposits", silent)[0] == "declared"


def test_income_from_several_sources_is_as_old_as_the_oldest() -> None:
    wages = _origin("income.son.wages", "income_tax", as_of=date(2024, 10, 15))
    farm = _origin("income.household.farming", "visit", as_of=date(2024, 10, 17))
    assert _source_of("dibao.income", wages, farm) == ("several", date(2024, 10, 15))


def test_an_origin_of_the_whole_speaks_for_its_parts() -> None:
    assert _source_of("dibao.income", _origin("income", "visit")) == ("visit", DAY)
    assert _source_of("dibao.income", _origin("income[0].amount", "visit")) == ("visit", DAY)
