"""住房救助: rent subsidy for urban families, renovation of a dangerous house for rural ones. Brief 3."""

from fractions import Fraction

from services.policy.members import counted
from services.policy.parameter_schema import Parameters
from services.policy.rounding import half_up_to_yuan
from services.programs.entitlement import Entitlement, ProgramAsked, Proposal, decline, grant, shown

RENT = "社会救助暂行办法 第37至41条"
RENOVATION = "农村危房改造: 社会救助暂行办法 第38条"


def assess(asked: ProgramAsked, history: Entitlement, rules: Parameters) -> list[Proposal]:
    return [rent(asked, rules)] if asked.residence == "urban" else [renovation(asked, rules)]


def rent(asked: ProgramAsked, rules: Parameters) -> Proposal:
    """`(15 m2 a member - own area) * 7 yuan * tier` a month, from the month after the decision; 低保 and 边缘 only."""
    factor = rules.housing.rent_factor.get(asked.category or "", Fraction(0))
    if not factor:
        return decline("rent_subsidy", "not_in_class", article=RENT)
    if asked.household.housing is None:
        return decline("rent_subsidy", "fact_missing", article=RENT)
    own = Fraction(str(asked.household.housing.area_m2))
    lacking = rules.housing.area_per_person * members(asked, rules) - own
    why = shown(
        "housing.area",
        "holds" if lacking > 0 else "fails",
        fact="own_area",
        amount=str(asked.household.housing.area_m2),
        unit="m2",
        limit=rules.housing.area_per_person * members(asked, rules),
        relation="<",
        article=RENT,
        version=rules.version,
    )
    amount = half_up_to_yuan(lacking * rules.housing.rent_per_m2 * factor)
    if amount == 0:
        return decline("rent_subsidy", "no_need", article=RENT, why=(why,))
    return grant("rent_subsidy", amount, "month", first=asked.starts, article=RENT, why=(why,))


def members(asked: ProgramAsked, rules: Parameters) -> int:
    """As in the test of the class; without a test, who counts by the same rules."""
    if asked.assessment:
        return asked.assessment.figures.members
    return len(counted(asked.household, rules.labour, asked.day))


def renovation(asked: ProgramAsked, rules: Parameters) -> Proposal:
    """One house once, grade C or D, once the housing desk has placed it in its plan; money is due when it is done."""
    entitled = asked.category in ("dibao", "dibao_edge") or asked.holds("monitored", "tekun")
    if not entitled:
        return decline("rural_renovation", "not_in_class", article=RENOVATION)
    grade = asked.household.housing.grade if asked.household.housing else None
    if grade is None:
        return decline("rural_renovation", "fact_missing", article=RENOVATION)
    why = shown(
        "housing.grade",
        "holds" if grade in rules.housing.renovation else "fails",
        fact=f"grade_{grade.lower()}",
        amount=1,
        unit="flag",
        article=RENOVATION,
        version=rules.version,
    )
    if grade not in ("C", "D"):
        return decline("rural_renovation", "no_need", article=RENOVATION, why=(why,))
    return grant(
        "rural_renovation",
        half_up_to_yuan(rules.housing.renovation[grade]),
        article=RENOVATION,
        waits_for="desk",
        once_for="house",
        due="delivered",
        why=(why,),
    )
