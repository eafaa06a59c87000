"""What may be sent to population: what held before, a record of an agency, a declared change, the end of a warning."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, ValidationError, model_validator

from contracts.base import Code, Key, Month, Value
from contracts.classification import Category
from contracts.household import Household
from contracts.population import WarningKind
from services.chassis.door import Door
from services.chassis.errors import RuleBroken
from services.policy.records import read
from services.policy.verification import SourceName

IdentityNumber = Annotated[str, Field(pattern=r"^\d{17}[\dX]$")]


class Standing(Value):
    """What the registers hold: the household and its class. `since`: first month of the class."""

    household: Household
    category: Category | None = None
    pay_class: Literal[1, 2, 3, 4] | None = None
    since: Month | None = None
    valid_until: date | None = None

    def applicant_number(self) -> str:
        """By which the household is known on every channel. RuleBroken where it is missing."""
        applicant = self.household.people.get(self.household.applicant)
        if applicant is None or applicant.identity_number is None:
            raise RuleBroken("person-unknown", "/household/applicant")
        return applicant.identity_number


class Known(Value):
    """A household by its id, or by the identity number of the person who applied for it."""

    household_id: UUID | None = None
    identity_number: IdentityNumber | None = None

    @model_validator(mode="after")
    def one_of_both(self) -> "Known":
        if (self.household_id is None) == (self.identity_number is None):
            raise ValueError("exactly one of household_id and identity_number")
        return self

    def household(self, door: Door) -> UUID:
        return self.household_id or door.blind("household", self.identity_number or "")


class Pushed(Known):
    """A record about one person, named by key or by identity number; by default about the applicant."""

    source: SourceName
    person: Key | None = None
    person_identity_number: IdentityNumber | None = None
    record: dict[Annotated[str, Field(max_length=40)], Any] = {}

    def shaped(self) -> dict[str, Any]:
        """The record as its source has it. RuleBroken with the place of what does not fit."""
        try:
            return read(self.source, self.record)
        except ValidationError as broken:
            place = "/".join(str(step) for step in broken.errors()[0]["loc"])
            raise RuleBroken("record-does-not-fit", f"/record/{place}") from None

    def about(self, household: Household) -> Key:
        """The key of the person. RuleBroken where nobody of the household is meant."""
        if self.person_identity_number is not None:
            people = household.people.items()
            found = (key for key, person in people if person.identity_number == self.person_identity_number)
            return next(found, "") or unknown()
        return self.person or household.applicant


def unknown() -> Key:
    raise RuleBroken("person-unknown", "/person_identity_number")


class Change(Value):
    """Whole sections as they are now, as in the form: `{"income": [...]}`; None takes a section away."""

    changes: Annotated[dict[Annotated[str, Field(max_length=40)], Any], Field(min_length=1)]
    because: Code | None = None


class Step(Value):
    """One kind of warning, of one person or of everybody."""

    kind: WarningKind
    person: Key | None = None


class Progress(Step):
    state: Literal["assigned", "visited"]


class Closing(Step):
    outcome: Literal["none", "aided", "referred", "applied", "adjusted"]
