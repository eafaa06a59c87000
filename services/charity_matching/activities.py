"""How needs, which belong to households, and the book of offers, which belongs to nobody, hear of each other.

Their streams lie in different lanes, so a step of one reaches the other after its commit, at least once.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from contracts.base import NOBODY
from services.charity_matching.domain.need import NEED
from services.charity_matching.domain.need_messages import HoldFor, HoldReleased, NeedEnded, NeedOpened
from services.charity_matching.domain.offers import OFFERS, DelistNeed, DropPair, ListNeed, PairFound, Waiting
from services.charity_matching.ids import BOOK
from services.chassis.clock import Clock
from services.chassis.tables import Activities, Envelope, Execute
from services.policy.calendar import BEIJING, add_working_days

HOLD_WORKING_DAYS = 5  # both sides are asked; then the need is offered to somebody else


def activities(clock: Clock) -> Activities:
    async def list_need(event: NeedOpened, _: Envelope) -> Sequence[Execute]:
        need = Waiting(need_id=event.need_id, kind=event.kind, area=event.area, opened_at=event.opened_at)
        return [to_book(ListNeed(need=need, now=clock.now()))]

    async def hold_need(event: PairFound, _: Envelope) -> Sequence[Execute]:
        now = clock.now()
        command = HoldFor(
            need_id=event.need_id,
            offer_id=event.offer_id,
            charity=event.charity,
            hold_until=hold_until(now),
            now=now,
        )
        return [Execute(decider=NEED, stream_id=event.need_id, command=command)]

    async def free_offer(event: HoldReleased, _: Envelope) -> Sequence[Execute]:
        again = event.reason != "closed"
        return [to_book(DropPair(need_id=event.need_id, offer_id=event.offer_id, again=again, now=clock.now()))]

    async def delist_need(event: NeedEnded, _: Envelope) -> Sequence[Execute]:
        return [to_book(DelistNeed(need_id=event.need_id))]

    return {NeedOpened: list_need, PairFound: hold_need, HoldReleased: free_offer, NeedEnded: delist_need}


def to_book(command: ListNeed | DropPair | DelistNeed) -> Execute:
    return Execute(decider=OFFERS, stream_id=BOOK, command=command, household_id=NOBODY)


def hold_until(now: datetime) -> datetime:
    """The end of the fifth working day."""
    last = add_working_days(now.astimezone(BEIJING).date(), HOLD_WORKING_DAYS)
    return datetime.combine(last + timedelta(days=1), time(), BEIJING)
