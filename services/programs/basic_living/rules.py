"""低保金: urban families get what is missing to the standard, rural ones the rate of their class. Brief 3, 12.16."""

from fractions import Fraction

from services.policy.parameter_schema import Parameters
from services.policy.rounding import half_up_to_yuan
from services.programs.basic_living.alone import apart
from services.programs.basic_living.grace import grace
from services.programs.basic_living.hardship import extra
from services.programs.entitlement import Entitlement, ProgramAsked, Proposal, decline, grant, shown

ARTICLE = "社会救助暂行办法 第12条; 民发〔2021〕57号 第24条"


def assess(asked: ProgramAsked, history: Entitlement, rules: Parameters) -> list[Proposal]:
    """The whole family's award, or the reasoned no; from the month after the decision; and what single people have."""
    alone = asked.holds("dibao") if asked.category != "dibao" else ()
    return [
        family(asked, rules),
        *grace(asked, history),
        *(one_person(asked, rules, key) for key in alone),
        *apart(asked, history, rules),
    ]


def family(asked: ProgramAsked, rules: Parameters) -> Proposal:
    if asked.category != "dibao" or asked.assessment is None or asked.grace_until:
        reasons = asked.failed.get("dibao") or ("not_in_class",)
        return decline("dibao", reasons[0], article=ARTICLE)
    figures = asked.assessment.figures
    members, counted = figures.members, Fraction(figures.counted_income or 0)
    if asked.residence == "urban":
        amount = gap(rules.standard_urban, members, counted)
        why = shown(
            "dibao.gap_pay",
            "holds",
            fact="counted_income",
            amount=figures.counted_income,
            unit="fen_per_year",
            limit=rules.standard_urban * members * 12,
            relation="<",
            article=ARTICLE,
            version=rules.version,
        )
    else:
        amount = by_class(asked.pay_class, members, rules)
        why = shown(
            "dibao.class_pay",
            "holds",
            fact="pay_class",
            amount=asked.pay_class,
            unit="count",
            article=ARTICLE,
            version=rules.version,
        )
    more, hard = extra(asked, rules)
    return grant("dibao", amount + more, "month", first=asked.starts, article=ARTICLE, why=(why, *hard))


def one_person(asked: ProgramAsked, rules: Parameters, person: str) -> Proposal:
    """A one-person member of another family, as a unit of one on own income alone. Brief 2.1, 12.6."""
    tested = asked.reason("single_person_dibao.income", person)
    own = tested.fact.amount if tested and tested.fact else None
    if asked.residence == "urban" and own is None:
        return decline("single_person_dibao", "fact_missing", person=person, article=ARTICLE)
    urban = asked.residence == "urban"
    amount = (
        gap(rules.standard_urban, 1, Fraction(own or 0) * 12) if urban else by_class(asked.class_of(person), 1, rules)
    )
    why = (tested,) if tested else ()
    return grant("single_person_dibao", amount, "month", person=person, first=asked.starts, article=ARTICLE, why=why)


def gap(standard: int, members: int, counted_income: Fraction) -> int:
    """Fen a month: the standard for every member less a twelfth of the year's counted income, half-up to the yuan."""
    return half_up_to_yuan(Fraction(standard * members) - counted_income / 12)


def by_class(pay_class: int | None, members: int, rules: Parameters) -> int:
    """Fen a month; a rural family without a class was never confirmed, so this raises LookupError."""
    rates = {int(number): rate for number, rate in rules.dibao.class_pay.items()}
    if pay_class not in rates:
        raise LookupError("rural family without pay class")
    return half_up_to_yuan(rates[pay_class] * members)
