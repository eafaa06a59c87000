"""What `onedoor explain` prints: sentence, value, unit, source, date, limit, article, and what is missing."""

from datetime import date
from typing import Any

from contracts.reasons import Fact, Reason
from services.commands.explain import lines

DEPOSITS = Reason(
    rule="dibao.assets.deposits",
    outcome="fails",
    code="deposits_over_cap",
    fact=Fact(name="deposits", amount="21000000", unit="fen", source="bank_deposits", as_of=date(2024, 10, 15)),
    relation="<=",
    limit="3888000",
    article="民发〔2021〕57号",
    parameters="ref-2024",
)


def told(**changes: Any) -> dict[str, Any]:
    tree = Reason(rule="dibao", outcome="fails", because=(DEPOSITS,))
    test = {
        "assessed_at": "2024-10-17T10:00:00+08:00",
        "missing": [],
        "idle": [],
        "reasons": [tree.model_dump(mode="json", exclude_none=True)],
    }
    answer = {"program": "medical", "item": "medical_aid", "person": "wife", "outcome": "granted", "amount": 1_140_000}
    return {
        "number": "7KQM9-3TXWC",
        "determination": {"category": "none", "decided_on": "2024-10-31", "refused_for": ["deposits_over_cap"]},
        "test": test | changes,
        "supports": [{**answer, "per": "once", "article": "Art. 1", "reasons": []}],
    }


def test_a_rule_is_told_with_everything_an_objection_is_checked_by() -> None:
    text = "\n".join(lines(told(), "en"))
    for part in ("7KQM9-3TXWC", "210,000 yuan", "(fen)", "bank_deposits 2024-10-15", "38,880 yuan", "<="):
        assert part in text
    assert "民发〔2021〕57号 / ref-2024" in text
    assert "medical.medical_aid [wife]: granted 11,400 yuan/once" in text


def test_what_is_missing_is_told_apart_by_whether_it_could_change_the_outcome() -> None:
    text = "\n".join(lines(told(missing=["assets.vehicles"], idle=["people.wife.disability"]), "en"))
    assert "could change the outcome: " in text and "(assets.vehicles)" in text
    assert "cannot change the outcome: " in text and "(people.wife.disability)" in text
    assert "Nothing is missing" in "\n".join(lines(told(), "en"))


def test_it_is_told_in_chinese_and_before_anything_is_tested() -> None:
    assert any("依据" in line for line in lines(told(), "zh"))
    untested = {**told(), "determination": None, "test": None}
    assert any("还没有测算" in line for line in lines(untested, "zh"))
