"""What the sources are asked about a household: never about somebody without a number or an authorization. Pure."""

from collections.abc import Iterable
from datetime import datetime

from contracts.household import Household
from services.investigation.domain.state import Investigation
from services.investigation.facts import FACTS
from services.investigation.sources import Pair, SourceRequest


def requested(state: Investigation, pairs: Iterable[Pair]) -> tuple[SourceRequest, ...]:
    """Nobody is asked about a person without an identity number or an authorization."""
    opened, household = state.opened, state.household
    if opened is None or household is None:
        return ()
    numbers = {key: one.identity_number for key, one in household.people.items() if key not in state.silenced}
    return tuple(
        question(source, person, number, household, opened.opened_at)
        for source, person in pairs
        if (number := numbers.get(person))
    )


def question(source: str, person: str, identity_number: str, household: Household, since: datetime) -> SourceRequest:
    fact = FACTS.get(source)
    return SourceRequest(
        source=source,
        person=person,
        identity_number=identity_number,
        since=since,
        declared=fact.read(household, person) if fact else None,
    )
