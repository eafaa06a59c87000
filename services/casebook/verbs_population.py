"""What happens after a decision, over HTTP: pushes, warnings, declared changes, re-checks, further applications."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from contracts.household import Household
from services.casebook import steps as s
from services.casebook.applying import ACTORS
from services.casebook.household_played import Played
from services.casebook.paths import parse
from services.casebook.sources import RECORDS
from services.casebook.wire import Json, Wire
from services.policy.deaths import without

OF_POPULATION: Final = (s.Push, s.CloseWarning, s.DeclareChange, s.Recheck, s.Apply)
AGENCY, FAMILY, STAFF = "agency:push", "citizen", "clerk:population"


async def perform_population(wire: Wire, played: Played, index: int, step: s.Verb) -> None:
    """Raises Refused or NotSupported."""
    key = played.key(f"step/{index}")
    match step:
        case s.Apply():
            await apply_again(wire, played, index, step, key)
        case s.Push():
            await wire.post("/v1/population/records", pushed(played, step), actor=AGENCY, key=key)
        case s.DeclareChange():
            body: Json = {"changes": sections_after(played, index, step.changes), "because": step.because}
            await wire.post(f"/v1/population/{played.household()}/changes", body, actor=FAMILY, key=key)
        case s.CloseWarning():
            told: Json = {"kind": step.kind, "person": step.person, "outcome": step.outcome}
            await wire.post(f"/v1/population/{played.household()}/warnings/closing", told, actor=STAFF, key=key)
        case _:
            await wire.post(f"/v1/population/{played.household()}/rechecks", {}, actor=STAFF, key=key)


def pushed(played: Played, step: s.Push) -> Json:
    """The record of an agency, money in fen."""
    household, record = str(played.household()), dict(step.record)
    if step.source in RECORDS:
        record = RECORDS[step.source].model_validate(record).model_dump(mode="json", exclude_none=True)
    return {"household_id": household, "source": step.source, "person": step.person, "record": record}


async def apply_again(wire: Wire, played: Played, index: int, step: s.Apply, key: str) -> None:
    """The same household with its facts as changed so far; what follows belongs to this application."""
    household = as_changed(played, index).model_copy(update={"needs": step.needs})
    channel = step.channel or played.story.head.channel
    form = household.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    receipt = await wire.post("/v1/applications", {**form, "channel": channel}, actor=ACTORS[channel], key=key)
    played.application_id = UUID(receipt["application_id"])
    played.household_id = UUID(receipt["household_id"])
    played.number, played.query_code = receipt["number"], receipt["query_code"]
    played.plan.tested = "basic_living" in step.needs


def as_changed(played: Played, index: int) -> Household:
    """What the file says the household is after its steps so far, without those who have died meanwhile."""
    household = played.story.after[index].declared(numbers_of(played))
    for done in played.plan.done:
        if isinstance(done, s.Push) and done.source == "deaths" and done.person in household.people:
            household = without(household, done.person)
    return household


def sections_after(played: Played, index: int, changes: Mapping[str, Any]) -> Json:
    """The sections that a step touches, whole, as they are after it."""
    sections = {str(parse(path)[0]) for path in changes}
    whole = as_changed(played, index).model_dump(mode="json", exclude_none=True)
    return {section: whole.get(section) for section in sorted(sections)}


def numbers_of(played: Played) -> dict[str, str]:
    return {key: person.identity_number or "" for key, person in played.story.declared.people.items()}
