"""What may have happened in the round of one application. Facts only."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from contracts.base import Personal
from contracts.classification import Assessment
from contracts.household import Household, Residence
from contracts.programs import Answer
from services.policy.lateness import Level
from services.program_dispatch.domain.catalog import Opening
from services.program_dispatch.domain.record import Standing, Terms

Outcome = Literal["granted", "declined"]


@dataclass(frozen=True, kw_only=True)
class RoundOpened:
    """Programs are asked, because help is urgent, because no class is tested, or because a class was decided."""

    application_id: UUID
    opening: str  # names this opening within the round, so that the same cause opens it once
    kind: Opening
    needs: tuple[str, ...]
    category: str | None
    pay_class: int | None
    monitored: bool
    opened_at: datetime


@dataclass(frozen=True, kw_only=True)
class ProgramAsked:
    """One program was asked; `household` and `assessment` are cut to what it announced."""

    application_id: UUID
    referral_id: UUID
    opening: str
    program: str
    agency: str
    division: str
    residence: Residence
    needs: tuple[str, ...]
    urgent: bool
    standing: Standing | None
    sections: tuple[str, ...]
    asked_at: datetime
    answer_by: date
    terms: Terms | None = None
    household: Annotated[Household, Personal]
    assessment: Annotated[Assessment | None, Personal] = None


@dataclass(frozen=True, kw_only=True)
class ProgramPassedOver:
    """The need was asked for, but the program does not serve this class; it was told nothing."""

    application_id: UUID
    opening: str
    program: str
    agency: str
    items: tuple[str, ...]
    reason: Literal["not_in_class"]
    noted_at: datetime


@dataclass(frozen=True, kw_only=True)
class AnswerTaken:
    """A program has answered. `late`: after its day, or after the household had its final answer."""

    application_id: UUID
    referral_id: UUID
    program: str
    outcome: Outcome
    reason: str | None
    answers: tuple[Answer, ...]
    late: bool
    answered_at: datetime


@dataclass(frozen=True, kw_only=True)
class OverdueNoted:
    """A program has let its day pass; nobody waits for it any longer, and it is now shown to this level."""

    application_id: UUID
    referral_id: UUID
    program: str
    level: Level = "township"
    overdue_at: datetime


@dataclass(frozen=True, kw_only=True)
class RoundAnswered:
    """Nobody is left to answer. `uncovered`: needs asked for that no program granted; `charity` always."""

    application_id: UUID
    opening: str
    granted: tuple[str, ...]
    declined: tuple[str, ...]
    overdue: tuple[str, ...]
    passed_over: dict[str, tuple[str, ...]]
    uncovered: tuple[str, ...]
    told: tuple[str, ...]
    answered_at: datetime


@dataclass(frozen=True, kw_only=True)
class RoundClosed:
    """The application was withdrawn; nobody else is asked."""

    application_id: UUID
    closed_at: datetime


Event = RoundOpened | ProgramAsked | ProgramPassedOver | AnswerTaken | OverdueNoted | RoundAnswered | RoundClosed
