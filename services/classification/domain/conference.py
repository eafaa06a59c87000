"""The county conference on one application: proposed, convened with a quorum, decided. Pure.

It fixes the kind of aid for special cases (一事一议) and asks agencies; it cannot waive a consent, an authorisation
or a legal line, and nobody decides who is recused. Domain brief 7 and 12.18; 国办发〔2023〕39号.
"""

from dataclasses import dataclass, replace
from typing import Literal, assert_never

from services.chassis.decider import Decider
from services.chassis.errors import NotFound, RuleBroken
from services.classification.domain.conference_messages import (
    CaseConvened,
    CaseHeard,
    CaseLaid,
    Command,
    ConveneConference,
    DecideCase,
    Event,
    MatterProposed,
    ProposeHearing,
)
from services.policy.calendar import add_months, add_working_days
from services.policy.conference import Matter, quorum

Stage = Literal["unknown", "proposed", "convened", "decided"]


@dataclass(frozen=True)
class Conference:
    laid: CaseLaid | None = None
    matters: tuple[Matter, ...] = ()
    stage: Stage = "unknown"
    present: tuple[str, ...] = ()
    recused: tuple[str, ...] = ()
    heard: CaseHeard | None = None

    @property
    def lies_ahead(self) -> bool:
        """Convened and not decided, or decided with a class: then nothing is refused."""
        return self.stage == "convened" or (self.heard is not None and self.heard.category is not None)


def decide(state: Conference, command: Command) -> list[Event]:
    match command:
        case ProposeHearing():
            return propose(state, command)
        case ConveneConference():
            return convene(state, command)
        case DecideCase():
            return conclude(state, command)
        case _:
            assert_never(command)


def propose(state: Conference, command: ProposeHearing) -> list[Event]:
    """Once per matter; what was decided is not heard again."""
    new = tuple(matter for matter in command.matters if matter not in state.matters)
    if not new or state.stage == "decided":
        return []
    proposed = MatterProposed(
        application_id=command.laid.application_id,
        division=command.laid.division,
        matters=new,
        due=add_working_days(command.now.date(), command.rules.convene_days),
        proposed_at=command.now,
    )
    return [command.laid, proposed]


def convene(state: Conference, command: ConveneConference) -> list[Event]:
    """Also where nothing was proposed. Raises `conference-no-quorum` and `recused-agency-present`."""
    if state.stage == "decided":
        raise RuleBroken("conference-decided")
    if state.laid is None and command.laid is None:
        raise NotFound("conference-case-unknown")
    able = [member for member in command.rules.members if member not in command.recused]
    present = tuple(able) if command.present is None else command.present
    if set(present) & set(command.recused):
        raise RuleBroken("recused-agency-present", "/present")
    if not able or len(set(present) & set(able)) < quorum(len(able), command.rules):
        raise RuleBroken("conference-no-quorum", "/present")
    if (state.stage, state.present, state.recused) == ("convened", present, command.recused):
        return []
    convened = CaseConvened(
        application_id=command.application_id,
        agenda=state.matters,
        present=present,
        recused=command.recused,
        convened_at=command.now,
    )
    return [*([command.laid] if command.laid else []), convened]


def conclude(state: Conference, command: DecideCase) -> list[Event]:
    """A named aid, a class, agencies asked, or none with its reasons; for 12 months at most. Said again it is quiet."""
    if command.override:
        raise RuleBroken("statute-not-waived", "/override")
    if state.heard and said(state.heard) == said(command):
        return []
    if state.stage == "decided":
        raise RuleBroken("conference-decided")
    if state.stage != "convened" or state.laid is None:
        raise RuleBroken("conference-not-convened")
    months = command.grant.months if command.grant else None
    if max(command.valid_months, months or 0) > command.rules.valid_months:
        raise RuleBroken("conference-valid-too-long", "/valid_months")
    if command.category and command.category not in {matter.category for matter in state.matters}:
        raise RuleBroken("conference-class-not-open", "/category")
    person = command.grant.person if command.grant else None
    if person is not None and person not in state.laid.household.people:
        raise RuleBroken("conference-grant-to-nobody", "/grant/person")
    return [heard(state.laid, command)]


def said(decision: CaseHeard | DecideCase) -> tuple[object, ...]:
    return decision.grant, decision.asked, decision.category


def heard(laid: CaseLaid, command: DecideCase) -> CaseHeard:
    return CaseHeard(
        application_id=command.application_id,
        division=laid.division,
        residence=laid.residence,
        needs=laid.needs,
        grant=command.grant,
        asked=command.asked,
        category=command.category,
        valid_until=add_months(command.now.date(), command.valid_months),
        decided_at=command.now,
        household=laid.household,
        assessment=laid.assessment,
        reasons=command.reasons,
    )


def evolve(state: Conference, event: Event) -> Conference:
    match event:
        case CaseLaid():
            return replace(state, laid=event if getattr(event, "household", None) else None)
        case MatterProposed():
            stage: Stage = "proposed" if state.stage == "unknown" else state.stage
            return replace(state, matters=(*state.matters, *event.matters), stage=stage)
        case CaseConvened():
            return replace(state, stage="convened", present=event.present, recused=event.recused)
        case CaseHeard():
            return replace(state, stage="decided", heard=event)
        case _:
            assert_never(event)


CONFERENCE: Decider[Conference, Command, Event] = Decider(
    name="conference", initial=Conference, decide=decide, evolve=evolve, events=Event
)
