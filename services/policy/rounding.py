"""How money is rounded: cash once, on the award, half-up to the yuan. Domain brief 3 and 12.2."""

from fractions import Fraction
from math import ceil, floor

from services.policy.amounts import Exact

FEN_PER_YUAN = 100


def half_up_to_yuan(amount: Exact) -> int:
    """Fen in, whole yuan as fen out; 0.50 yuan goes up. For awards, never below zero."""
    return max(0, floor(Fraction(amount, FEN_PER_YUAN) + Fraction(1, 2))) * FEN_PER_YUAN


def down_to_yuan(amount: Exact) -> int:
    """Fen in, whole yuan as fen out, the rest dropped. For the monthly offset of an overpayment."""
    return max(0, floor(Fraction(amount, FEN_PER_YUAN))) * FEN_PER_YUAN


def up_to_yuan(amount: Exact) -> int:
    """Fen in, whole yuan as fen out, the rest counted as one. For floors such as 1.3 times the standard."""
    return max(0, ceil(Fraction(amount, FEN_PER_YUAN))) * FEN_PER_YUAN


def floor_of_year(standard: int, multiple: Fraction, rule: str) -> int:
    """Fen a year of a multiple of the monthly standard, in yuan of a month or a year as the place rounds. Brief 0."""
    if rule == "year_down":
        return down_to_yuan(12 * standard * multiple)
    return 12 * (up_to_yuan if rule == "month_up" else down_to_yuan)(standard * multiple)
