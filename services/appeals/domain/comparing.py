"""Whether the evidence makes another outcome, and every figure and status in which the test differs. Pure."""

from collections.abc import Iterator

from contracts.appeals import Difference
from contracts.classification import Assessment
from services.appeals.domain.messages import Compared, Event, TestHeard
from services.appeals.domain.state import Appeal, Appeals

OUTCOME = ("category", "pay_class")


def compared(state: Appeals, heard: TestHeard) -> list[Event]:
    """Every waiting appeal whose evidence the tested dossier holds, against the decision that stands."""
    decision = state.decisions.get(heard.application_id)
    since = state.evidence.get(heard.application_id)
    before = getattr(decision, "assessment", None)  # gone once the household was erased
    test = getattr(heard, "assessment", None)
    if decision is None or since is None or heard.revision < since or before is None or test is None:
        return []
    differences = tuple(differing(before, test))
    return [
        Compared(
            appeal_id=appeal.filed.appeal_id,
            application_id=heard.application_id,
            decided_on=decision.decided_on,
            unchanged=is_same(before, test),
            compared_at=heard.heard_at,
            differences=differences,
        )
        for appeal in state.waiting(heard.application_id)
        if is_news(appeal, before, test, differences)
    ]


def is_news(appeal: Appeal, before: Assessment, test: Assessment, differences: tuple[Difference, ...]) -> bool:
    known = appeal.compared
    return known is None or (known.unchanged, known.differences) != (is_same(before, test), differences)


def is_same(before: Assessment, test: Assessment) -> bool:
    """Class, pay class and what each person is; urban 低保 is paid by the gap, so there the income as well."""
    by_gap = before.category == "dibao" and before.pay_class is None
    same_pay = not by_gap or before.figures.counted_income == test.figures.counted_income
    return outcome(before) == outcome(test) and same_pay


def outcome(test: Assessment) -> tuple[object, ...]:
    persons = sorted((key, tuple(sorted(statuses))) for key, statuses in test.persons.items())
    return test.category, test.pay_class, tuple(persons)


def differing(before: Assessment, test: Assessment) -> Iterator[Difference]:
    for name in OUTCOME:
        yield from different(name, getattr(before, name), getattr(test, name))
    first, second = before.figures.model_dump(), test.figures.model_dump()
    for name, amount in first.items():
        yield from different(name, amount, second[name])
    for name in sorted({*before.failed, *test.failed}):
        yield from different(f"failed.{name}", codes(before, name), codes(test, name))


def codes(test: Assessment, name: str) -> str | None:
    return " ".join(test.failed[name]) if name in test.failed else None


def different(name: str, decided: object, tested: object) -> Iterator[Difference]:
    if decided != tested:
        yield Difference(name=name, decided=said(decided), tested=said(tested))


def said(value: object) -> str | None:
    return None if value is None else str(value)
