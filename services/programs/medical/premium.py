"""参保资助: what each member's class takes off the yearly premium, one sum for the household. Brief 3, 12.6, 12.7."""

from collections.abc import Iterator
from fractions import Fraction

from services.policy.parameter_schema import Parameters
from services.programs.entitlement import ProgramAsked, Proposal, decline, grant, shown

ARTICLE = "甘肃省医疗救助资助参保 2024"


def premium(asked: ProgramAsked, rules: Parameters) -> Proposal:
    """Fen a year: of each member the best of what his classes give. 刚性 has none."""
    subsidies = {key: subsidy(asked, rules, key) for key in asked.persons}
    total = sum(subsidies.values())
    if total == 0:
        return decline("premium_subsidy", "not_in_class", article=ARTICLE)
    why = tuple(
        shown(
            "medical.premium_subsidy",
            "holds" if amount else "fails",
            fact="premium_subsidy",
            amount=amount,
            unit="fen_per_year",
            person=key,
            article=ARTICLE,
            version=rules.version,
        )
        for key, amount in subsidies.items()
    )
    return grant("premium_subsidy", total, "year", article=ARTICLE, why=why)


def subsidy(asked: ProgramAsked, rules: Parameters, person: str) -> int:
    table = rules.medical.premium_subsidy
    return max((table.get(name, 0) for name in classes(asked, person)), default=0)


def classes(asked: ProgramAsked, person: str) -> Iterator[str]:
    """The names under which the table of subsidies knows a person."""
    for status in asked.persons[person]:
        yield dibao(asked, person) if status == "dibao" else status


def dibao(asked: ProgramAsked, person: str) -> str:
    """Rural by pay class; urban full where the unit has no counted income, else partial. Alone is a unit of one."""
    if asked.residence == "rural":
        return f"dibao_rural_{asked.class_of(person)}"
    counted = asked.assessment.figures.counted_income if asked.assessment else None
    if asked.category != "dibao":
        tested = asked.reason("single_person_dibao.income", person)
        counted = tested.fact.amount if tested and tested.fact else None
    return "dibao_urban_full" if counted is not None and Fraction(counted) <= 0 else "dibao_urban_partial"
