"""What a program does about a decision of the county conference: the aid that it names is granted, once."""

from datetime import date
from typing import Any

from contracts.classification import ConferenceDecided
from services.chassis.decider import Decider
from services.chassis.ids import derived
from services.chassis.tables import Context
from services.policy.calendar import add_working_days
from services.policy.parameters import parameters
from services.programs.entitlement import Program, ProgramAsked
from services.programs.entitlement.commands import GrantByConference


def conference_granted(program: Program, stream: Decider[Any, Any, Any]) -> Any:
    async def grant(message: ConferenceDecided, ctx: Context) -> None:
        """By the figures in force at the household's place on the day of the decision."""
        if message.grant is None or message.grant.program != program.code:
            return
        asked = before_conference(program, message)
        command = GrantByConference(
            asked=asked,
            item=message.grant.item,
            person=message.grant.person,
            months=message.grant.months,
            amount=message.grant.amount,
            rules=parameters(message.division, message.residence, asked.day),
            now=ctx.now(),
        )
        await ctx.execute(stream, message.household_id, command)

    return grant


def before_conference(program: Program, message: ConferenceDecided) -> ProgramAsked:
    """The facts that the conference had, as the rules read them; nobody was asked, so no answer is owed."""
    test = message.assessment
    decided_on: date = message.decided_at.date()
    return ProgramAsked(
        program=program.code,
        agency=program.agency,
        application_id=message.application_id,
        referral_id=derived("conference", message.application_id, program.code),
        division=message.division,
        residence=message.residence,
        needs=message.needs,
        urgent=False,
        category=test.category if test else None,
        pay_class=test.pay_class if test else None,
        persons=dict(test.persons) if test else {},
        failed=dict(test.failed) if test else {},
        decided_on=decided_on,
        referred_at=message.decided_at,
        answer_by=add_working_days(decided_on, program.answer_within),
        household=message.household,
        assessment=test,
    )
