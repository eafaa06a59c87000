"""What the county conference (协调机制) says on the topic of classification: proposed, convened, decided."""

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.base import Code, Contract, Deadlines, Division, Key, Money, Personal, Value
from contracts.classification import Assessment
from contracts.household import Household, Need, Residence


class ConferenceMatter(Value):
    """Why the case is heard, and the rule, the fact or the kind of event that it is about."""

    cause: Code
    rule: str | None = None


class ConferenceGrant(Value):
    """A named aid. `amount`: fen, of each month of a monthly award; None where the program's rules tell the sum."""

    program: Code
    item: Code
    person: Key | None = None
    months: Annotated[int, Field(ge=1, le=120)] | None = None
    amount: Money | None = None


class ConferenceProposed(Contract):
    """The rules give no class, or the event is grave: the county conference should hear the case."""

    type: ClassVar[str] = "onedoor.classification.conference_proposed.v1"
    application_id: UUID
    division: Division
    matters: tuple[ConferenceMatter, ...]
    proposed_at: AwareDatetime
    deadlines: Deadlines = {}


class ConferenceConvened(Contract):
    """The conference hears the case with a quorum; recused agencies neither sit nor count."""

    type: ClassVar[str] = "onedoor.classification.conference_convened.v1"
    application_id: UUID
    agenda: tuple[ConferenceMatter, ...]
    present: tuple[Code, ...]
    recused: tuple[Code, ...] = ()
    convened_at: AwareDatetime


class ConferenceDecided(Contract):
    """The recorded decision: a named aid, agencies that are asked, or neither. Never a waiver of a statute."""

    type: ClassVar[str] = "onedoor.classification.conference_decided.v1"
    addressed_by: ClassVar[str | None] = "program"
    application_id: UUID
    division: Division
    residence: Residence
    needs: tuple[Need, ...]
    program: Code  # of the grant; `none` where nothing is granted
    grant: ConferenceGrant | None = None
    asked: tuple[Code, ...] = ()
    valid_until: date
    decided_at: AwareDatetime
    household: Annotated[Household, Personal]
    assessment: Annotated[Assessment | None, Personal] = None
    reasons: Annotated[str, Personal] = ""
