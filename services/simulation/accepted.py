"""Which cliffs are accepted, because the law itself makes the step."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ruamel.yaml import YAML

from services.simulation.sweep import Cliff


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """A step of the law; `most`: fen a month per person of the family."""

    residence: str
    before: str
    after: str
    most: int
    law: str
    why: str

    def covers(self, cliff: Cliff) -> bool:
        """The classes of the household are those of the step, what single people are stays, the fall is no deeper."""
        before, _, singles = cliff.before.partition("+")
        after, _, still = cliff.after.partition("+")
        same = (self.residence, self.before, self.after) == (cliff.residence, before, after)
        return same and singles == still and cliff.fall_per_person <= self.most


@cache
def accepted() -> tuple[Accepted, ...]:
    text = files("services.simulation").joinpath("accepted_cliffs.yaml").read_text("utf-8")
    rows = YAML(typ="safe", pure=True).load(text)
    return tuple(Accepted(before=row.pop("from"), after=row.pop("to"), **row) for row in rows)


def acceptance(cliff: Cliff) -> Accepted | None:
    return next((found for found in accepted() if found.covers(cliff)), None)
