"""What may be asked of the round of one application."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from contracts.classification import Assessment
from contracts.household import Household, Residence
from contracts.programs import Answer
from services.policy.lateness import Level
from services.program_dispatch.domain.catalog import Opening, Program
from services.program_dispatch.domain.events import Outcome
from services.program_dispatch.domain.record import Standing, Terms


@dataclass(frozen=True, kw_only=True)
class OpenRound:
    """`answer_by`: last day of each program. `standing`: the class decided or on record, None where there is none.

    `terms`: of a decision, None where the class on record is used.
    """

    application_id: UUID
    kind: Opening
    division: str
    residence: Residence
    needs: tuple[str, ...]
    household: Household
    standing: Standing | None
    assessment: Assessment | None
    terms: Terms | None = None
    programs: tuple[Program, ...]
    answer_by: Mapping[str, date]
    now: datetime


@dataclass(frozen=True, kw_only=True)
class TakeAnswer:
    application_id: UUID
    referral_id: UUID
    outcome: Outcome
    reason: str | None
    answers: tuple[Answer, ...]
    now: datetime


@dataclass(frozen=True, kw_only=True)
class NoteOverdue:
    application_id: UUID
    referral_id: UUID
    level: Level
    now: datetime


@dataclass(frozen=True, kw_only=True)
class CloseRound:
    application_id: UUID
    now: datetime


Command = OpenRound | TakeAnswer | NoteOverdue | CloseRound
