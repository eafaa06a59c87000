"""Which facts evidence settles against the sources: those that it names, and those that it changes. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from contracts.base import Key
from contracts.household import Household
from services.investigation.facts import Fact
from services.investigation.found import steps_of

LISTS = ("income", "costs")


class Proof(NamedTuple):
    """The household before and after the evidence, and what it showed."""

    before: Household
    after: Household
    facts: Mapping[str, Any]


def proves(proof: Proof, fact: Fact, person: Key) -> bool:
    """A whole key settles only what it changes; a path settles its fact also where it repeats what was declared."""
    path = fact.path_of(person)
    if any(path == name or path.startswith(f"{name}.") or name.startswith(f"{path}.") for name in named(proof)):
        return True
    if person not in proof.before.people or person not in proof.after.people:
        return True
    return bool(fact.read(proof.before, person) != fact.read(proof.after, person))


def named(proof: Proof) -> Iterator[str]:
    """The facts that paths name, as dossiers call them: `assets.deposits`, `income.mother.wages`."""
    for path in proof.facts:
        steps = steps_of(path)
        if len(steps) < 2:
            continue
        if steps[0] not in LISTS:
            yield ".".join(str(step) for step in steps if isinstance(step, str))
        else:
            yield from entry_of(proof.after, str(steps[0]), steps[1])


def entry_of(household: Household, section: str, place: str | int) -> Iterator[str]:
    entries = household.income if section == "income" else household.costs
    if isinstance(place, int) and place < len(entries):
        entry = entries[place]
        yield f"{section}.{entry.person or 'household'}.{entry.kind}"
