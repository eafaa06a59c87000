"""The orders a county conference takes about one application, and the facts it records."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from contracts.base import Personal
from contracts.classification import Assessment, Category, ConferenceGrant
from contracts.household import Household, Residence
from services.policy.conference import Matter
from services.policy.parameter_schema import ConferenceRules


@dataclass(frozen=True, kw_only=True)
class CaseLaid:
    """The facts of the application as they lie before the conference; newer ones replace them."""

    application_id: UUID
    division: str
    residence: Residence
    needs: tuple[str, ...]
    laid_at: datetime
    household: Annotated[Household, Personal]
    assessment: Annotated[Assessment | None, Personal] = None


@dataclass(frozen=True, kw_only=True)
class MatterProposed:
    """The system proposes to hear the case; convened by the end of `due`."""

    application_id: UUID
    division: str
    matters: tuple[Matter, ...]
    due: date
    proposed_at: datetime


@dataclass(frozen=True, kw_only=True)
class CaseConvened:
    application_id: UUID
    agenda: tuple[Matter, ...]
    present: tuple[str, ...]
    recused: tuple[str, ...]
    convened_at: datetime


@dataclass(frozen=True, kw_only=True)
class CaseHeard:
    """The decision, with the facts that were before the conference."""

    application_id: UUID
    division: str
    residence: Residence
    needs: tuple[str, ...]
    grant: ConferenceGrant | None
    asked: tuple[str, ...]
    valid_until: date
    decided_at: datetime
    household: Annotated[Household, Personal]
    category: Category | None = None
    assessment: Annotated[Assessment | None, Personal] = None
    reasons: Annotated[str, Personal] = ""


Event = CaseLaid | MatterProposed | CaseConvened | CaseHeard


@dataclass(frozen=True, kw_only=True)
class ProposeHearing:
    """Lay the case before the conference and say why it should be heard."""

    laid: CaseLaid
    matters: tuple[Matter, ...]
    rules: ConferenceRules
    now: datetime


@dataclass(frozen=True, kw_only=True)
class ConveneConference:
    """`present` None: every member that is not recused. `laid`: the case, where nothing was proposed."""

    application_id: UUID
    laid: CaseLaid | None
    recused: tuple[str, ...] = ()
    present: tuple[str, ...] | None = None
    rules: ConferenceRules
    now: datetime


@dataclass(frozen=True, kw_only=True)
class DecideCase:
    """`category`: a class that the case may be given; `override`: a statute to be waived, which it cannot be."""

    application_id: UUID
    grant: ConferenceGrant | None = None
    category: Category | None = None
    asked: tuple[str, ...] = ()
    override: str | None = None
    valid_months: int
    reasons: str = ""
    rules: ConferenceRules
    now: datetime


Command = ProposeHearing | ConveneConference | DecideCase
