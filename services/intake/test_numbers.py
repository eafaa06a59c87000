"""Numbers that can be read out on the phone, and what an identity number says by itself."""

from datetime import date
from uuid import UUID, uuid4

from services.intake.numbers import SYMBOLS, is_number, number_of, query_code_hash, query_code_of
from services.policy.identity_number import born_in, check_digit, has_right_check_digit, sex_in


def test_the_same_application_always_has_the_same_number() -> None:
    assert number_of(UUID(int=7)) == number_of(UUID(int=7)) != number_of(UUID(int=8))


def test_a_number_can_be_read_out_and_ends_with_a_letter() -> None:
    for _ in range(200):
        number = number_of(uuid4())
        assert number[5] == "-" and number[-1].isalpha() and not set("0O1I") & set(number)
        assert is_number(number.lower().replace("-", " "))


def test_every_wrong_symbol_and_every_swap_of_neighbors_is_found() -> None:
    symbols = number_of(UUID(int=7)).replace("-", "")
    for place, symbol in enumerate(symbols):
        for other in SYMBOLS:
            assert is_number(symbols[:place] + other + symbols[place + 1 :]) == (other == symbol)
    for place in range(9):
        swapped = symbols[:place] + symbols[place + 1] + symbols[place] + symbols[place + 2 :]
        assert is_number(swapped) == (swapped == symbols)


def test_a_query_code_is_recognized_however_it_is_typed() -> None:
    number, code = number_of(UUID(int=7)), query_code_of(b"\x01" * 32)
    typed = query_code_hash(number.lower(), code.replace("-", " ").lower())
    assert typed == query_code_hash(number, code) != query_code_hash(number, query_code_of(b"\x02" * 32))


def test_the_published_check_digits_hold() -> None:
    assert check_digit("11010519491231002") == "X"
    assert has_right_check_digit("620825190001010013")
    assert not has_right_check_digit("620825190001010014")


def test_birth_and_sex_are_in_the_number() -> None:
    assert born_in("11010519491231002X") == date(1949, 12, 31)
    assert sex_in("11010519491231002X") == "female"
    assert born_in("620825199902300018") is None
