"""An investigation that nobody has begun in time is shown to township, county and city, once each. Pure. Brief 4, 5."""

from datetime import datetime

from services.investigation.domain.messages import Event, LateNoted, NoteLate
from services.investigation.domain.state import Investigation


def note_late(state: Investigation, command: NoteLate) -> list[Event]:
    """Begun work and a withdrawn application are not late; a level is told once. 57号 Art. 15: 3 working days."""
    due = state.opened.deadlines.get("investigation_start") if state.opened else None
    if due is None or state.begun or command.level in state.escalated:
        return []
    day = due.date() if isinstance(due, datetime) else due
    if command.now.date() <= day:
        return []
    return [LateNoted(level=command.level, late_on=command.now.date())]
