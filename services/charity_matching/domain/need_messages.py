"""What may be asked of one need, and what may have happened to it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from contracts.base import Personal
from services.charity_matching.domain.request import Urgency

Side = Literal["family", "charity"]


@dataclass(frozen=True, kw_only=True)
class PublishNeed:
    application_id: UUID
    need_id: UUID
    kind: str
    area: str
    urgency: Urgency
    now: datetime


@dataclass(frozen=True, kw_only=True)
class HoldFor:
    """Keep the need for one offer until `hold_until`, while both sides are asked."""

    need_id: UUID
    offer_id: UUID
    charity: str
    hold_until: datetime
    now: datetime


@dataclass(frozen=True, kw_only=True)
class AcceptMatch:
    """One side says yes. `contact`: whom the charity may then speak to."""

    side: Side
    contact: str | None
    now: datetime


@dataclass(frozen=True, kw_only=True)
class DeclineMatch:
    side: Side
    now: datetime


@dataclass(frozen=True, kw_only=True)
class LetGo:
    """The hold has run out."""

    offer_id: UUID
    now: datetime


@dataclass(frozen=True, kw_only=True)
class RecordHelp:
    now: datetime


@dataclass(frozen=True, kw_only=True)
class CloseNeed:
    reason: Literal["withdrawn"]
    now: datetime


@dataclass(frozen=True, kw_only=True)
class NeedOpened:
    application_id: UUID
    need_id: UUID
    kind: str
    area: str
    urgency: Urgency
    opened_at: datetime


@dataclass(frozen=True, kw_only=True)
class NeedHeld:
    application_id: UUID
    need_id: UUID
    offer_id: UUID
    charity: str
    hold_until: datetime
    held_at: datetime


@dataclass(frozen=True, kw_only=True)
class SideAccepted:
    need_id: UUID
    side: Side
    accepted_at: datetime


@dataclass(frozen=True, kw_only=True)
class MatchMade:
    """Both sides have accepted; now the charity may know whom it helps."""

    application_id: UUID
    need_id: UUID
    offer_id: UUID
    charity: str
    made_at: datetime
    contact: Annotated[str | None, Personal] = None


@dataclass(frozen=True, kw_only=True)
class HoldReleased:
    """The need and the offer are free again, but not for each other."""

    need_id: UUID
    offer_id: UUID
    reason: Literal["declined", "expired", "closed"]
    released_at: datetime


@dataclass(frozen=True, kw_only=True)
class HelpBrought:
    application_id: UUID
    need_id: UUID
    charity: str
    brought_at: datetime


@dataclass(frozen=True, kw_only=True)
class NeedEnded:
    application_id: UUID
    need_id: UUID
    reason: Literal["withdrawn", "delivered"]
    ended_at: datetime


Command = PublishNeed | HoldFor | AcceptMatch | DeclineMatch | LetGo | RecordHelp | CloseNeed
Event = NeedOpened | NeedHeld | SideAccepted | MatchMade | HoldReleased | HelpBrought | NeedEnded
