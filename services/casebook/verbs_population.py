"""What happens after a decision, over HTTP: pushes, warnings, declared changes, re-checks, further applications."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from services.casebook import steps as s
from services.casebook.applying import ACTORS
from services.casebook.facts_so_far import facts_after, record_of
from services.casebook.household_played import Played
from services.casebook.paths import parse
from services.casebook.sources import SourceAnswer
from services.casebook.wire import Json, Wire
from services.policy.verification import BY_NAME

OF_POPULATION: Final = (s.Push, s.CloseWarning, s.DeclareChange, s.Recheck, s.Apply)
AGENCY, FAMILY, STAFF = "agency:push", "citizen", "clerk:population"


async def perform_population(wire: Wire, played: Played, index: int, step: s.Verb) -> None:
    """Raises Refused or NotSupported."""
    key = played.key(f"step/{index}")
    match step:
        case s.Apply():
            await apply_again(wire, played, index, step, key)
        case s.Push():
            await agree(wire, played, told_by_push(played, step), key)
            await wire.post("/v1/population/records", pushed(played, step), actor=AGENCY, key=key)
        case s.DeclareChange():
            await agree(wire, played, told_by_change(played, step), key)
            body: Json = {"changes": sections_after(played, index, step.changes), "because": step.because}
            await wire.post(f"/v1/population/{played.household()}/changes", body, actor=FAMILY, key=key)
        case s.Prove():
            shown: Json = {"changes": sections_after(played, index, step.facts), "because": "evidence"}
            await wire.post(f"/v1/population/{played.household()}/changes", shown, actor=STAFF, key=key)
        case s.CloseWarning():
            told: Json = {"kind": step.kind, "person": step.person, "outcome": step.outcome}
            await wire.post(f"/v1/population/{played.household()}/warnings/closing", told, actor=STAFF, key=key)
        case _:
            await wire.post(f"/v1/population/{played.household()}/rechecks", {}, actor=STAFF, key=key)


async def agree(wire: Wire, played: Played, outdated: list[SourceAnswer], key: str) -> None:
    """A later fact outdates what a source was to answer otherwise: asked again, it confirms what is known then."""
    people, applicant = played.story.declared.people, played.story.declared.applicant
    answers = [
        {"source": told.source, "identity_number": people[told.person or applicant].identity_number}
        for told in outdated
        if told.unavailable_until is None
    ]
    if answers:
        body: Json = {"answers": answers}
        await wire.post("/v1/simulator/answers", body, actor="agency:simulator", key=f"{key}/sources")


def told_by_push(played: Played, step: s.Push) -> list[SourceAnswer]:
    """Nothing, where the record says only that something was found: what it is, the source tells when it is asked."""
    if not step.record:
        return []
    about = (step.source, step.person)
    return [told for told in played.story.head.sources if (told.source, told.person) == about]


def told_by_change(played: Played, step: s.DeclareChange) -> list[SourceAnswer]:
    """Answers about the facts that the family has reported as changed; of lists any entry may be meant."""
    changed = [[str(part) for part in parse(path) if isinstance(part, str)] for path in step.changes]
    return [
        told
        for told in played.story.head.sources
        for path in BY_NAME[told.source].paths(told.person or played.story.declared.applicant)
        if any(touches(path.split("."), place) for place in changed)
    ]


def touches(told: list[str], changed: list[str]) -> bool:
    """Whether a change at one path touches the fact at another; the entries of income and costs are not told apart."""
    shared = min(len(told), len(changed), 1 if told[0] in ("income", "costs") else len(told))
    return told[:shared] == changed[:shared]


def pushed(played: Played, step: s.Push) -> Json:
    household, record = str(played.household()), record_of(step)
    return {"household_id": household, "source": step.source, "person": step.person, "record": record}


async def apply_again(wire: Wire, played: Played, index: int, step: s.Apply, key: str) -> None:
    """The same household with its facts as changed so far; what follows belongs to this application."""
    household = facts_after(played.story, index).model_copy(update={"needs": step.needs})
    channel = step.channel or played.story.head.channel
    form = household.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    receipt = await wire.post("/v1/applications", {**form, "channel": channel}, actor=ACTORS[channel], key=key)
    played.application_id = UUID(receipt["application_id"])
    played.household_id = UUID(receipt["household_id"])
    played.number, played.query_code = receipt["number"], receipt["query_code"]
    played.plan.tested = "basic_living" in step.needs


def sections_after(played: Played, index: int, changes: Mapping[str, Any]) -> Json:
    """The sections that a step touches, whole, as they are after it."""
    sections = {str(parse(path)[0]) for path in changes}
    whole = facts_after(played.story, index).model_dump(mode="json", exclude_none=True)
    return {section: whole.get(section) for section in sorted(sections)}
