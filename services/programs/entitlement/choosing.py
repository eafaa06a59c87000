"""What excludes each other: the family may choose, else what was given first stands. Brief 2.4, 3 (stacking)."""

from dataclasses import replace

from services.chassis.errors import RuleBroken
from services.programs.entitlement import events as e
from services.programs.entitlement.answering import NOT_CHOSEN, answered, changed, refused
from services.programs.entitlement.commands import Choose, ExcludeItem
from services.programs.entitlement.program import Program
from services.programs.entitlement.proposals import BLOCKING, Proposal
from services.programs.entitlement.state import Entitlement, evolve
from services.programs.months import after


def choose(program: Program, state: Entitlement, command: Choose) -> list[e.Event]:
    """The choice stands from the next month on; the same choice twice is quiet. Raises `unknown-item`."""
    if command.item not in program.items:
        raise RuleBroken("unknown-item", "/item")
    if (command.item, command.person) in state.chosen:
        return []
    choice = e.AlternativeChosen(program=program.code, item=command.item, person=command.person, chosen_at=command.now)
    return [choice, *rethought(program, evolve(state, choice), command)]


def rethought(program: Program, state: Entitlement, command: Choose) -> list[e.Event]:
    """What the rules say otherwise now that the family has chosen, of the person whom the choice concerns."""
    asked = state.file
    if asked is None or command.rules is None:
        return []
    fresh = [p for p in program.assess(asked, state, command.rules) if p.person == command.person and not p.waits_for]
    start = after(f"{command.now:%Y-%m}")
    new = [differing for p in fresh if (differing := from_month(state, p, start))]
    return [changed(asked, new, NOT_CHOSEN, command.now)] if new else []


def from_month(state: Entitlement, fresh: Proposal, start: str) -> Proposal | None:
    """The answer as it counts from a month on; None where it stands so already."""
    running = state.running(fresh.item, fresh.person, start)
    if fresh.granted:
        first = max(start, fresh.first or start)
        return None if running else replace(fresh, first=first, why=())
    return replace(running.proposal, last=after(start, -1)) if running and fresh.reason == NOT_CHOSEN else None


def exclude(program: Program, state: Entitlement, command: ExcludeItem) -> list[e.Event]:
    """What waits is declined; what was given stays, unless the family chose the other or that was given earlier."""
    key = (command.item, command.person)
    if state.excluded.get(key) in (True, command.chosen) or (key in state.chosen and not command.chosen):
        return []
    given = [a for a in state.awards if a.proposal.key == key and not a.recorded]
    if given and not command.chosen and min((a.given_at, program.code) for a in given) < (command.since, command.by):
        return []
    event = e.ItemExcluded(
        program=program.code,
        item=command.item,
        person=command.person,
        chosen=command.chosen,
        excluded_at=command.now,
    )
    taken_back = [refused(award.proposal, NOT_CHOSEN) for award in given]
    events: list[e.Event] = [event, *declined(state, key, command)]
    if taken_back and state.file:
        events.append(changed(state.file, taken_back, NOT_CHOSEN, command.now))
    return events


def declined(state: Entitlement, key: tuple[str, str | None], command: ExcludeItem) -> list[e.Event]:
    """Everything that waits under this key, and the answer to the referral where nothing else is left to wait for."""
    events: list[e.Event] = []
    for referral_id, known in state.referrals.items():
        hits = [refused(p, NOT_CHOSEN) for p in known.waiting if p.key == key]
        asked = state.asked[referral_id]
        events += [
            e.ItemSettled(
                program=asked.program,
                application_id=asked.application_id,
                referral_id=referral_id,
                settled=no,
                settled_at=command.now,
            )
            for no in hits
        ]
        left = [p for p in known.waiting if p.key != key and p.waits_for in BLOCKING]
        if hits and not known.answered and not left:
            events += answered(state, asked, (*known.settled, *hits), command.now, reasons=known.reasons)
        elif hits and known.answered:
            events.append(changed(asked, hits, NOT_CHOSEN, command.now))
    return events
