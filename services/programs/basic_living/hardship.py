"""分类施保 (增发): more for members who have it hardest, a share of the standard. Brief 3."""

from contracts.household import Person
from contracts.reasons import Reason
from services.policy.members import age
from services.policy.parameter_schema import Parameters
from services.policy.rounding import half_up_to_yuan
from services.programs.entitlement import ProgramAsked, shown

ARTICLE = "社会救助暂行办法 第12条; 民发〔2021〕57号 第22条"


def extra(asked: ProgramAsked, rules: Parameters) -> tuple[int, tuple[Reason, ...]]:
    """Fen a month for aged, minor, severely disabled and seriously ill members; where the county pays none, nothing."""
    if not rules.dibao.extra_rate:
        return 0, ()
    hard = [key for key in asked.holds("dibao") if in_hardship(asked, asked.household.people[key], rules)]
    amount = half_up_to_yuan(rules.standard * rules.dibao.extra_rate * len(hard))
    why = tuple(
        shown(
            "dibao.hardship",
            "holds",
            fact="in_hardship",
            amount=1,
            unit="flag",
            person=key,
            article=ARTICLE,
            version=rules.version,
        )
        for key in hard
    )
    return amount, why


def in_hardship(asked: ProgramAsked, person: Person, rules: Parameters) -> bool:
    severe = person.disability is not None and person.disability.grade <= rules.labour.severe_grade
    years = age(person, asked.day)
    return severe or person.serious_illness or years >= rules.tekun.old_age or years < rules.labour.adult_age
