"""Who left the household's test: 特困供养 with care pay, or the child allowance. Brief 2.2, 2.4, 3, 12.20."""

from contracts.base import Key
from contracts.reasons import Reason
from services.policy.groups.tekun import care_level
from services.policy.parameter_schema import Parameters
from services.policy.rounding import half_up_to_yuan
from services.programs.entitlement import Entitlement, ProgramAsked, Proposal, decline, grant, shown

TEKUN = "特困人员认定办法（民发〔2021〕43号）; 社会救助暂行办法 第14至19条"
CHILD = "国办发〔2010〕54号; 民发〔2019〕62号; 民发〔2020〕125号"
NOT_BOTH = "特困人员认定办法（民发〔2021〕43号） 第9条"
CHILDREN = {"orphan", "unsupported_child"}


def apart(asked: ProgramAsked, history: Entitlement, rules: Parameters) -> list[Proposal]:
    """For every person what the test has found: both, where a child may choose, and then only one of them is given."""
    return [answer for key in asked.household.people for answer in of_person(asked, history, rules, key)]


def of_person(asked: ProgramAsked, history: Entitlement, rules: Parameters, key: Key) -> list[Proposal]:
    held = set(asked.persons.get(key, ()))
    if held & CHILDREN:
        return of_child(asked, history, rules, key)
    if "tekun" in held:
        return provision(asked, rules, key)
    refusal = supported(asked, key)
    return [refusal] if refusal else []


def of_child(asked: ProgramAsked, history: Entitlement, rules: Parameters, key: Key) -> list[Proposal]:
    """Until the family chooses it has the child allowance, which is never less than the basic living of 特困."""
    tested = asked.reason("tekun", key)
    allowed = [allowance(asked, rules, key)]
    if tested is None or tested.outcome != "holds":
        return allowed
    if ("tekun_basic", key) in history.chosen:
        return [
            decline("child_allowance", "alternative_chosen", person=key, article=NOT_BOTH),
            *provision(asked, rules, key),
        ]
    other = [
        decline(item, "alternative_chosen", person=key, article=NOT_BOTH) for item in ("tekun_basic", "tekun_care")
    ]
    return [*allowed, *other]


def allowance(asked: ProgramAsked, rules: Parameters, key: Key) -> Proposal:
    """A child that applies with a household lives in a family, so that the rate of families counts."""
    amount = half_up_to_yuan(rules.children.pay["family"])
    why = tuple(reason for reason in [asked.reason("child.parents", key)] if reason)
    return grant("child_allowance", amount, "month", person=key, first=asked.starts, article=CHILD, why=why)


def provision(asked: ProgramAsked, rules: Parameters, key: Key) -> list[Proposal]:
    """Basic living, and care pay by how far the person manages alone."""
    level = care_level(asked.household.people[key], rules.tekun)
    basic, care = half_up_to_yuan(rules.tekun.basic_pay), half_up_to_yuan(rules.tekun.care_pay[level])
    tested = tuple(reason for reason in [asked.reason("tekun", key)] if reason)
    first = asked.starts
    return [
        grant("tekun_basic", basic, "month", person=key, first=first, article=TEKUN, why=tested),
        grant("tekun_care", care, "month", person=key, first=first, article=TEKUN, why=(self_care(asked, rules, key),)),
    ]


def self_care(asked: ProgramAsked, rules: Parameters, key: Key) -> Reason:
    return shown(
        "tekun.self_care",
        "holds",
        fact="activities_failed",
        amount=len(set(asked.household.people[key].self_care_failed)),
        unit="count",
        person=key,
        article="民发〔2021〕43号 第6条",
        version=rules.version,
    )


def supported(asked: ProgramAsked, person: Key) -> Proposal | None:
    """Without labour capacity, but with a supporter who is able: examined and refused. Brief 2.2 (3), 12.5."""
    unable = asked.reason("tekun.no_labour", person)
    alone = asked.reason("tekun.no_supporter", person)
    if unable is None or alone is None or unable.outcome != "holds" or alone.outcome != "fails":
        return None
    return decline("tekun_basic", "other_supporter_able", person=person, article=TEKUN, why=(unable, alone))
