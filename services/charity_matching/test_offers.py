"""The book of offers: who is paired with whom, up to which capacity, and what frees a place."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from services.charity_matching.domain.offers import (
    OFFERS,
    DelistNeed,
    DropPair,
    Event,
    ListNeed,
    MakeOffer,
    NeedDelisted,
    NeedListed,
    Offer,
    OfferMade,
    PairDropped,
    PairFound,
    Waiting,
)
from services.chassis.decider import Scenario
from services.policy.calendar import BEIJING

NOW = datetime(2024, 11, 28, 9, tzinfo=BEIJING)
book = Scenario(OFFERS)


def waiting(number: int, area: str = "620802", days: int = 0, kind: str = "care") -> Waiting:
    return Waiting(need_id=UUID(int=number), kind=kind, area=area, opened_at=NOW + timedelta(days=days))


def offer(number: int = 3, areas: tuple[str, ...] = ("6208",), capacity: int = 1, **changes: Any) -> Offer:
    fields = {"charity": "lamp", "kinds": ("care",), "until": date(2024, 12, 31), **changes}
    return Offer(offer_id=UUID(int=number), areas=areas, capacity=capacity, **fields)


def listed(*needs: Waiting) -> list[NeedListed]:
    return [NeedListed(need=one) for one in needs]


def made(one: Offer) -> OfferMade:
    return OfferMade(offer=one, made_at=NOW)


def pair(need_number: int, offer_number: int = 3) -> PairFound:
    return PairFound(need_id=UUID(int=need_number), offer_id=UUID(int=offer_number), charity="lamp")


def make(one: Offer) -> MakeOffer:
    return MakeOffer(offer=one, now=NOW)


def drop(need_number: int, again: bool) -> DropPair:
    return DropPair(need_id=UUID(int=need_number), offer_id=UUID(int=3), again=again, now=NOW)


def test_an_offer_takes_the_oldest_needs_of_its_kind_and_area_up_to_its_capacity() -> None:
    needs = listed(waiting(11, days=2), waiting(12, days=1), waiting(13, area="621002"), waiting(14, kind="medical"))
    book.given(*needs).when(make(offer())).then(made(offer()), pair(12))
    two = offer(capacity=2)
    book.given(*needs).when(make(two)).then(made(two), pair(12), pair(11))


def test_a_need_takes_the_offer_for_the_smallest_area() -> None:
    near = offer(5, areas=("620802",))
    book.given(made(offer()), made(near)).when(ListNeed(need=waiting(11), now=NOW)).then(
        NeedListed(need=waiting(11)), pair(11, 5)
    )


def test_an_offer_that_is_full_or_over_is_not_used() -> None:
    past: tuple[Event, ...] = (*listed(waiting(11)), made(offer()), pair(11))
    book.given(*past).when(ListNeed(need=waiting(12), now=NOW)).then(NeedListed(need=waiting(12)))
    late = ListNeed(need=waiting(11), now=NOW + timedelta(days=60))
    book.given(made(offer())).when(late).then(NeedListed(need=waiting(11)))


def test_a_dropped_pair_frees_the_offer_for_the_next_need_and_is_not_tried_again() -> None:
    past: tuple[Event, ...] = (*listed(waiting(11), waiting(12, days=1)), made(offer()), pair(11))
    dropped = PairDropped(need_id=UUID(int=11), offer_id=UUID(int=3), again=True)
    book.given(*past).when(drop(11, again=True)).then(dropped, pair(12))
    book.given(*past, dropped, pair(12)).when(drop(11, again=True)).then()


def test_a_closed_need_gives_its_place_back_and_a_delivered_one_does_not() -> None:
    past: tuple[Event, ...] = (*listed(waiting(11)), made(offer()), pair(11))
    closed = PairDropped(need_id=UUID(int=11), offer_id=UUID(int=3), again=False)
    book.given(*past, closed).when(ListNeed(need=waiting(12), now=NOW)).then(*listed(waiting(12)), pair(12))
    delivered = NeedDelisted(need_id=UUID(int=11))
    book.given(*past).when(DelistNeed(need_id=UUID(int=11))).then(delivered)
    book.given(*past, delivered).when(ListNeed(need=waiting(12), now=NOW)).then(*listed(waiting(12)))


def test_an_offer_is_made_once_and_not_for_the_past() -> None:
    book.given(made(offer())).when(make(offer())).then()
    book.given().when(make(offer(until=date(2024, 11, 27)))).then_refused("offer-in-the-past")
    book.given().when(DelistNeed(need_id=UUID(int=2))).then()
    book.given(*listed(waiting(11))).when(ListNeed(need=waiting(11), now=NOW)).then()
