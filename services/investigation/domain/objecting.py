"""The family objects to what one source has said: it is asked again, and till then its word does not count. Pure.

民发〔2021〕57号 Art. 18: a result of verification advises and never decides alone.
"""

from services.chassis.errors import RuleBroken
from services.investigation.domain.messages import Event, ObjectToSource, SourceObjected, SourcesAsked
from services.investigation.domain.questions import requested
from services.investigation.domain.state import Investigation, evolve
from services.investigation.sources import SILENT


def object_to_source(state: Investigation, command: ObjectToSource) -> list[Event]:
    """Once per source and person; what is answered twice in the same way is overcome by evidence only."""
    pair = (command.source, command.person)
    standing = state.standings.get(pair)
    if pair in state.objected:
        if standing and standing.state in SILENT:
            return []  # it is being asked
        raise RuleBroken("source-asked-again-already", "/source")
    if standing is None or standing.state in SILENT:
        raise RuleBroken("source-not-answered", "/source")
    objected = SourceObjected(
        source=command.source, person=command.person, until=command.until, objected_at=command.now
    )
    requests = requested(evolve(state, objected), [pair])
    return [objected, *([SourcesAsked(plan=(), requests=requests, asked_at=command.now)] if requests else [])]
