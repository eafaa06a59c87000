"""Makes identity numbers (GB 11643-1999) for invented people: place, birth date, sex, valid check digit."""

from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Literal

from services.policy.identity_number import check_digit, has_right_check_digit

SEQUENCES = 500  # odd numbers for men, even ones for women


class NoNumberLeft(Exception):
    """All sequence digits of one place, day and sex are taken."""


def is_valid(number: str) -> bool:
    return len(number) == 18 and number[:17].isdigit() and has_right_check_digit(number)


class IdentityNumbers:
    """Numbers that never repeat within one call; the same calls in the same order give the same numbers."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def number(self, *, owner: str, place: str, born: date, sex: Literal["male", "female"]) -> str:
        """`owner` names file, variant and person, so that a household has the same numbers alone and among others."""
        start = int.from_bytes(sha256(owner.encode()).digest()[:4], "big")
        for step in range(SEQUENCES):
            sequence = (start + step) % SEQUENCES * 2 + (1 if sex == "male" else 0)
            first17 = f"{place[:6]}{born:%Y%m%d}{sequence:03d}"
            if first17 not in self._taken:
                self._taken.add(first17)
                return first17 + check_digit(first17)
        raise NoNumberLeft(f"{place[:6]}, {born}, {sex}")

    def of(
        self, owner: str, place: str, people: Mapping[str, tuple[date, Literal["male", "female"]]]
    ) -> dict[str, str]:
        return {
            key: self.number(owner=f"{owner}/{key}", place=place, born=born, sex=sex)
            for key, (born, sex) in people.items()
        }
