"""服务类救助: visits for the ill and disabled, care at home for who cannot manage alone; no money. Brief 3."""

from services.policy.members import counted
from services.policy.parameter_schema import Parameters
from services.programs.entitlement import Entitlement, ProgramAsked, Proposal, decline, grant, shown

ARTICLE = "国办发〔2023〕39号 服务类社会救助"


def assess(asked: ProgramAsked, history: Entitlement, rules: Parameters) -> list[Proposal]:
    """What the desk should arrange for whom; counselling is given by the desk alone, on what it sees."""
    found = []
    for key in counted(asked.household, rules.labour, asked.day):
        person = asked.household.people[key]
        if person.disability or person.serious_illness:
            found.append(service("rehabilitation_visits", key, rules))
        if len(person.self_care_failed) >= rules.tekun.partial_from:
            found.append(service("care_at_home", key, rules))
    return found or [decline("rehabilitation_visits", "no_need", article=ARTICLE)]


def service(item: str, key: str, rules: Parameters) -> Proposal:
    why = shown(
        "care.need",
        "holds",
        fact="need_of_care",
        amount=1,
        unit="flag",
        person=key,
        article=ARTICLE,
        version=rules.version,
    )
    return grant(item, None, None, person=key, article=ARTICLE, waits_for="desk", why=(why,))
