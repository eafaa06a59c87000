"""Cash is rounded once, on the award."""

from fractions import Fraction

import pytest

from services.policy.amounts import text
from services.policy.rounding import down_to_yuan, half_up_to_yuan, up_to_yuan


@pytest.mark.parametrize(
    ("fen", "half_up", "down", "up"),
    [
        (28_400, 28_400, 28_400, 28_400),
        (22_049, 22_000, 22_000, 22_100),
        (22_050, 22_100, 22_000, 22_100),
        (22_051, 22_100, 22_000, 22_100),
        (Fraction(28_400_00, 300), 9_500, 9_400, 9_500),
        (13, 0, 0, 100),
        (-50, 0, 0, 0),
    ],
)
def test_half_goes_up_and_nothing_goes_below_zero(fen: int, half_up: int, down: int, up: int) -> None:
    assert (half_up_to_yuan(fen), down_to_yuan(fen), up_to_yuan(fen)) == (half_up, down, up)


@pytest.mark.parametrize(
    ("amount", "written"),
    [(Fraction(1, 3), "0.333333333333"), (Fraction(5, 2), "2.5"), (Fraction(4, 2), "2"), (7, "7"), (None, None)],
)
def test_amounts_are_written_without_rounding_to_the_fen(amount: Fraction | int | None, written: str | None) -> None:
    assert text(amount) == written
