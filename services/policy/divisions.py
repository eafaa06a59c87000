"""Divisions of Gansu by GB/T 2260 code: does a code exist, what is it called, what does it belong to."""

import csv
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple, cast

Level = Literal["province", "prefecture", "county", "township", "zone"]


class Division(NamedTuple):
    code: str
    name: str
    level: Level
    parent: str


@cache
def divisions() -> dict[str, Division]:
    """Every division by code; townships are listed for 平凉, 庆阳 and 张掖."""
    with files("services.policy").joinpath("divisions.csv").open(encoding="utf-8") as source:
        rows = csv.DictReader(source)
        return {
            row["code"]: Division(row["code"], row["name"], cast(Level, row["level"]), row["parent_code"])
            for row in rows
        }


def exists(code: str) -> bool:
    """Whether the code is listed; a village (12 digits) counts when its township is listed."""
    return code[:9] in divisions() and len(code) in (6, 9, 12)


def name(code: str) -> str:
    """The printed name, of a village that of its township; the code itself when it is not listed."""
    found = divisions().get(code[:9]) or divisions().get(code[:6])
    return found.name if found else code


def county_of(code: str) -> str:
    """The county-level code (6 digits)."""
    return code[:6]


def prefecture_of(code: str) -> str:
    """The prefecture-level code (6 digits)."""
    return code[:4] + "00"


def in_county(code: str, county: str) -> bool:
    """Whether a division lies in a county."""
    return code[:6] == county[:6]
