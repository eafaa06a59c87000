"""One dossier through the rules of the day: the only place where classification meets the cascade. Pure."""

from datetime import date
from typing import Final, cast

from contracts.classification import Assessment, Category
from contracts.investigation import Dossier, DossierReady
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
    """What was decided last on this household, in whichever application, or what held before."""
    if state.holding is None:
        return Standing()
    return Standing(category=cast(Category, state.holding.category))


STAFF: Final = ("visit", "evidence")  # what the household itself has shown is not hidden


def found_assets(dossier: Dossier) -> bool:
    """Whether a source has found assets other than the household had named."""
    return any(
        origin.path.startswith("assets.") and origin.state == "differs" and origin.source not in STAFF
        for origin in dossier.origins
    )
