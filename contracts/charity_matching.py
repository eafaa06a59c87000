"""What charity matching says: a need without identity, an offer, a match, the help that arrived."""

from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime

from contracts.base import Code, Contract, Division, Personal


class NeedPublished(Contract):
    """A need that no program covers, with the family's consent: kind, area and urgency only."""

    type: ClassVar[str] = "onedoor.charity_matching.need_published.v1"
    application_id: UUID
    need_id: UUID
    kind: Code
    area: Division  # county, never finer
    urgency: Literal["normal", "urgent"]
    published_at: AwareDatetime


class NeedNotPublished(Contract):
    """A charity need was asked for, and not published (`no_consent`, `covered_by_program`)."""

    type: ClassVar[str] = "onedoor.charity_matching.need_not_published.v1"
    application_id: UUID
    reason: Code
    decided_at: AwareDatetime


class NeedReserved(Contract):
    """An offer and a need were brought together; both sides are asked."""

    type: ClassVar[str] = "onedoor.charity_matching.need_reserved.v1"
    application_id: UUID
    need_id: UUID
    offer_id: UUID
    charity: Code
    reserved_at: AwareDatetime


class MatchAccepted(Contract):
    """Both sides have accepted; only now may the charity know whom it helps."""

    type: ClassVar[str] = "onedoor.charity_matching.match_accepted.v1"
    application_id: UUID
    need_id: UUID
    offer_id: UUID
    charity: Code
    accepted_at: AwareDatetime
    contact: Annotated[str | None, Personal] = None


class HelpDelivered(Contract):
    type: ClassVar[str] = "onedoor.charity_matching.help_delivered.v1"
    application_id: UUID
    need_id: UUID
    charity: Code
    delivered_at: AwareDatetime


class NeedClosed(Contract):
    """The need is no longer offered (`withdrawn`, `expired`, `delivered`)."""

    type: ClassVar[str] = "onedoor.charity_matching.need_closed.v1"
    application_id: UUID
    need_id: UUID
    reason: Code
    closed_at: AwareDatetime
