"""Which cliffs are accepted, because the law itself makes the step."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ruamel.yaml import YAML

from services.simulation.sweep import Cliff


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """A step of the law between classes; `most`: fen a month per person of the family; `ends`: the status of one
    person that ends."""

    residence: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    most: int
    law: str
    why: str
    ends: str | None = None

    def covers(self, cliff: Cliff) -> bool:
        """The classes are those of the step, of single people only what the step ends, and the fall is no deeper."""
        before, *singles = cliff.before.split("+")
        after, *still = cliff.after.split("+")
        same = self.residence == cliff.residence and before in self.before and after in self.after
        left = [status for status in singles if status != self.ends]
        return same and (left != singles) == bool(self.ends) and left == still and cliff.fall_per_person <= self.most


@cache
def accepted() -> tuple[Accepted, ...]:
    text = files("services.policy").joinpath("accepted_cliffs.yaml").read_text("utf-8")
    rows = YAML(typ="safe", pure=True).load(text)
    return tuple(Accepted(before=classes(row.pop("from")), after=classes(row.pop("to")), **row) for row in rows)


def classes(named: str | list[str]) -> tuple[str, ...]:
    return (named,) if isinstance(named, str) else tuple(named)


def acceptance(cliff: Cliff) -> Accepted | None:
    return next((found for found in accepted() if found.covers(cliff)), None)
