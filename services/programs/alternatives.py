"""Items of which a household gets only one: which they are, and how one program hears of the other. Brief 2.4, 3."""

from collections.abc import Iterator
from typing import Any

from contracts.programs import AlternativeChosen, Answer, SupportChanged, SupportDecided
from services.chassis.tables import Context, Handlers
from services.programs.entitlement import Program, entitlement
from services.programs.entitlement.commands import ExcludeItem

Item = tuple[str, str]  # program, item
HOUSE: frozenset[Item] = frozenset({("disaster_relief", "house"), ("housing", "rural_renovation")})
"""The rebuilding grant and the renovation of the same house."""
ACROSS = (HOUSE,)


def others(program: str, item: str) -> Iterator[Item]:
    """What is not given beside this item, in whatever program."""
    for group in ACROSS:
        if (program, item) in group:
            yield from sorted(group - {(program, item)})


def hearing(program: Program) -> Handlers:
    """Handlers of a program that has alternatives elsewhere; none for the rest."""
    if not any(program.code == code for group in ACROSS for code, _ in group):
        return {}
    stream = entitlement(program)

    async def given(message: SupportDecided | SupportChanged, ctx: Context) -> None:
        at = message.decided_at if isinstance(message, SupportDecided) else message.changed_at
        for answer in message.answers:
            if answer.outcome == "granted":
                await exclude(message.household_id, message.program, answer, at, chosen=False, ctx=ctx)

    async def chosen(message: AlternativeChosen, ctx: Context) -> None:
        await exclude(message.household_id, message.program, message, message.chosen_at, chosen=True, ctx=ctx)

    async def exclude(
        household: Any, code: str, what: Answer | AlternativeChosen, at: Any, *, chosen: bool, ctx: Context
    ) -> None:
        for ours, item in others(code, what.item):
            if ours == program.code:
                command = ExcludeItem(item=item, person=what.person, by=code, chosen=chosen, since=at, now=ctx.now())
                await ctx.execute(stream, household, command)

    return {SupportDecided: given, SupportChanged: given, AlternativeChosen: chosen}
