"""特困: without labor capacity, livelihood and able supporter. Tested for each person. Domain brief 2.2, 12.5."""

from typing import Final, NamedTuple

from contracts.base import Key
from contracts.household import Person
from contracts.reasons import Reason
from services.policy.assets import assets
from services.policy.groups.supporters import no_supporter
from services.policy.household import View
from services.policy.income import own_income_month
from services.policy.labour import is_incapable_grade
from services.policy.members import age, parents_of
from services.policy.parameter_schema import CareLevel, TekunRules
from services.policy.reasons import all_of, any_of, at_least, below, is_flag, summary

LAW: Final = "特困人员认定办法（民发〔2021〕43号）"


def examined(view: View) -> tuple[Key, ...]:
    """Members without labor capacity; a minor only where no parent is named, for else the parents answer for it."""
    return tuple(
        key
        for key, person in view.people.items()
        if is_old(person, view)
        or is_incapable_grade(view, person.disability)
        or (view.age(key) < view.p.tekun.minor_age and not parents_of(view.household, key))
    )


class Means(NamedTuple):
    """The household's assets against two limits, without their trees: they are the same for everybody in it."""

    livelihood: Reason
    modest: Reason


def means(view: View) -> Means:
    return Means(
        summary(assets(view, "dibao", "tekun.no_livelihood.assets")),
        summary(assets(view, "dibao_edge", "tekun.supporter.assets")),
    )


def tekun(view: View, key: Key, found: Means) -> Reason:
    """All three conditions for one person."""
    return all_of(
        "tekun",
        _no_labour(view, key),
        _no_livelihood(view, key, found.livelihood),
        no_supporter(view, key, found.modest),
        person=key,
    )


def care_level(person: Person, rules: TekunRules) -> CareLevel:
    """By how many of the six activities fail: none, 1 to 3 partly, 4 and more fully in need of care."""
    failed = len(set(person.self_care_failed))
    if failed >= rules.full_from:
        return "full"
    return "partial" if failed >= rules.partial_from else "none"


def is_old(person: Person, view: View) -> bool:
    return age(person, view.on) >= view.p.tekun.old_age


def _no_labour(view: View, key: Key) -> Reason:
    person = view.people[key]
    years = view.exact("age", "years", view.age(key), f"people.{key}.born", person=key)
    grade = view.flag(
        "incapable_by_disability", is_incapable_grade(view, person.disability), f"people.{key}.disability", person=key
    )
    return any_of(
        "tekun.no_labour",
        at_least("tekun.no_labour.old", years, view.p.tekun.old_age, law=LAW),
        below("tekun.no_labour.minor", years, view.p.tekun.minor_age, law=LAW),
        is_flag("tekun.no_labour.disabled", grade, law=LAW),
        person=key,
    )


def _no_livelihood(view: View, key: Key, modest: Reason) -> Reason:
    """Own income below the standard and modest assets; base pension and the like do not count."""
    own = own_income_month(view, key, not_counted=view.p.tekun.not_counted)
    return all_of(
        "tekun.no_livelihood",
        below("tekun.no_livelihood.income", own, view.p.standard, law=LAW, code="income_over_line"),
        modest,
        person=key,
    )
