"""What may be asked of a household's appeals, and the facts that are recorded."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from contracts.appeals import AppealKind, AppealOutcome, Difference
from contracts.base import Deadlines, Personal
from contracts.classification import Assessment
from services.policy.lateness import Level
from services.policy.parameter_schema import AppealRules


@dataclass(frozen=True, kw_only=True)
class DecisionNoted:
    """What was decided on one application, when it was served and by whom. `review_filing`: last day of a 复议."""

    application_id: UUID
    division: str
    decided_on: date
    served_on: date
    decided_by: str
    refused_for: tuple[str, ...]
    deadlines: Deadlines
    noted_at: datetime
    assessment: Annotated[Assessment, Personal]


@dataclass(frozen=True, kw_only=True)
class Filed:
    appeal_id: UUID
    application_id: UUID | None
    division: str
    kind: AppealKind
    claims: tuple[str, ...]
    with_evidence: bool
    deadlines: Deadlines
    filed_at: datetime
    also: tuple[UUID, ...] = ()  # with evidence: the other decisions on the household
    facts: Annotated[dict[str, Any], Personal]
    words: Annotated[str, Personal] = ""


@dataclass(frozen=True, kw_only=True)
class EvidenceHeard:
    """The dossier holds the evidence since this revision."""

    application_id: UUID
    revision: int
    heard_at: datetime


@dataclass(frozen=True, kw_only=True)
class TestHeard:
    """The test of one revision, kept while an appeal waits for it."""

    __test__ = False

    application_id: UUID
    revision: int
    heard_at: datetime
    assessment: Annotated[Assessment, Personal]


@dataclass(frozen=True, kw_only=True)
class Compared:
    """`superseded`: a later decision has replaced this one.

    `open_still`: of all that was compared so far, a decision in force differs, so that a new one has to follow; None in
    events of before.
    """

    appeal_id: UUID
    application_id: UUID
    decided_on: date
    unchanged: bool
    compared_at: datetime
    filed_on: UUID | None = None
    superseded: bool = False
    open_still: bool | None = None
    differences: Annotated[tuple[Difference, ...], Personal] = ()


@dataclass(frozen=True, kw_only=True)
class Answered:
    appeal_id: UUID
    application_id: UUID | None
    kind: AppealKind
    outcome: AppealOutcome
    reasons: tuple[str, ...]
    deadlines: Deadlines
    answered_at: datetime
    words: Annotated[str, Personal] = ""
    differences: Annotated[tuple[Difference, ...], Personal] = ()


@dataclass(frozen=True, kw_only=True)
class Escalated:
    appeal_id: UUID
    application_id: UUID | None
    kind: AppealKind
    level: Level
    escalated_at: datetime


Event = DecisionNoted | Filed | EvidenceHeard | TestHeard | Compared | Answered | Escalated


@dataclass(frozen=True, kw_only=True)
class NoteDecision:
    noted: DecisionNoted
    now: datetime


@dataclass(frozen=True, kw_only=True)
class File:
    appeal_id: UUID
    application_id: UUID | None
    division: str
    kind: AppealKind
    urgent: bool
    claims: tuple[str, ...]
    facts: dict[str, Any]
    words: str
    rules: AppealRules
    now: datetime


@dataclass(frozen=True, kw_only=True)
class NoteEvidence:
    application_id: UUID
    revision: int
    now: datetime


@dataclass(frozen=True, kw_only=True)
class NoteTest:
    application_id: UUID
    revision: int
    assessment: Assessment
    now: datetime


@dataclass(frozen=True, kw_only=True)
class GiveAnswer:
    """`actor`: who answers, as role and name."""

    appeal_id: UUID
    outcome: AppealOutcome
    actor: str
    words: str
    rules: AppealRules
    now: datetime


@dataclass(frozen=True, kw_only=True)
class NoteOverdue:
    appeal_id: UUID
    level: Level
    now: datetime


Command = NoteDecision | File | NoteEvidence | NoteTest | GiveAnswer | NoteOverdue
