"""A change that the family reports, put into the household: whole sections of the vocabulary. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError

from contracts.household import Household
from services.chassis.errors import RuleBroken

FIXED: Final = ("needs", "consents", "applicant", "place", "aid")  # what is wanted, signed or on record is no change
IDENTITY: Final = ("name", "identity_number", "phone")


def put_in(household: Household, changes: Mapping[str, Any]) -> Household:
    """The household with these sections in the place of the old ones. Raises RuleBroken with the place of a fault."""
    for section in changes:
        if section in FIXED or section not in Household.model_fields:
            raise RuleBroken("change-unknown-section", f"/changes/{section}")
    document = household.model_dump(mode="json")
    for section, value in changes.items():
        if value is None:
            document.pop(section, None)
        else:
            document[section] = value
    keep_identity(document, household)
    try:
        found = Household.model_validate(document)
    except ValidationError as broken:
        place = "/".join(str(step) for step in broken.errors()[0]["loc"])
        raise RuleBroken("change-does-not-fit", f"/changes/{place}") from None
    check_people(found)
    return found


def check_people(household: Household) -> None:
    """Income and costs name people of the household, and somebody speaks for it."""
    for section in ("income", "costs"):
        for place, entry in enumerate(getattr(household, section)):
            if entry.person is not None and entry.person not in household.people:
                raise RuleBroken("person-unknown", f"/changes/{section}/{place}/person")
    if household.applicant not in household.people:
        raise RuleBroken("applicant-missing", "/changes/people")


def keep_identity(document: dict[str, Any], household: Household) -> None:
    """People are described by their keys; who they are is known already."""
    for key, person in document.get("people", {}).items():
        known = household.people.get(key)
        for name in IDENTITY if known and isinstance(person, dict) else ():
            if person.get(name) is None and getattr(known, name) is not None:
                person[name] = getattr(known, name)
