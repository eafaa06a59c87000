"""Amounts that may be known only as lying between two bounds: how a missing fact is kept apart from zero."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction
from typing import Final

_PLACES: Final = Decimal("1e-12")

Exact = int | Fraction


@dataclass(frozen=True, slots=True)
class Span:
    """An amount from `low` up to `high` (None: without bound); `missing` names the unknown facts."""

    low: Exact
    high: Exact | None
    missing: tuple[str, ...] = ()

    @property
    def exact(self) -> Exact | None:
        """The amount itself, None while a fact is missing."""
        return self.low if self.high == self.low else None

    def over(self, divisor: Exact) -> "Span":
        """Divided by a positive number."""
        return Span(
            Fraction(self.low) / divisor, None if self.high is None else Fraction(self.high) / divisor, self.missing
        )


def known(amount: Exact) -> Span:
    return Span(amount, amount)


def at_least_nothing(missing: tuple[str, ...]) -> Span:
    """An amount of which nothing is known, not even that it is small."""
    return Span(0, None, missing)


def text(amount: Exact | None) -> str | None:
    """Decimal text without rounding, or with 12 places where the fraction never ends."""
    if amount is None or isinstance(amount, int):
        return None if amount is None else str(amount)
    if amount.denominator == 1:
        return str(amount.numerator)
    with localcontext() as context:
        context.prec = 40
        value = (Decimal(amount.numerator) / Decimal(amount.denominator)).quantize(_PLACES, ROUND_HALF_EVEN)
    return f"{value:f}".rstrip("0").rstrip(".")
