"""Heating money for rented homes. Replace this line by what the folder decides, and name the article."""

from services.policy.parameter_schema import Parameters
from services.programs.entitlement import Entitlement, ProgramAsked, Proposal, decline, grant, shown

ARTICLE = "the article of law that this rule follows"


def assess(asked: ProgramAsked, history: Entitlement, rules: Parameters) -> list[Proposal]:
    """One answer per item and person. `asked` holds the sections that were announced; an unknown fact is never zero."""
    home = asked.household.housing
    if home is None:
        return [decline("heating", "fact_missing", article=ARTICLE)]
    rented = home.tenure == "rented"
    why = shown(
        "heating.rented",
        "holds" if rented else "fails",
        fact="tenure_rented",
        amount=int(rented),
        unit="flag",
        article=ARTICLE,
        version=rules.version,
    )
    if not rented:
        return [decline("heating", "no_need", article=ARTICLE, why=(why,))]
    # a real program takes its figure from the policy's dated parameters, where every number lives
    return [grant("heating", rules.disaster.winter_spring, "year", article=ARTICLE, why=(why,))]
