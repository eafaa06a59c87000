"""From when a class counts."""

from datetime import date

from services.policy.standing import Held, class_on, counts_from

FIRST = Held(category="dibao", since=counts_from(date(2024, 5, 24), first=True))
CHANGED = Held(category="dibao_edge", since=counts_from(date(2024, 11, 15), first=False))


def test_a_first_class_counts_from_its_decision_and_a_changed_one_from_the_next_month() -> None:
    assert class_on([FIRST, CHANGED], date(2024, 5, 23)) is None
    assert class_on([FIRST, CHANGED], date(2024, 5, 24)) == "dibao"
    assert class_on([CHANGED, FIRST], date(2024, 11, 30)) == "dibao"
    assert class_on([FIRST, CHANGED], date(2024, 12, 1)) == "dibao_edge"
