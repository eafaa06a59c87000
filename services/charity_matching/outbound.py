"""What the others hear of charity: no name before both sides have accepted, and then only sealed."""

from contracts.charity_matching import (
    HelpDelivered,
    MatchAccepted,
    NeedClosed,
    NeedNotPublished,
    NeedPublished,
    NeedReserved,
)
from services.charity_matching.domain.need_messages import HelpBrought, MatchMade, NeedEnded, NeedHeld, NeedOpened
from services.charity_matching.domain.request import NotPublished
from services.chassis.tables import Envelope, Publishes


def need_published(event: NeedOpened, envelope: Envelope) -> NeedPublished:
    return NeedPublished(
        household_id=envelope.household_id,
        application_id=event.application_id,
        need_id=event.need_id,
        kind=event.kind,
        area=event.area,
        urgency=event.urgency,
        published_at=event.opened_at,
    )


def need_not_published(event: NotPublished, envelope: Envelope) -> NeedNotPublished:
    return NeedNotPublished(
        household_id=envelope.household_id,
        application_id=event.application_id,
        reason=event.reason,
        decided_at=event.decided_at,
    )


def need_reserved(event: NeedHeld, envelope: Envelope) -> NeedReserved:
    return NeedReserved(
        household_id=envelope.household_id,
        application_id=event.application_id,
        need_id=event.need_id,
        offer_id=event.offer_id,
        charity=event.charity,
        reserved_at=event.held_at,
    )


def match_accepted(event: MatchMade, envelope: Envelope) -> MatchAccepted:
    return MatchAccepted(
        household_id=envelope.household_id,
        application_id=event.application_id,
        need_id=event.need_id,
        offer_id=event.offer_id,
        charity=event.charity,
        accepted_at=event.made_at,
        contact=event.contact,
    )


def help_delivered(event: HelpBrought, envelope: Envelope) -> HelpDelivered:
    return HelpDelivered(
        household_id=envelope.household_id,
        application_id=event.application_id,
        need_id=event.need_id,
        charity=event.charity,
        delivered_at=event.brought_at,
    )


def need_closed(event: NeedEnded, envelope: Envelope) -> NeedClosed:
    return NeedClosed(
        household_id=envelope.household_id,
        application_id=event.application_id,
        need_id=event.need_id,
        reason=event.reason,
        closed_at=event.ended_at,
    )


PUBLISHES: Publishes = {
    NeedOpened: need_published,
    NotPublished: need_not_published,
    NeedHeld: need_reserved,
    MatchMade: match_accepted,
    HelpBrought: help_delivered,
    NeedEnded: need_closed,
}
