"""The combinators of rules: compare one fact with one limit, join the results, and never read unknown as zero."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, Literal

from contracts.base import Key
from contracts.reasons import Fact, Outcome, Reason, Unit
from services.policy.amounts import Exact, Span, known, text

Relation = Literal["<", "<=", ">=", ">", "==", "is"]
_FLAGS: Final = 8192  # a yes or no of few names, sources and days: the same leaf serves many families


@dataclass(frozen=True, slots=True)
class Measure:
    """A fact that can be compared: what it is, how much, who said so, and under which parameters it is read."""

    name: str
    unit: Unit
    span: Span
    version: str
    source: str | None = None
    as_of: date | None = None
    person: Key | None = None

    def fact(self) -> Fact:
        amount = text(self.span.exact)
        if self.unit == "flag" and amount is not None:
            amount = "false" if amount == "0" else "true"
        return Fact(name=self.name, amount=amount, unit=self.unit, source=self.source, as_of=self.as_of)


def below(rule: str, measure: Measure, limit: Exact, *, law: str, code: str | None = None) -> Reason:
    """Strictly below: an amount exactly at the line is not below it. Domain brief 12.1."""
    low, high = measure.span.low, measure.span.high
    outcome = _outcome(high is not None and high < limit, low >= limit)
    return _leaf(rule, measure, outcome, ("<", limit), law=law, code=code)


def at_most(rule: str, measure: Measure, limit: Exact, *, law: str, code: str | None = None) -> Reason:
    low, high = measure.span.low, measure.span.high
    outcome = _outcome(high is not None and high <= limit, low > limit)
    return _leaf(rule, measure, outcome, ("<=", limit), law=law, code=code)


def at_least(rule: str, measure: Measure, limit: Exact, *, law: str, code: str | None = None) -> Reason:
    low, high = measure.span.low, measure.span.high
    outcome = _outcome(low >= limit, high is not None and high < limit)
    return _leaf(rule, measure, outcome, (">=", limit), law=law, code=code)


def is_flag(rule: str, measure: Measure, *, law: str, code: str | None = None) -> Reason:
    """Holds when the flag is set, fails when it is known not to be."""
    low, high, missing = measure.span.low, measure.span.high, measure.span.missing
    outcome = _outcome(low >= 1, high == 0)
    key = measure.name, None if low != high else "true" if low else "false", measure.source, measure.as_of
    shown = missing if outcome == "unknown" else ()
    return _flag_leaf(rule, outcome, measure.person, code, *key, law, measure.version, shown)


@lru_cache(maxsize=_FLAGS)
def _flag_leaf(
    rule: str,
    outcome: Outcome,
    person: Key | None,
    code: str | None,
    name: str,
    amount: str | None,
    source: str | None,
    as_of: date | None,
    law: str,
    version: str,
    missing: tuple[str, ...],
) -> Reason:
    return Reason(
        rule=rule,
        outcome=outcome,
        person=person,
        code=code if outcome == "fails" else None,
        fact=Fact(name=name, amount=amount, unit="flag", source=source, as_of=as_of),
        relation="is",
        limit="true",
        article=law,
        parameters=version,
        missing=missing,
    )


def flag(name: str, value: bool, version: str, *, missing: tuple[str, ...] = (), person: Key | None = None) -> Measure:
    """A yes or no; `missing` makes it unknown."""
    span = Span(0, None, missing) if missing else known(int(value))
    return Measure(name, "flag", span, version, person=person)


def _outcome(holds: bool, fails: bool) -> Outcome:
    return "holds" if holds else "fails" if fails else "unknown"


def _leaf(
    rule: str, measure: Measure, outcome: Outcome, against: tuple[Relation, Exact], *, law: str, code: str | None
) -> Reason:
    relation, limit = against
    return Reason(
        rule=rule,
        outcome=outcome,
        person=measure.person,
        code=code if outcome == "fails" else None,
        fact=measure.fact(),
        relation=relation,
        limit="true" if measure.unit == "flag" else text(limit),
        article=law,
        parameters=measure.version,
        missing=measure.span.missing if outcome == "unknown" else (),
    )


def all_of(rule: str, *because: Reason, person: Key | None = None, code: str | None = None) -> Reason:
    """Fails with the first that fails, holds when all hold, else unknown. `code`: the published reason of the whole."""
    outcomes = {reason.outcome for reason in because}
    outcome: Outcome = "fails" if "fails" in outcomes else "unknown" if "unknown" in outcomes else "holds"
    return _branch(rule, outcome, because, person, code)


def any_of(rule: str, *because: Reason, person: Key | None = None, code: str | None = None) -> Reason:
    """Holds when one holds, fails when all fail, else unknown."""
    outcomes = {reason.outcome for reason in because}
    outcome: Outcome = "holds" if "holds" in outcomes else "unknown" if "unknown" in outcomes else "fails"
    return _branch(rule, outcome, because, person, code)


def _branch(rule: str, outcome: Outcome, because: tuple[Reason, ...], person: Key | None, code: str | None) -> Reason:
    return Reason(rule=rule, outcome=outcome, person=person, code=code if outcome == "fails" else None, because=because)


def working(rule: str, measure: Measure, *because: Reason, law: str) -> Reason:
    """A step of the reckoning, which neither passes nor fails: unknown only while a fact is missing."""
    return Reason(
        rule=rule,
        outcome="unknown" if measure.span.missing and measure.span.exact is None else "holds",
        person=measure.person,
        fact=measure.fact(),
        article=law,
        parameters=measure.version,
        missing=measure.span.missing,
        because=because,
    )


def summary(reason: Reason) -> Reason:
    """A result without its tree, where the tree stands elsewhere or is the same for everybody; names one code only."""
    code = next(iter(codes(reason)), None)
    return Reason(rule=reason.rule, outcome=reason.outcome, person=reason.person, code=code, missing=missing([reason]))


def codes(reason: Reason) -> tuple[str, ...]:
    """The published reasons why a rule fails, sorted; a branch with its own code speaks for its children."""
    return tuple(sorted(set(_codes(reason))))


def _codes(reason: Reason) -> Iterator[str]:
    if reason.outcome != "fails":
        return
    if reason.code:
        yield reason.code
        return
    for child in reason.because:
        yield from _codes(child)


def missing(reasons: Iterable[Reason]) -> tuple[str, ...]:
    """The facts that keep these rules from being told, sorted."""
    return tuple(sorted({path for reason in reasons for path in _missing(reason)}))


def _missing(reason: Reason) -> Iterator[str]:
    if reason.outcome != "unknown":
        return
    yield from reason.missing
    for child in reason.because:
        yield from _missing(child)


def find(reasons: Iterable[Reason], rule: str, person: Key | None = None) -> Reason | None:
    """The first result of a rule in the trees, of one person if given."""
    for reason in reasons:
        if reason.rule == rule and (person is None or reason.person == person):
            return reason
        found = find(reason.because, rule, person)
        if found:
            return found
    return None
