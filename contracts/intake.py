"""What intake says: an application came, was accepted, completed, withdrawn; consents are messages of their own."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import AwareDatetime

from contracts.base import Code, Contract, Deadlines, Division, Key, Personal
from contracts.household import Channel, Household, Need, Residence


class ApplicationSubmitted(Contract):
    """A family, or somebody for it, has applied. `urgent`: help is needed before any paper."""

    type: ClassVar[str] = "onedoor.intake.application_submitted.v1"
    application_id: UUID
    number: str  # what the family reads out on the phone; no secret
    division: Division
    residence: Residence
    channel: Channel
    needs: tuple[Need, ...]
    urgent: bool
    submitted_at: AwareDatetime
    deadlines: Deadlines = {}
    household: Annotated[Household, Personal]
    query_code_hash: str  # hex SHA-256 of `number:code` in capitals without hyphens; the family alone knows the code


class ApplicationAccepted(Contract):
    """The township has taken the application on; the clocks of investigation and decision run."""

    type: ClassVar[str] = "onedoor.intake.application_accepted.v1"
    application_id: UUID
    division: Division
    residence: Residence
    needs: tuple[Need, ...]
    number: str | None = None
    submitted_at: AwareDatetime | None = None  # its month ends the 12 months that are looked at
    accepted_at: AwareDatetime
    separate_register: bool = False  # a near relative of staff, 57号 Art. 10
    deadlines: Deadlines = {}
    household: Annotated[Household, Personal]


class SupplementRequested(Contract):
    """The one complete notice of what is missing."""

    type: ClassVar[str] = "onedoor.intake.supplement_requested.v1"
    application_id: UUID
    missing: tuple[Code, ...]
    requested_at: AwareDatetime
    deadlines: Deadlines = {}


class SupplementReceived(Contract):
    type: ClassVar[str] = "onedoor.intake.supplement_received.v1"
    application_id: UUID
    received: tuple[Code, ...]
    received_at: AwareDatetime


class ConsentGiven(Contract):
    """A separate consent: `verification` of one adult, or `charity` of the household."""

    type: ClassVar[str] = "onedoor.intake.consent_given.v1"
    application_id: UUID
    consent: Code
    person: Key | None = None
    given_at: AwareDatetime


class ConsentWithdrawn(Contract):
    type: ClassVar[str] = "onedoor.intake.consent_withdrawn.v1"
    application_id: UUID
    consent: Code
    person: Key | None = None
    withdrawn_at: AwareDatetime


class ApplicationWithdrawn(Contract):
    type: ClassVar[str] = "onedoor.intake.application_withdrawn.v1"
    application_id: UUID
    withdrawn_at: AwareDatetime
