"""Every rule, fact and code that a test can produce has words in both languages, and no name of a person in them."""

from collections.abc import Iterator

import pytest

from contracts.reasons import Reason
from services.policy.examples.reader import Example, examples
from services.policy.reasons import find, flag, is_flag
from services.policy.verification import BY_NAME
from services.policy.word_list import FACTS, OTHER_CODE, OTHER_RULE, SOURCES
from services.policy.words import Lang, because, digest, explain, fact_name, render, rule_name

LANGS: tuple[Lang, ...] = ("zh", "en")
ALL = [example for file in ("households.yaml", "persons.yaml") for example in examples(file)]


def _every(reasons: tuple[Reason, ...]) -> Iterator[Reason]:
    for reason in reasons:
        yield reason
        yield from _every(reason.because)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("example", ALL, ids=lambda example: example.name)
def test_every_rule_has_words(example: Example, lang: Lang) -> None:
    found = example.assess()
    for reason in _every(found.reasons):
        assert rule_name(reason.rule, lang) not in OTHER_RULE, reason.rule
        for path in reason.missing:
            assert fact_name(path, lang) != path, path
        if reason.fact and reason.fact.unit != "flag":
            assert reason.fact.name in FACTS, reason.fact.name
    for codes in found.failed.values():
        assert all(because(code, lang) not in OTHER_CODE for code in codes)


def test_every_source_has_words() -> None:
    assert BY_NAME.keys() - SOURCES.keys() == set()


def test_the_family_reads_what_was_compared_with_what() -> None:
    edge = next(example for example in ALL if example.name.endswith("twelve yuan over the line")).assess()
    income = find(edge.reasons, "dibao.income")
    assert income
    assert render(income) == (
        "家庭人均月收入低于当地低保标准：人均月收入 740元，应低于728元，不符合（申请人申报，2024年5月6日）。"
    )
    assert render(income, "en") == (
        "income per person and month below the standard: per person and month 740 yuan, must be below 728 yuan, "
        "not met (as declared, 2024-05-06)."
    )


def test_what_is_missing_is_named_and_nothing_is_said_of_its_amount() -> None:
    late = next(example for example in ALL if example.name.endswith("the bank has not answered")).assess()
    deposits = find(late.reasons, "dibao.assets.deposits")
    assert deposits
    assert render(deposits) == "家庭金融资产，还缺：银行存款等金融资产，尚不能判断。"
    assert deposits.fact
    assert deposits.fact.amount is None


def test_a_ratio_is_read_in_per_cent_and_a_tree_from_its_root() -> None:
    rigid = next(example for example in ALL if example.name.endswith("with cancer costs")).assess()
    sentences = list(explain(rigid.reasons, "en"))
    assert sentences[0] == (0, "minimum living guarantee (dibao), not met.")
    assert any("share 76.74%, at least 60.00%, met" in sentence for _, sentence in sentences)


def test_a_comparison_of_a_yes_or_no_is_told_without_an_amount() -> None:
    half = is_flag("dibao.class_2.half", flag("members_unable", False, "ref-2024", missing=("people",)), law="")
    told = render(half.model_copy(update={"relation": ">="}))
    assert told == "无劳动能力的成员达到半数，还缺：家庭成员情况，尚不能判断。"
    done = is_flag("dibao.class_2.half", flag("members_unable", False, "ref-2024"), law="")
    assert render(done.model_copy(update={"relation": ">="})) == "无劳动能力的成员达到半数，不符合。"


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("example", ALL, ids=lambda example: example.name)
def test_no_line_of_the_explanation_has_generic_words(example: Example, lang: Lang) -> None:
    lines = [sentence for _, _, sentence in digest(example.assess().reasons, lang)]
    assert lines and not [line for line in lines if OTHER_RULE[lang == "en"] in line]


def test_a_class_is_told_in_a_line_per_condition_with_its_amounts_and_helpers_are_folded() -> None:
    edge = next(example for example in ALL if example.name.endswith("twelve yuan over the line")).assess()
    lines = [sentence for _, reason, sentence in digest(edge.reasons) if reason.rule.startswith("dibao")]
    assert lines[0] == "最低生活保障，不符合。"
    assert any("家庭财产符合低保规定，符合：家庭金融资产：合计" in line and "元，应不超过" in line for line in lines)
    rural = next(example for example in ALL if example.name == "rural family without labour capacity").assess()
    told = list(digest(rural.reasons))
    assert {reason.rule for _, reason, _ in told} & {"dibao.class_1.unable", "tekun.supporter.in_dibao"} == set()
    assert {reason.person for _, reason, _ in told if reason.rule == "tekun.supporter.unable"} >= {"mother", "son"}
