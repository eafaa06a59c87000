"""就业救助: a public-welfare job for a member who can work and has no work. Brief 3, 12.4."""

from collections.abc import Mapping

from contracts.investigation import Dossier
from services.policy.household import look
from services.policy.labour import labour_capable
from services.policy.parameter_schema import Parameters
from services.policy.rounding import half_up_to_yuan
from services.policy.standing import Standing
from services.programs.entitlement import Entitlement, ProgramAsked, Proposal, decline, grant, shown

ARTICLE = "社会救助暂行办法 第42至45条; 公益性岗位管理办法"


def assess(asked: ProgramAsked, history: Entitlement, rules: Parameters) -> list[Proposal]:
    """Everybody who could take a job is proposed to the desk, which knows what jobs there are."""
    able = able_to_work(asked, rules)
    seeking = [key for key in able if not works(asked, rules, key)]
    if not in_class(asked, zero_employment=bool(able) and seeking == able):
        return [decline("public_job", "not_in_class", article=ARTICLE)]
    if not seeking:
        return [decline("public_job", "no_need", article=ARTICLE)]
    return [job(asked, history, rules, key) for key in seeking]


def able_to_work(asked: ProgramAsked, rules: Parameters) -> list[str]:
    """Members of working age, neither at school nor certified unable; where that is unknown, nobody is proposed."""
    view = look(Dossier(household=asked.household), rules, asked.day, asked.day, Standing())
    return [key for key in view.members if labour_capable(view, key).span.exact == 1]


def works(asked: ProgramAsked, rules: Parameters, key: str) -> bool:
    kinds = rules.income.work_kinds
    return any(i.person == key and i.kind in kinds and i.amount > 0 for i in asked.household.income)


def in_class(asked: ProgramAsked, *, zero_employment: bool) -> bool:
    """Urban 低保 and families in which nobody works; rural families that are monitored."""
    if asked.residence == "rural":
        return bool(asked.holds("monitored"))
    return asked.category == "dibao" or (zero_employment and asked.category in ("dibao_edge", "rigid_expenditure"))


def job(asked: ProgramAsked, history: Entitlement, rules: Parameters, key: str) -> Proposal:
    """From the month after the desk's grant; an urban job runs three years at most. Who has one keeps it."""
    urban = asked.residence == "urban"
    amount = half_up_to_yuan(rules.employment.public_job_urban if urban else rules.employment.public_job_rural)
    why = shown(
        "employment.no_work",
        "holds",
        fact="able_without_work",
        amount=1,
        unit="flag",
        person=key,
        article=ARTICLE,
        version=rules.version,
    )
    held = history.running("public_job", key, asked.starts)
    if held:
        first, last = held.proposal.first, held.proposal.last
        return grant("public_job", amount, "month", person=key, first=first, last=last, article=ARTICLE, why=(why,))
    return grant(
        "public_job",
        amount,
        "month",
        person=key,
        article=ARTICLE,
        waits_for="desk",
        months=rules.employment.public_job_years * 12 if urban else None,
        why=(why,),
    )


def bounds(rules: Parameters) -> Mapping[str, tuple[int, int]]:
    """职业培训补贴: a sum for each certificate, which the desk states once it is held. Brief 3."""
    training = rules.employment.training
    return {"training": (training["low"], training["high"])}
