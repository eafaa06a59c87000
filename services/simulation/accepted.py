"""Which cliffs are accepted, because the law itself makes the step."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ruamel.yaml import YAML

from services.simulation.sweep import Cliff


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """A step of the law; `most`: fen a month per person of the family; `ends`: the status of one person that ends."""

    residence: str
    before: str
    after: str
    most: int
    law: str
    why: str
    ends: str | None = None

    def covers(self, cliff: Cliff) -> bool:
        """The classes are those of the step, of single people only what the step ends, and the fall is no deeper."""
        before, *singles = cliff.before.split("+")
        after, *still = cliff.after.split("+")
        same = (self.residence, self.before, self.after) == (cliff.residence, before, after)
        left = [status for status in singles if status != self.ends]
        return same and (left != singles) == bool(self.ends) and left == still and cliff.fall_per_person <= self.most


@cache
def accepted() -> tuple[Accepted, ...]:
    text = files("services.policy").joinpath("accepted_cliffs.yaml").read_text("utf-8")
    rows = YAML(typ="safe", pure=True).load(text)
    return tuple(Accepted(before=row.pop("from"), after=row.pop("to"), **row) for row in rows)


def acceptance(cliff: Cliff) -> Accepted | None:
    return next((found for found in accepted() if found.covers(cliff)), None)
