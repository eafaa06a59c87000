"""What the county conference has named: it settles the item that waited for it, or is granted of its own. Once.

Domain brief 7 and 12.10: a conference grant states its months; prepayments are deducted.
"""

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

from contracts.programs import Per
from services.chassis.errors import RuleBroken
from services.programs.entitlement import events as e
from services.programs.entitlement.answering import changed, once_only, refused, starting
from services.programs.entitlement.by_hand import completed
from services.programs.entitlement.commands import GrantByConference
from services.programs.entitlement.program import Program
from services.programs.entitlement.proposals import Proposal, grant
from services.programs.entitlement.state import Entitlement

ARTICLE = "国办发〔2023〕39号；县级困难群众基本生活保障工作协调机制"


def by_conference(program: Program, state: Entitlement, command: GrantByConference) -> list[e.Event]:
    """Raises `unknown-item`. Where prepayments have used the sum up, the answer is a reasoned no."""
    if command.item not in program.items:
        raise RuleBroken("unknown-item", "/item")
    if has_granted(state, command):
        return []
    named = proposal_of(program, state, command)
    for asked, waiting in waits(state, command):
        settled = replace(named, person=waiting.person, once_for=waiting.once_for)
        settled = starting(once_only(state, settled, asked.referral_id), command.now)
        return [
            settled_event(asked, settled, command),
            *completed(state, asked, state.referrals[asked.referral_id], [settled], command.now, "conference"),
        ]
    return [changed(command.asked, [starting(named, command.now)], "conference", command.now)]


def has_granted(state: Entitlement, command: GrantByConference) -> bool:
    """Whether this conference's grant stands: as an award, or settled while its referral still waits."""
    application_id, key = command.asked.application_id, (command.item, command.person)
    settled = (p for referral_id in of_application(state, application_id) for p in state.referrals[referral_id].settled)
    awarded = (a.proposal for a in state.awards if a.application_id == application_id)
    return any(p.key == key and p.article == ARTICLE for p in (*settled, *awarded))


def of_application(state: Entitlement, application_id: UUID) -> Iterator[UUID]:
    for referral_id, asked in state.asked.items():
        if asked.application_id == application_id:
            yield referral_id


def waits(state: Entitlement, command: GrantByConference) -> Iterator[tuple[e.ProgramAsked, Proposal]]:
    """The item that waits for the conference, in a referral of this application."""
    for referral_id in of_application(state, command.asked.application_id):
        for proposal in state.referrals[referral_id].waiting:
            named = proposal.item == command.item and command.person in (None, proposal.person)
            if named and proposal.waits_for == "conference":
                yield state.asked[referral_id], proposal


def proposal_of(program: Program, state: Entitlement, command: GrantByConference) -> Proposal:
    """The sum that the conference names counts for each month; else the program's rules tell one sum for all months."""
    amount, person, months = command.amount, command.person, command.months
    if amount is None and program.conference and months:
        owed = program.conference(command.asked, state, command.rules, command.item, months)
        whole = grant(command.item, owed, "once", person=person, article=ARTICLE)
        return whole if owed else refused(whole, "already_awarded")
    per: Per = "month" if months else "once"
    named = grant(command.item, amount, per, person=person, months=months, article=ARTICLE)
    return replace(named, stated=amount is not None)


def settled_event(asked: e.ProgramAsked, settled: Proposal, command: GrantByConference) -> e.ItemSettled:
    return e.ItemSettled(
        program=asked.program,
        application_id=asked.application_id,
        referral_id=asked.referral_id,
        settled=settled,
        settled_at=command.now,
    )
