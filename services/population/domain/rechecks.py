"""When a known household is tested again, on which facts, and what that means for money paid before. Pure.

Brief 4 (fraud, honest overpayment), 12.14, 12.16, 12.17.
"""

from typing import Final

from contracts.household import Household, Need
from contracts.investigation import RecheckTerms
from services.chassis.ids import derived
from services.policy.grace import only_work_rose
from services.population.domain.commands import DemandRecheck
from services.population.domain.events import Event, RecheckDemanded
from services.population.domain.state import Known, facts

EVENTFUL: Final = ("emergency", "disaster", "charity")  # asked for because of one event, not again with every re-check


def demand_recheck(state: Known, command: DemandRecheck) -> list[Event]:
    """Ordered by staff or due; while one runs on the same facts, no second one."""
    household = facts(state)
    if state.open_rechecks and not state.unchecked:
        return []
    if command.periodic and (state.recheck is None or command.now.date() < state.recheck):
        return []
    return [
        RecheckDemanded(
            application_id=derived(command.household_id, "recheck", command.now.isoformat()),
            division=household.place,
            residence=household.residence,
            needs=needs_of(household),
            terms=terms(state, household, command),
            demanded_at=command.now,
            household=household.model_copy(update={"needs": needs_of(household)}),
        )
    ]


def needs_of(household: Household) -> tuple[Need, ...]:
    """The class is tested whatever was asked for; events of the past are not aided anew."""
    lasting = tuple(need for need in household.needs if need not in (*EVENTFUL, "basic_living"))
    return ("basic_living", *lasting)


def terms(state: Known, household: Household, command: DemandRecheck) -> RecheckTerms:
    reported = [news.because for news in state.unchecked if news.because]
    from_work = all(because == "employment" for because in reported) and only_work_rose(
        state.checked or household, household, command.rules
    )
    return RecheckTerms(
        because=because_of(state, command, reported),
        from_work=from_work,
        entitled_until=state.entitled_until,
        concealed=state.concealed,
    )


def because_of(state: Known, command: DemandRecheck, reported: list[str]) -> str:
    """The latest warning of what was pushed since the last check, or what the family has said, before the mere lapse of
    time. A warning of earlier news, or one in which staff have found nothing, is no cause of this check."""
    pushed = {news.at for news in state.unchecked if news.source}
    kinds = [
        warned.kind
        for warned in state.warnings.values()
        if warned.outcome != "none" and (warned.opened_at in pushed or (pushed and warned.state != "closed"))
    ]
    lapse = "periodic" if command.periodic else "ordered"
    return kinds[-1] if kinds else reported[-1] if reported else lapse
