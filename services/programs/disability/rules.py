"""残疾人两项补贴: living subsidy in 低保 families, care subsidy for the severely disabled. Brief 2.3, 12.6, 12.7."""

from typing import Literal

from contracts.household import Disability
from services.policy.parameter_schema import Parameters
from services.policy.rounding import half_up_to_yuan
from services.programs.entitlement import Entitlement, ProgramAsked, Proposal, decline, grant, shown

ARTICLE = "国发〔2015〕52号"
CHILDREN = {"orphan", "unsupported_child"}


def assess(asked: ProgramAsked, history: Entitlement, rules: Parameters) -> list[Proposal]:
    """Both subsidies for everybody who holds a certificate, a month, from the month after the decision."""
    answers = []
    for key, person in asked.household.people.items():
        if person.disability:
            answers += [living(asked, rules, key), care(asked, rules, key, person.disability)]
    return answers


def living(asked: ProgramAsked, rules: Parameters, key: str) -> Proposal:
    """Not for 特困, and not for a child who has the child allowance."""
    held = set(asked.persons.get(key, ()))
    if "dibao" not in held or held & {"tekun", *CHILDREN}:
        return decline("living_subsidy", "not_in_class", person=key, article=ARTICLE)
    return subsidy(asked, "living_subsidy", key, rules.disability.living, rules)


def care(asked: ProgramAsked, rules: Parameters, key: str, disability: Disability) -> Proposal:
    """Grade 1-2 is taken as needing long care; not for 特困, who have care pay."""
    tier = tier_of(disability, rules)
    if tier is None or "tekun" in asked.persons.get(key, ()):
        return decline("care_subsidy", "not_in_class", person=key, article=ARTICLE)
    return subsidy(asked, "care_subsidy", key, rules.disability.care[tier], rules)


def tier_of(disability: Disability, rules: Parameters) -> Literal["high", "low"] | None:
    """High or low by kind and grade; a kind in neither table, such as multiple, goes by its grade alone."""
    high, low = rules.disability.care_high, rules.disability.care_low
    if disability.kind not in high and disability.kind not in low:
        return "high" if disability.grade == 1 else "low" if disability.grade == 2 else None
    if disability.grade <= high.get(disability.kind, 0):
        return "high"
    return "low" if disability.grade <= low.get(disability.kind, 0) else None


def subsidy(asked: ProgramAsked, item: str, key: str, rate: int, rules: Parameters) -> Proposal:
    why = shown(
        "disabled.certificate",
        "holds",
        fact="certificate",
        amount=1,
        unit="flag",
        person=key,
        article=ARTICLE,
        version=rules.version,
    )
    return grant(item, half_up_to_yuan(rate), "month", person=key, first=asked.starts, article=ARTICLE, why=(why,))
