"""Whether the evidence makes another outcome, and every figure and status in which the test differs. Pure."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from contracts.appeals import Difference
from contracts.classification import Assessment
from services.appeals.domain.messages import Compared, DecisionNoted, Event, TestHeard
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
    found = (
        comparison(state, appeal, decision, is_same(before, test), differences, heard.heard_at)
        for appeal in state.waiting(heard.application_id)
    )
    return [one for one in found if one is not None]


def comparison(
    state: Appeals,
    appeal: Appeal,
    decision: DecisionNoted,
    unchanged: bool,
    differences: tuple[Difference, ...],
    at: datetime,
) -> Compared | None:
    """None where the same is known already."""
    id_, filed = decision.application_id, appeal.filed
    known = appeal.comparisons.get(id_)
    if known and (known.unchanged, known.differences) == (unchanged, differences):
        return None
    one = Compared(
        appeal_id=filed.appeal_id,
        application_id=id_,
        decided_on=decision.decided_on,
        unchanged=unchanged,
        compared_at=at,
        filed_on=filed.application_id if filed.application_id != id_ else None,
        superseded=state.superseded(id_),
        differences=differences,
    )
    after = replace(appeal, comparisons={**appeal.comparisons, id_: one})
    return replace(one, open_still=after.differs)


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
