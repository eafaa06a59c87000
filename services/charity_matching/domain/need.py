"""One need: published without a name, held for one offer, accepted by both sides, delivered. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, assert_never
from uuid import UUID

from contracts.base import NOBODY
from services.charity_matching.domain.need_messages import (
    AcceptMatch,
    CloseNeed,
    Command,
    DeclineMatch,
    Event,
    HelpBrought,
    HoldFor,
    HoldReleased,
    LetGo,
    MatchMade,
    NeedEnded,
    NeedHeld,
    NeedOpened,
    PublishNeed,
    RecordHelp,
    Side,
    SideAccepted,
)
from services.chassis.decider import Decider
from services.chassis.errors import RuleBroken

Stage = Literal["unknown", "published", "reserved", "accepted", "delivered", "closed"]


@dataclass(frozen=True)
class State:
    stage: Stage = "unknown"
    application_id: UUID = NOBODY
    need_id: UUID = NOBODY
    offer_id: UUID | None = None
    charity: str = ""
    accepted: frozenset[Side] = frozenset()


def publish(state: State, command: PublishNeed) -> list[Event]:
    """Again only after it was closed: the family has consented anew."""
    if state.stage not in ("unknown", "closed"):
        return []
    return [
        NeedOpened(
            application_id=command.application_id,
            need_id=command.need_id,
            kind=command.kind,
            area=command.area,
            urgency=command.urgency,
            opened_at=command.now,
        )
    ]


def hold(state: State, command: HoldFor) -> list[Event]:
    if state.offer_id == command.offer_id:
        return []
    if state.stage != "published":
        return [release(command.need_id, command.offer_id, "closed", command.now)]  # closed while the pair was found
    return [
        NeedHeld(
            application_id=state.application_id,
            need_id=state.need_id,
            offer_id=command.offer_id,
            charity=command.charity,
            hold_until=command.hold_until,
            held_at=command.now,
        )
    ]


def accept(state: State, command: AcceptMatch) -> list[Event]:
    if command.side in state.accepted:
        return []
    if state.stage != "reserved" or state.offer_id is None:
        raise RuleBroken("nothing-reserved")
    said = SideAccepted(need_id=state.need_id, side=command.side, accepted_at=command.now)
    if not state.accepted:
        return [said]
    return [
        said,
        MatchMade(
            application_id=state.application_id,
            need_id=state.need_id,
            offer_id=state.offer_id,
            charity=state.charity,
            made_at=command.now,
            contact=command.contact,
        ),
    ]


def decline(state: State, command: DeclineMatch) -> list[Event]:
    if state.stage != "reserved" or state.offer_id is None:
        raise RuleBroken("nothing-reserved")
    return [release(state.need_id, state.offer_id, "declined", command.now)]


def let_go(state: State, command: LetGo) -> list[Event]:
    if state.stage != "reserved" or state.offer_id != command.offer_id:
        return []
    return [release(state.need_id, command.offer_id, "expired", command.now)]


def record_help(state: State, command: RecordHelp) -> list[Event]:
    if state.stage == "delivered":
        return []
    if state.stage != "accepted":
        raise RuleBroken("not-matched")
    application_id, need_id = state.application_id, state.need_id
    return [
        HelpBrought(application_id=application_id, need_id=need_id, charity=state.charity, brought_at=command.now),
        NeedEnded(application_id=application_id, need_id=need_id, reason="delivered", ended_at=command.now),
    ]


def close(state: State, command: CloseNeed) -> list[Event]:
    """Withdrawn consent closes at once what nobody has accepted or delivered yet, and what was accepted."""
    if state.stage in ("unknown", "delivered", "closed"):
        return []
    freed = [release(state.need_id, state.offer_id, "closed", command.now)] if state.offer_id else []
    ended = NeedEnded(
        application_id=state.application_id, need_id=state.need_id, reason=command.reason, ended_at=command.now
    )
    return [*freed, ended]


def release(
    need_id: UUID, offer_id: UUID, reason: Literal["declined", "expired", "closed"], now: datetime
) -> HoldReleased:
    return HoldReleased(need_id=need_id, offer_id=offer_id, reason=reason, released_at=now)


RULES: dict[type, Callable[[State, Any], list[Event]]] = {
    PublishNeed: publish,
    HoldFor: hold,
    AcceptMatch: accept,
    DeclineMatch: decline,
    LetGo: let_go,
    RecordHelp: record_help,
    CloseNeed: close,
}


def decide(state: State, command: Command) -> list[Event]:
    return RULES[type(command)](state, command)


def evolve(state: State, event: Event) -> State:
    match event:
        case NeedOpened():
            return State("published", event.application_id, event.need_id)
        case NeedHeld():
            return replace(
                state, stage="reserved", offer_id=event.offer_id, charity=event.charity, accepted=frozenset()
            )
        case SideAccepted():
            return replace(state, accepted=state.accepted | {event.side})
        case MatchMade():
            return replace(state, stage="accepted")
        case HoldReleased():
            if state.offer_id != event.offer_id:
                return state
            return replace(state, stage="published", offer_id=None, charity="", accepted=frozenset())
        case HelpBrought():
            return replace(state, stage="delivered")
        case NeedEnded():
            return replace(state, stage="delivered" if event.reason == "delivered" else "closed")
        case _:
            assert_never(event)


NEED: Decider[State, Command, Event] = Decider(name="need", initial=State, decide=decide, evolve=evolve, events=Event)
