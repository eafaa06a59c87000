"""The dossier: what was declared, corrected by the visit and the sources, with the origin of every fact. Pure.

A source that differs corrects the fact. Where the visit changed a fact, the visit stands. A source that is silent, or
contradicted by another, leaves its fact unknown, which is never zero. `not_found` leaves what was declared, noted.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from contracts.base import Code
from contracts.household import Household
from contracts.investigation import Dossier, Origin
from services.investigation.facts import FACTS, Fact, Said
from services.investigation.found import value_at, visited
from services.investigation.proof import Proof, proves
from services.investigation.sources import SILENT, Pair, Standing

WEIGHT = {"differs": 0, "conflicting": 1, "not_found": 2, "matched": 3}


class Finding(NamedTuple):
    """What one visit or later evidence put right, and when. `source`: `visit`, or `evidence` that overrules sources."""

    on: date
    found: Mapping[str, Any]
    source: Code = "visit"


class Voice(NamedTuple):
    """How one source stands on one person."""

    pair: Pair
    standing: Standing


def draw(declared: Household, standings: Mapping[Pair, Standing], findings: Sequence[Finding]) -> Dossier:
    """The same arguments give the same dossier; nothing is asked, nothing is guessed."""
    seen = declared
    proved: list[Proof] = []
    for finding in findings:
        before, seen = seen, visited(seen, finding.found)
        proved += [Proof(before, seen, finding.found)] if finding.source == "evidence" else []
    household, origins, unknown = seen, visit_origins(declared, seen, findings), set[str]()
    for fact in dict.fromkeys(FACTS.values()):
        voices = [Voice(pair, s) for pair, s in standings.items() if FACTS.get(pair[0]) is fact]
        open_voices = [voice for voice in voices if not overruled(fact, voice, declared, seen, proved)]
        household = corrected(household, fact, open_voices)
        origins += source_origins(fact, open_voices)
        unknown |= unknown_paths(fact, open_voices)
    return Dossier(household=household, origins=tuple(origins), unknown=tuple(sorted(unknown)))


def missing_sources(standings: Mapping[Pair, Standing]) -> tuple[Code, ...]:
    return tuple(sorted({source for (source, _), standing in standings.items() if standing.state in SILENT}))


def changed_by_visit(fact: Fact, voice: Voice, declared: Household, seen: Household) -> bool:
    """Repeating what was declared does not overrule a register; finding something else does."""
    _, person = voice.pair
    if person not in seen.people or person not in declared.people:
        return True
    return bool(fact.read(declared, person) != fact.read(seen, person))


def overruled(fact: Fact, voice: Voice, declared: Household, seen: Household, proved: Sequence[Proof]) -> bool:
    return changed_by_visit(fact, voice, declared, seen) or any(proves(one, fact, voice.pair[1]) for one in proved)


def corrected(household: Household, fact: Fact, voices: Sequence[Voice]) -> Household:
    against = contradicted(fact, voices)
    said = [
        Said(voice.pair[0], voice.pair[1], voice.standing.answer.value)
        for voice in voices
        if voice.standing.state == "differs" and voice.standing.answer and voice.pair not in against
    ]
    if not said:
        return household
    differing = {one.source for one in said}
    whole = all(voice.standing.state == "differs" for voice in voices if voice.pair[0] in differing)
    return fact.correct(household, said, whole)


def contradicted(fact: Fact, voices: Sequence[Voice]) -> set[Pair]:
    """Answers about one value of one person that do not agree with each other, and those that contradict themselves."""
    against = {voice.pair for voice in voices if voice.standing.state == "conflicting"}
    differing = [voice for voice in voices if voice.standing.state == "differs" and voice.standing.answer]
    for one in differing if fact.single else ():
        for other in differing:
            if one.pair[1] == other.pair[1] and values(one) != values(other):
                against |= {one.pair, other.pair}
    return against


def values(voice: Voice) -> Any:
    return voice.standing.answer.value if voice.standing.answer else None


def unknown_paths(fact: Fact, voices: Sequence[Voice]) -> set[str]:
    against = contradicted(fact, voices)
    return {fact.path_of(voice.pair[1]) for voice in voices if voice.standing.state in SILENT or voice.pair in against}


def source_origins(fact: Fact, voices: Sequence[Voice]) -> list[Origin]:
    """One per path and source, the gravest first: that is the one an explanation names."""
    against = contradicted(fact, voices)
    best: dict[tuple[str, Code], Origin] = {}
    for voice in voices:
        if voice.standing.state in SILENT or voice.standing.on is None:
            continue
        state = "conflicting" if voice.pair in against else voice.standing.state
        path, source = fact.path_of(voice.pair[1]), voice.pair[0]
        known = best.get((path, source))
        if known is None or WEIGHT[state] < WEIGHT[known.state]:
            best[path, source] = Origin(path=path, source=source, state=state, as_of=voice.standing.on)
    return sorted(best.values(), key=lambda origin: (origin.path, WEIGHT[origin.state], origin.source))


def visit_origins(declared: Household, seen: Household, findings: Sequence[Finding]) -> list[Origin]:
    """What the visit looked at; `differs` where it found something else than was declared."""
    latest = {path: finding for finding in findings for path in finding.found}
    return [
        Origin(
            path=path,
            source=finding.source,
            state="matched" if same(declared, seen, path) else "differs",
            as_of=finding.on,
        )
        for path, finding in latest.items()
    ]


def same(declared: Household, seen: Household, path: str) -> bool:
    return bool(value_at(declared, path) == value_at(seen, path))
