"""Reads example households with their variants, for the tests beside the rules."""

import re
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from importlib.resources import files
from typing import Any, Final, cast

from ruamel.yaml import YAML

from contracts.classification import Assessment
from contracts.household import Household
from contracts.investigation import Dossier, Origin
from services.policy.cascade import assess
from services.policy.parameters import parameters

_MONEY: Final = {"amount", "value", "capital", "deposits", "per_head_income_month"}
_HOUSEHOLD: Final = set(Household.model_fields)


@dataclass(frozen=True, kw_only=True)
class Example:
    """One household or variant, and what must come out."""

    name: str
    content: dict[str, Any]
    expect: dict[str, Any]

    @property
    def household(self) -> Household:
        raw = {key: value for key, value in self.content.items() if key in _HOUSEHOLD}
        return Household.model_validate({"needs": ["basic_living"], **_fen(raw)})

    @property
    def applied(self) -> date:
        return cast(date, self.content["applied"])

    def assess(self, *origins: Origin) -> Assessment:
        """The household under the parameters of its place on the day it applied."""
        household = self.household
        dossier = Dossier(household=household, origins=origins, unknown=tuple(self.content.get("unknown", ())))
        p = parameters(household.place, household.residence, self.applied)
        return assess(dossier, p, self.applied, self.applied)


def examples(file: str) -> list[Example]:
    """Every household of a file under examples/, its variants after it."""
    text = files("services.policy.examples").joinpath(file).read_text("utf-8")
    found: list[Example] = []
    for raw in YAML(typ="safe", pure=True).load(text):
        variants, expect = raw.pop("variants", []), raw.pop("expect")
        found.append(Example(name=raw["name"], content=raw, expect=expect))
        found += [_variant(raw, variant) for variant in variants]
    return found


def _variant(raw: dict[str, Any], variant: dict[str, Any]) -> Example:
    content = deepcopy(raw)
    for path, value in variant.get("change", {}).items():
        _set(content, [part for part in re.split(r"[.\[\]]", path) if part], value)
    content |= {key: value for key, value in variant.items() if key in ("unknown", "aid")}
    return Example(name=f"{raw['name']}: {variant['name']}", content=content, expect=variant["expect"])


def _set(into: Any, path: list[str], value: Any) -> None:
    for part in path[:-1]:
        into = into[int(part)] if isinstance(into, list) else into[part]
    last = path[-1]
    if isinstance(into, list):
        into[int(last) : int(last) + 1] = [value]
    elif value is None:
        into.pop(last, None)
    else:
        into[last] = value


def _fen(value: Any, key: str = "") -> Any:
    """Yuan to fen wherever the vocabulary holds money."""
    if isinstance(value, dict):
        return {inner: _fen(content, inner) for inner, content in value.items()}
    if isinstance(value, list):
        return [_fen(content) for content in value]
    return int(Fraction(str(value)) * 100) if key in _MONEY else value
