"""The orders that the decision on monitoring takes, and the facts it records."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from contracts.base import Code, Personal
from contracts.household import Household, Residence
from contracts.reasons import Reason
from services.policy.lateness import Level


@dataclass(frozen=True, kw_only=True)
class RiskFound:
    """A household that may be at risk, tested on the facts of now. `holds`: it is; `failed`: why it is not.

    `due`: last day of the decision; `members`: whom the flag would cover.
    """

    application_id: UUID
    division: str
    residence: Residence
    needs: tuple[str, ...]
    holds: bool
    failed: tuple[Code, ...]
    members: tuple[str, ...]
    due: date
    found_at: datetime
    household: Annotated[Household, Personal]
    reason: Annotated[Reason, Personal]


@dataclass(frozen=True, kw_only=True)
class RiskAnnounced:
    """The village sees it to the end of `notice_end`; name and kind of risk only."""

    application_id: UUID
    notice_end: date
    posted_at: datetime


@dataclass(frozen=True, kw_only=True)
class RiskNoticeEnded:
    """The notice is over; it can be decided."""

    application_id: UUID
    ended_at: datetime


@dataclass(frozen=True, kw_only=True)
class MonitoringConcluded:
    """`failed`: why the household is not monitored."""

    application_id: UUID
    division: str
    residence: Residence
    needs: tuple[str, ...]
    monitored: bool
    members: tuple[str, ...]
    failed: tuple[Code, ...]
    decided_on: date
    household: Annotated[Household, Personal]
    reason: Annotated[Reason, Personal]


@dataclass(frozen=True, kw_only=True)
class UndecidedNoted:
    """Nobody has decided in time; the household is now shown to this level."""

    application_id: UUID
    level: Level
    noted_on: date


Event = RiskFound | RiskAnnounced | RiskNoticeEnded | MonitoringConcluded | UndecidedNoted


@dataclass(frozen=True, kw_only=True)
class NoteRisk:
    found: RiskFound
    now: datetime


@dataclass(frozen=True, kw_only=True)
class AnnounceRisk:
    """`notice_days`: calendar days, at least 5."""

    notice_days: int
    now: datetime


@dataclass(frozen=True, kw_only=True)
class EndRiskNotice:
    now: datetime


@dataclass(frozen=True, kw_only=True)
class DecideMonitoring:
    """`because`: why the household is not monitored although the rule has found a risk, as after an objection."""

    monitored: bool
    because: Code | None = None
    now: datetime


@dataclass(frozen=True, kw_only=True)
class NoteUndecided:
    level: Level
    now: datetime


Command = NoteRisk | AnnounceRisk | EndRiskNotice | DecideMonitoring | NoteUndecided
