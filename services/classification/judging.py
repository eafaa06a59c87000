"""One dossier through the rules of the day: the only place where classification meets the cascade. Pure."""

from datetime import date
from typing import cast

from contracts.classification import Assessment, Category
from contracts.investigation import DossierReady
from services.classification.domain.state import Determination
from services.policy.cascade import assess
from services.policy.parameters import parameters
from services.policy.standing import Standing


def assessment_of(event: DossierReady, state: Determination, on: date) -> Assessment:
    """The figures in force on the day of the test, at the place of the application.

    Raises NotCovered where no figures are published for that place or day.
    """
    rules = parameters(event.division, event.residence, on)
    return assess(event.dossier, rules, on, event.applied_on, standing_of(state))


def standing_of(state: Determination) -> Standing:
    """What was decided last on this household, in whichever application."""
    decided = [case.decided for case in state.cases.values() if case.decided]
    if not decided:
        return Standing()
    return Standing(category=cast(Category, decided[-1].category))
