"""The map of the rules names files that exist, and every code by which a reason is known."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from contracts.reasons import Reason
from services.policy.examples.reader import examples
from services.policy.word_list import RULES

ROOT = Path(__file__).parents[2]
NAMED = set(re.findall(r"`([^`\s]+)`", (ROOT / "docs/guides/rules.md").read_text("utf-8")))
FILES = {name for name in NAMED if "/" in name}


def every(reasons: Iterable[Reason]) -> Iterator[str]:
    for reason in reasons:
        yield reason.rule
        yield from every(reason.because)


def test_every_file_that_is_named_exists() -> None:
    assert [name for name in sorted(FILES) if not (ROOT / name).is_file()] == []


def test_every_group_and_every_set_of_figures_is_named() -> None:
    folder = ROOT / "services/policy"
    wanted = [*folder.glob("groups/[a-z]*.py"), *folder.glob("parameters/*.yaml")]
    assert {str(path.relative_to(ROOT)) for path in wanted} - FILES == set()


def test_every_program_with_rules_is_named() -> None:
    rules = (ROOT / "services/programs").glob("[a-z]*/rules.py")
    assert {str(path.relative_to(ROOT)) for path in rules} - FILES == set()


def test_every_code_of_a_test_is_written_out() -> None:
    found = {
        code
        for file in ("households.yaml", "persons.yaml")
        for example in examples(file)
        for code in every(example.assess().reasons)
    }
    assert found - NAMED == set()


def test_every_code_that_has_words_is_named_or_belongs_to_a_family() -> None:
    families = tuple(name.removesuffix("*") for name in NAMED if name.endswith(".*"))
    assert [code for code in RULES if code not in NAMED and not code.startswith(families)] == []
