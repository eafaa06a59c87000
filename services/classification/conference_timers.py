"""What a conference has decided on a class reaches the determination at once, as a step of its own."""

from collections.abc import Sequence
from typing import Final

from services.chassis.tables import ClearTimer, Context, Due, Envelope, SetTimer, Timer, Timers
from services.classification.domain.commands import AdoptClass
from services.classification.domain.conference import CONFERENCE
from services.classification.domain.conference_messages import CaseHeard
from services.classification.domain.determination import DETERMINATION

OUTCOME: Final = "conference-outcome"


def when_heard(event: CaseHeard, _: Envelope) -> Sequence[SetTimer | ClearTimer]:
    if event.category is None:
        return []
    return [SetTimer(name=OUTCOME, at=event.decided_at, stream_id=event.application_id)]


async def adopt(timer: Timer, ctx: Context) -> None:
    heard = (await ctx.state(CONFERENCE, timer.stream_id)).heard
    if heard is None or heard.category is None:
        return
    command = AdoptClass(
        application_id=timer.stream_id, category=heard.category, valid_until=heard.valid_until, now=ctx.now()
    )
    await ctx.execute(DETERMINATION, timer.household_id, command)


CONFERENCE_TIMERS: Timers = {CaseHeard: when_heard}
CONFERENCE_DUE: Due = {OUTCOME: adopt}
