"""Living and care subsidy by class, kind and grade. Amounts of case 01."""

from typing import Any

import pytest

from services.programs.disability.rules import assess
from services.programs.entitlement import Entitlement
from services.programs.entitlement.examples import asked, household, person, rules

YUAN = 100


@pytest.mark.parametrize(
    ("kind", "grade", "care"),
    [
        ("mental", 1, 110),
        ("mental", 2, 110),
        ("mental", 3, None),
        ("physical", 1, 110),
        ("physical", 2, 60),
        ("physical", 3, None),
        ("visual", 1, 110),
        ("visual", 2, 60),
        ("visual", 3, None),
        ("intellectual", 1, 110),
        ("intellectual", 2, 110),
        ("intellectual", 3, None),
        ("speech", 1, 60),
        ("speech", 2, 60),
        ("speech", 3, None),
        ("hearing", 1, 60),
        ("hearing", 2, 60),
        ("hearing", 3, None),
        ("multiple", 1, 110),
        ("multiple", 2, 60),
        ("multiple", 3, None),
    ],
)
def test_care_goes_by_kind_and_grade_and_living_by_class(kind: str, grade: int, care: int | None) -> None:
    family = household({"son": person("1988-09-27", disability={"kind": kind, "grade": grade})})
    question = asked(family, persons={"son": ("dibao", "disabled")})
    living, caring = assess(question, Entitlement(), rules(question))
    assert (living.item, living.amount, living.first) == ("living_subsidy", 110 * YUAN, "2024-06")
    assert (caring.item, caring.amount) == ("care_subsidy", care and care * YUAN)


@pytest.mark.parametrize(
    ("statuses", "living", "care"),
    [
        (("disabled",), None, 110),
        (("tekun", "disabled"), None, None),
        (("dibao", "orphan", "disabled"), None, 110),
        (("dibao_edge", "disabled"), None, 110),
    ],
)
def test_extremely_poor_persons_have_neither_and_orphans_care_alone(
    statuses: Any, living: int | None, care: int | None
) -> None:
    family = household({"son": person("2012-09-27", disability={"kind": "mental", "grade": 1})})
    question = asked(family, persons={"son": statuses})
    amounts = [p.amount for p in assess(question, Entitlement(), rules(question))]
    assert amounts == [living and living * YUAN, care and care * YUAN]
