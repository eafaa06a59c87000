"""When a need that was held for an offer is free again."""

from collections.abc import Sequence
from uuid import UUID

from services.charity_matching.domain.need import NEED
from services.charity_matching.domain.need_messages import HoldReleased, LetGo, MatchMade, NeedHeld
from services.chassis.tables import ClearTimer, Context, Due, Envelope, SetTimer, Timer, Timers

HOLD_END = "hold-end"


def when_held(event: NeedHeld, _: Envelope) -> Sequence[SetTimer | ClearTimer]:
    payload = {"offer_id": str(event.offer_id)}
    return [SetTimer(name=HOLD_END, at=event.hold_until, stream_id=event.need_id, payload=payload)]


def stop_hold(event: MatchMade | HoldReleased, _: Envelope) -> Sequence[SetTimer | ClearTimer]:
    return [ClearTimer(name=HOLD_END, stream_id=event.need_id)]


async def let_go(timer: Timer, ctx: Context) -> None:
    command = LetGo(offer_id=UUID(timer.payload["offer_id"]), now=ctx.now())
    await ctx.execute(NEED, timer.stream_id, command)


TIMERS: Timers = {NeedHeld: when_held, MatchMade: stop_hold, HoldReleased: stop_hold}
DUE: Due = {HOLD_END: let_go}
