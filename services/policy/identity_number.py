"""What an identity number (GB 11643) says by itself: its check digit, the birth date and the sex in it."""

from datetime import date

from contracts.household import Sex

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK = "10X98765432"


def check_digit(first: str) -> str:
    """The 18th place for the first 17 digits."""
    return CHECK[sum(int(digit) * weight for digit, weight in zip(first, WEIGHTS, strict=True)) % 11]


def has_right_check_digit(number: str) -> bool:
    return check_digit(number[:17]) == number[17]


def born_in(number: str) -> date | None:
    """The birth date in the number; None where it is no date. The area code is not judged: codes are abolished."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def sex_in(number: str) -> Sex:
    return "male" if int(number[16]) % 2 else "female"
