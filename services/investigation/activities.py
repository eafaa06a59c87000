"""The call to the sources: all questions of one moment in one call, the answers come back as a command."""

from collections.abc import Awaitable, Callable, Sequence

from services.chassis.clock import Clock
from services.chassis.tables import Activities, Envelope, Execute
from services.investigation.adapters import Purpose, Verification
from services.investigation.domain.investigation import INVESTIGATION
from services.investigation.domain.messages import RecordAnswers, SourcesAsked

Ask = Callable[[SourcesAsked, Envelope], Awaitable[Sequence[Execute]]]


def asking(verification: Verification, clock: Clock) -> Ask:
    async def ask(event: SourcesAsked, envelope: Envelope) -> Sequence[Execute]:
        purpose = Purpose(envelope.stream_id, tuple(sorted({request.source for request in event.requests})))
        answers = await verification.ask(purpose, event.requests)
        command = RecordAnswers(answers=tuple(answers), now=clock.now())
        return [Execute(decider=INVESTIGATION, stream_id=envelope.stream_id, command=command)]

    return ask


def activities(verification: Verification, clock: Clock) -> Activities:
    return {SourcesAsked: asking(verification, clock)}
