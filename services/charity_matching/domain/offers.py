"""The book in which needs without names and offers of charities meet: oldest need first, capacity never exceeded. Pure.

One book for everybody, because an offer may serve several counties; it holds ids, kinds, counties and numbers only.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, assert_never
from uuid import UUID

from services.chassis.decider import Decider
from services.chassis.errors import RuleBroken

Pair = tuple[UUID, UUID]  # need, offer


@dataclass(frozen=True, kw_only=True)
class Offer:
    """`areas`: leading digits of county codes; `capacity`: how many needs; good to the end of `until`."""

    offer_id: UUID
    charity: str
    kinds: tuple[str, ...]
    areas: tuple[str, ...]
    capacity: int
    until: date

    def fits(self, need: "Waiting") -> bool:
        return need.kind in self.kinds and any(need.area.startswith(area) for area in self.areas)


@dataclass(frozen=True, kw_only=True)
class Waiting:
    need_id: UUID
    kind: str
    area: str
    opened_at: datetime


@dataclass(frozen=True, kw_only=True)
class MakeOffer:
    offer: Offer
    now: datetime


@dataclass(frozen=True, kw_only=True)
class ListNeed:
    need: Waiting
    now: datetime


@dataclass(frozen=True, kw_only=True)
class DropPair:
    """They did not come together; the offer has its place back. `again`: the need looks for another offer."""

    need_id: UUID
    offer_id: UUID
    again: bool
    now: datetime


@dataclass(frozen=True, kw_only=True)
class DelistNeed:
    need_id: UUID


@dataclass(frozen=True, kw_only=True)
class OfferMade:
    offer: Offer
    made_at: datetime


@dataclass(frozen=True, kw_only=True)
class NeedListed:
    need: Waiting


@dataclass(frozen=True, kw_only=True)
class PairFound:
    need_id: UUID
    offer_id: UUID
    charity: str


@dataclass(frozen=True, kw_only=True)
class PairDropped:
    need_id: UUID
    offer_id: UUID
    again: bool


@dataclass(frozen=True, kw_only=True)
class NeedDelisted:
    need_id: UUID


Command = MakeOffer | ListNeed | DropPair | DelistNeed
Event = OfferMade | NeedListed | PairFound | PairDropped | NeedDelisted


@dataclass(frozen=True)
class Book:
    offers: Mapping[UUID, Offer] = field(default_factory=dict)
    needs: Mapping[UUID, Waiting] = field(default_factory=dict)  # listed and not closed, held or not
    held: Mapping[UUID, UUID] = field(default_factory=dict)  # need -> offer
    tried: frozenset[Pair] = frozenset()

    def room(self, offer: Offer) -> bool:
        return sum(offer_id == offer.offer_id for offer_id in self.held.values()) < offer.capacity

    def offer_for(self, need: Waiting, on: date) -> Offer | None:
        """Of the offers that fit, the one made first for the smallest area."""
        fitting = [
            offer
            for offer in self.offers.values()
            if offer.until >= on
            and offer.fits(need)
            and self.room(offer)
            and (need.need_id, offer.offer_id) not in self.tried
        ]
        return max(fitting, key=lambda offer: max(len(a) for a in offer.areas if need.area.startswith(a)), default=None)


def make_offer(state: Book, command: MakeOffer) -> list[Event]:
    offer = command.offer
    if offer.offer_id in state.offers:
        return []
    if offer.until < command.now.date():
        raise RuleBroken("offer-in-the-past", pointer="/until")
    return with_pairs(state, [OfferMade(offer=offer, made_at=command.now)], command.now.date())


def list_need(state: Book, command: ListNeed) -> list[Event]:
    if command.need.need_id in state.needs:
        return []
    return with_pairs(state, [NeedListed(need=command.need)], command.now.date())


def drop_pair(state: Book, command: DropPair) -> list[Event]:
    if state.held.get(command.need_id) != command.offer_id:
        return []
    dropped = PairDropped(need_id=command.need_id, offer_id=command.offer_id, again=command.again)
    return with_pairs(state, [dropped], command.now.date())


def delist(state: Book, command: DelistNeed) -> list[Event]:
    return [NeedDelisted(need_id=command.need_id)] if command.need_id in state.needs else []


def with_pairs(state: Book, events: list[Event], on: date) -> list[Event]:
    """What follows from a change: every pair that can now be made, oldest need first."""
    after = OFFERS.fold(state, events)
    for need in sorted(after.needs.values(), key=lambda waiting: (waiting.opened_at, waiting.need_id)):
        if need.need_id in after.held or (offer := after.offer_for(need, on)) is None:
            continue
        pair = PairFound(need_id=need.need_id, offer_id=offer.offer_id, charity=offer.charity)
        after, events = evolve(after, pair), [*events, pair]
    return events


RULES: dict[type, Callable[[Book, Any], list[Event]]] = {
    MakeOffer: make_offer,
    ListNeed: list_need,
    DropPair: drop_pair,
    DelistNeed: delist,
}


def decide(state: Book, command: Command) -> list[Event]:
    return RULES[type(command)](state, command)


def evolve(state: Book, event: Event) -> Book:
    match event:
        case OfferMade():
            return replace(state, offers={**state.offers, event.offer.offer_id: event.offer})
        case NeedListed():
            return replace(state, needs={**state.needs, event.need.need_id: event.need})
        case PairFound():
            return replace(state, held={**state.held, event.need_id: event.offer_id})
        case PairDropped():
            freed = replace(state, held=without(state.held, event.need_id))
            tried = freed.tried | {(event.need_id, event.offer_id)}
            return replace(freed, tried=tried) if event.again else delisted(freed, event.need_id)
        case NeedDelisted():
            return delisted(state, event.need_id)
        case _:
            assert_never(event)


def delisted(state: Book, need_id: UUID) -> Book:
    """Gone from the book; where it was brought, its place in the offer stays taken."""
    tried = frozenset(pair for pair in state.tried if pair[0] != need_id)
    return replace(state, needs=without(state.needs, need_id), tried=tried)


def without(mapping: Mapping[UUID, Any], key: UUID) -> dict[UUID, Any]:
    return {k: v for k, v in mapping.items() if k != key}


OFFERS: Decider[Book, Command, Event] = Decider(name="offers", initial=Book, decide=decide, evolve=evolve, events=Event)
