"""What the visit found, put into the household: whole keys of the vocabulary, or paths such as `income[0].amount`."""

import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from contracts.household import Household
from services.chassis.errors import RuleBroken

STEP = re.compile(r"[a-z][a-z0-9_]*|\[\d+\]")
PATH = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*|\[\d+\])*")
WILL = ("needs", "consents", "applicant")  # what the family wants is no finding
IDENTITY = ("name", "identity_number", "phone")


def visited(household: Household, found: Mapping[str, Any]) -> Household:
    """The household with everything found put in. Raises RuleBroken with the path where it does not fit."""
    if not found:
        return household
    document = household.model_dump(mode="json")
    for path, value in found.items():
        if not PATH.fullmatch(path):
            raise RuleBroken("found-unknown-path", "/found")
        steps = steps_of(path)
        if steps[0] in WILL or steps[0] not in Household.model_fields:
            raise RuleBroken("found-unknown-path", f"/found/{path}")
        put(document, path, steps, value)
    keep_identity(document, household)
    try:
        return Household.model_validate(document)
    except ValidationError as broken:
        place = "/".join(str(step) for step in broken.errors()[0]["loc"])
        raise RuleBroken("found-does-not-fit", f"/found/{place}") from None


def steps_of(path: str) -> list[str | int]:
    return [int(step[1:-1]) if step.startswith("[") else step for step in STEP.findall(path)]


def value_at(household: Household, path: str) -> Any:
    """What stands at a path, as JSON; None where nothing does."""
    place: Any = household.model_dump(mode="json")
    try:
        for step in steps_of(path):
            place = place[step]
    except (LookupError, TypeError):
        return None
    return place


def put(document: Any, path: str, steps: list[str | int], value: Any) -> None:
    *way, last = steps
    try:
        for step in way:
            if isinstance(document, dict) and document.get(str(step)) is None:
                document[step] = {}
            document = document[step]
        put_last(document, last, value)
    except (LookupError, TypeError):
        raise RuleBroken("found-unknown-path", f"/found/{path}") from None


def put_last(place: Any, last: str | int, value: Any) -> None:
    """`None` takes the key or the entry away; the index behind the last entry adds one."""
    if isinstance(place, list) and last == len(place) and value is not None:
        place.append(value)
    elif value is None and isinstance(place, dict):
        place.pop(last, None)
    elif value is None:
        del place[last]
    else:
        place[last] = value


def keep_identity(document: dict[str, Any], household: Household) -> None:
    """Staff describe people by their keys; who they are is known already."""
    for key, person in document["people"].items():
        known = household.people.get(key)
        for name in IDENTITY if known and isinstance(person, dict) else ():
            if person.get(name) is None and getattr(known, name) is not None:
                person[name] = getattr(known, name)
