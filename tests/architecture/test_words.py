"""Every rule, fact and reason code that is written anywhere has words in Chinese and English."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from services.casebook.expectations import NotAwardedCode
from services.policy.word_list import FACTS, OTHER_CODE, OTHER_RULE
from services.policy.words import because, rule_name

SERVICES = Path(__file__).parents[2] / "services"
RULE = re.compile(r"(?!services\.)[a-z_]+(\.[a-z0-9_]+)+")
TELLING = {"all_of", "any_of", "at_least", "at_most", "below", "is_flag"}  # policy's ways to make a reason, with `code`


def calls() -> Iterator[tuple[str, ast.Call]]:
    for folder in ("policy", "programs", "program_dispatch", "charity_matching"):
        for path in sorted((SERVICES / folder).rglob("*.py")):
            if path.name.startswith("test_") or {"_template", "examples", "examples.py"} & set(path.parts):
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                    yield node.func.id, node


CALLS = list(calls())


def texts(*nodes: ast.expr) -> set[str]:
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def rules() -> set[str]:
    """Whatever makes a reason is told the name of the rule first."""
    return {name for _, call in CALLS for name in texts(*call.args[:1]) if RULE.fullmatch(name)}


def codes() -> Iterator[str]:
    for literal in get_args(NotAwardedCode):
        yield from get_args(literal) or (literal,)
    for name, call in CALLS:
        said = {"code"} if name in TELLING else {"reason"}
        yield from texts(*(word.value for word in call.keywords if word.arg in said))
        if name in ("decline", "refused"):
            yield from texts(*call.args[1:2])


def shown_facts() -> set[str]:
    """A flag is told by the name of its rule alone."""
    shown = [{word.arg: word.value for word in call.keywords} for name, call in CALLS if name == "shown"]
    return texts(*(words["fact"] for words in shown if "fact" in words and texts(words["unit"]) != {"flag"}))


@pytest.mark.parametrize("rule", sorted(rules()))
def test_every_rule_has_words(rule: str) -> None:
    assert rule in FACTS or rule_name(rule) not in OTHER_RULE


@pytest.mark.parametrize("code", sorted(set(codes())))
def test_every_reason_code_has_words(code: str) -> None:
    assert because(code) not in OTHER_CODE


def test_every_fact_that_a_program_shows_has_words() -> None:
    assert shown_facts() - FACTS.keys() == set()
