"""Why a rule holds, fails or cannot be told yet: a tree whose leaves carry value, unit, source, date and article."""

from datetime import date
from typing import Literal

from contracts.base import Code, Key, Value

Outcome = Literal["holds", "fails", "unknown"]
Unit = Literal["fen", "fen_per_month", "fen_per_year", "ratio", "count", "m2", "years", "flag"]


class Fact(Value):
    """A value that a rule looked at; `amount` is in `unit`, unrounded amounts are decimal text."""

    name: Code
    amount: str | None = None  # None: missing
    unit: Unit
    source: Code | None = None  # `declared`, `visit`, or the agency source that said so
    as_of: date | None = None


class Reason(Value):
    """The result of one rule on one household or person.

    A leaf compares `fact` with `limit`; a branch holds `because`. `unknown` names what is missing and is never read as
    zero. `code` is the published reason of a failure (`income_over_line`), for the family and for statistics.
    """

    rule: Code
    outcome: Outcome
    person: Key | None = None
    code: Code | None = None
    fact: Fact | None = None
    relation: Literal["<", "<=", ">=", ">", "==", "is"] | None = None
    limit: str | None = None
    article: str | None = None
    parameters: Code | None = None  # the parameter set, e.g. `ref-2024`
    missing: tuple[str, ...] = ()  # paths of facts, e.g. `assets.deposits`
    because: tuple["Reason", ...] = ()
