"""What a program does about a referral, and about what else it hears. One consumer group per program."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from contracts.base import Contract
from contracts.classification import ConferenceDecided
from contracts.program_dispatch import ReferralMade
from services.chassis.decider import Decider
from services.chassis.tables import Context, Handlers
from services.policy.parameter_schema import Parameters
from services.policy.parameters import parameters
from services.programs.alternatives import hearing
from services.programs.conference import conference_granted
from services.programs.entitlement import Entitlement, Program, ProgramAsked, entitlement
from services.programs.entitlement.commands import Command, TakeReferral
from services.programs.entitlement.events import Event
from services.programs.rates import next_change

Stream = Decider[Entitlement, Command, Event]


def handlers(program: Program) -> Handlers:
    """The table of the group `programs.<code>`."""
    stream = entitlement(program)
    others = {contract: told(stream, turned) for contract, turned in program.hears.items()}
    granted = conference_granted(program, stream)
    return {ReferralMade: referral_answered(program, stream), ConferenceDecided: granted, **others, **hearing(program)}


def referral_answered(program: Program, stream: Stream) -> Any:
    async def answer_referral(message: ReferralMade, ctx: Context) -> None:
        """Decide by the rules of the household's place on the day of the decision."""
        if message.program != program.code:
            return
        asked = question(program, message)
        command = TakeReferral(
            asked=asked,
            rules=parameters(asked.division, asked.residence, asked.day),
            rates_change_on=next_change(asked.division, asked.residence, asked.day),
            now=ctx.now(),
        )
        await ctx.execute(stream, message.household_id, command)

    return answer_referral


def question(program: Program, message: ReferralMade) -> ProgramAsked:
    return ProgramAsked(
        program=program.code,
        agency=program.agency,
        application_id=message.application_id,
        referral_id=message.referral_id,
        division=message.division,
        residence=message.residence,
        needs=message.needs,
        urgent=message.urgent,
        category=message.category,
        pay_class=message.pay_class,
        persons=dict(message.persons),
        failed=dict(message.failed),
        decided_on=message.decided_on,
        referred_at=message.referred_at,
        answer_by=message.answer_by,
        because=message.because,
        effective_from=message.effective_from,
        grace_until=message.grace_until,
        overpaid_since=message.overpaid_since,
        concealed=message.concealed,
        household=message.household,
        assessment=message.assessment,
    )


def told(stream: Stream, turned: Callable[[Any, Parameters | None, datetime], Command]) -> Any:
    async def tell(message: Contract, ctx: Context) -> None:
        """News may overtake the referral on its way: the program then has no place by whose rules to act."""
        file = (await ctx.state(stream, message.household_id)).file
        rules = parameters(file.division, file.residence, ctx.today()) if file else None
        await ctx.execute(stream, message.household_id, turned(message, rules, ctx.now()))

    return tell
