"""单人户: one member of a family that is not in 低保 may be in 低保 alone. Domain brief 2.1, 12.6."""

from typing import Final

from contracts.base import Key
from contracts.reasons import Reason
from services.policy import labour
from services.policy.household import View
from services.policy.income import own_income_month
from services.policy.members import parents_of
from services.policy.reasons import all_of, any_of, below, is_flag, summary

LAW: Final = "最低生活保障审核确认办法（民发〔2021〕57号）第八条"
LAW_JOBLESS: Final = "民发〔2022〕83号"


def candidates(view: View) -> tuple[Key, ...]:
    """Members whose certificate, held or not yet verified, could open the route; alone one is a household anyway."""
    if view.n < 2:
        return ()
    return tuple(
        key
        for key, person in view.people.items()
        if person.disability or person.serious_illness or view.gaps(*_papers(key))
    )


def single_person(view: View, key: Key, edge: Reason) -> Reason:
    """Own income below the standard, and in an edge family and gravely ill or disabled, or jobless and supported."""
    own = own_income_month(view, key)
    return all_of(
        "single_person_dibao",
        below("single_person_dibao.income", own, view.p.standard, law=LAW, code="income_over_line"),
        any_of("single_person_dibao.route", _in_edge_family(view, key, edge), _jobless_adult(view, key, edge)),
        person=key,
    )


def _papers(key: Key) -> tuple[str, str]:
    return f"people.{key}.disability", f"people.{key}.serious_illness"


def _in_edge_family(view: View, key: Key, edge: Reason) -> Reason:
    """Route (a)."""
    person = view.people[key]
    grave = person.serious_illness or labour.is_severe_or_mind(view, key)
    return all_of(
        "single_person_dibao.edge_family",
        summary(edge),
        is_flag("single_person_dibao.grave", view.flag("grave", grave, *_papers(key), person=key), law=LAW),
        person=key,
    )


def _jobless_adult(view: View, key: Key, edge: Reason) -> Reason:
    """Route (b): supported only by siblings or by people of 60 and older, whose support may be disregarded."""
    adult = view.age(key) >= view.p.labour.adult_age
    jobless = not any(e.person == key and e.kind in view.p.income.work_kinds for e in view.household.income)
    disabled = view.flag("severely_disabled", labour.is_severe(view, key), f"people.{key}.disability", person=key)
    return all_of(
        "single_person_dibao.jobless",
        is_flag("single_person_dibao.severe", disabled, law=LAW_JOBLESS),
        is_flag("single_person_dibao.adult", view.flag("adult", adult, person=key), law=LAW_JOBLESS),
        is_flag("single_person_dibao.no_work", view.flag("jobless", jobless, person=key), law=LAW_JOBLESS),
        is_flag(
            "single_person_dibao.supporters",
            view.flag("supported_by_old_or_siblings", _supporters_disregarded(view, key), person=key),
            law=LAW_JOBLESS,
        ),
        _part(edge, "edge.assets"),
        person=key,
    )


def _supporters_disregarded(view: View, key: Key) -> bool:
    others = [other for other in view.members if other != key]
    return all(view.age(other) >= view.p.tekun.supporter_age or _are_siblings(view, key, other) for other in others)


def _are_siblings(view: View, one: Key, other: Key) -> bool:
    relations = {view.people[one].relation, view.people[other].relation}
    shared = set(parents_of(view.household, one)) & set(parents_of(view.household, other))
    return bool(shared) or relations in ({"self", "sibling"}, {"sibling"})


def _part(edge: Reason, rule: str) -> Reason:
    return summary(next(child for child in edge.because if child.rule == rule))
