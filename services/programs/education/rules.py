"""教育资助: a yearly amount by school stage for every pupil and student of a low-income class. Brief 3, 12.13."""

from collections.abc import Mapping

from contracts.household import School
from services.policy.parameter_schema import Parameters
from services.policy.rounding import half_up_to_yuan
from services.programs.entitlement import Entitlement, ProgramAsked, Proposal, decline, grant, shown

ARTICLE = "社会救助暂行办法 第33条"
CLASSES = ("dibao", "tekun", "orphan", "unsupported_child", "dibao_edge", "rigid_expenditure", "monitored", "disabled")


def assess(asked: ProgramAsked, history: Entitlement, rules: Parameters) -> list[Proposal]:
    """One answer per person at school. A postgraduate has no aid of this kind and is not answered."""
    answers = []
    for key, person in asked.household.people.items():
        if person.school and (item := item_of(person.school)):
            eligible = person.disability is not None or bool(set(asked.persons.get(key, ())) & set(CLASSES))
            answers.append(answer(item, key, person.school, rules, eligible=eligible))
    return answers


def answer(item: str, key: str, school: School, rules: Parameters, *, eligible: bool) -> Proposal:
    why = shown(
        "education.class",
        "holds" if eligible else "fails",
        fact=f"stage_{school.stage}",
        amount=1,
        unit="flag",
        person=key,
        article=ARTICLE,
        version=rules.version,
    )
    if not eligible:
        return decline(item, "not_in_class", person=key, article=ARTICLE, why=(why,))
    return grant(item, rate(school, rules), "year", person=key, article=ARTICLE, why=(why,))


def item_of(school: School) -> str | None:
    if school.stage in ("primary", "junior"):
        return "compulsory"
    return None if school.stage == "postgraduate" else school.stage


def rate(school: School, rules: Parameters) -> int:
    """Fen a year, in whole yuan. A day pupil of compulsory school has half of what a boarder has."""
    figures = rules.education
    match school.stage:
        case "primary" | "junior" as stage:
            table = figures.compulsory_boarder if school.boarding else figures.compulsory_day
            return half_up_to_yuan(table[stage])
        case "preschool":
            return half_up_to_yuan(figures.preschool)
        case "senior":
            return half_up_to_yuan(figures.senior)
        case "vocational":
            return half_up_to_yuan(figures.vocational)
        case "undergraduate":
            return half_up_to_yuan(figures.undergraduate)
        case "postgraduate":
            return 0


def bounds(rules: Parameters) -> Mapping[str, tuple[int, int]]:
    """国家助学贷款: what the desk grants on the student's own request, up to the cap of a year. Brief 3."""
    return {"loan": (0, rules.education.loan_cap)}
