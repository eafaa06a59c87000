"""The number and the query code that a family reads out on the phone: 29 symbols without 0, O, 1, I, S, Z and B."""

from hashlib import sha256
from uuid import UUID

SYMBOLS = "23456789ACDEFGHJKLMNPQRTUVWXY"  # 29, a prime: every wrong symbol and every swap of neighbors is found
BODY = 9


def number_of(application_id: UUID) -> str:
    """The number of an application, `7KQM9-3TXWC`: nine symbols and a check letter, each time the same."""
    for attempt in range(256):
        body = spell(sha256(application_id.bytes + bytes([attempt])).digest(), BODY)
        if check_symbol(body).isalpha():
            return grouped(body + check_symbol(body))
    raise AssertionError("unreachable: two of three bodies have a letter")


def is_number(text: str) -> bool:
    """Whether somebody's number can be right; blanks, hyphens and small letters do not matter."""
    symbols = plain(text)
    known = len(symbols) == BODY + 1 and all(symbol in SYMBOLS for symbol in symbols)
    return known and check_symbol(symbols[:BODY]) == symbols[BODY]


def check_symbol(body: str) -> str:
    return SYMBOLS[sum(place * SYMBOLS.index(symbol) for place, symbol in enumerate(body, 1)) % len(SYMBOLS)]


def query_code_of(secret: bytes) -> str:
    """Ten symbols from a secret; they open the tracker and are known to the family alone."""
    return grouped(spell(secret, 10))


def query_code_hash(number: str, code: str) -> str:
    """What others may keep to compare with: hex SHA-256 of `number:code`, both in capitals without hyphens."""
    return sha256(f"{plain(number)}:{plain(code)}".encode()).hexdigest()


def plain(text: str) -> str:
    return "".join(text.split()).replace("-", "").upper()


def grouped(symbols: str) -> str:
    return f"{symbols[:5]}-{symbols[5:]}"


def spell(digest: bytes, length: int) -> str:
    rest, symbols = int.from_bytes(digest), ""
    for _ in range(length):
        rest, place = divmod(rest, len(SYMBOLS))
        symbols += SYMBOLS[place]
    return symbols
