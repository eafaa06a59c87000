"""Who owes a person support, and is each of them able to give it. Domain brief 2.2 (3), 12.5."""

from collections.abc import Iterator
from typing import Final

from contracts.base import Key
from contracts.household import ParentState, Relative
from contracts.reasons import Reason
from services.policy.household import View
from services.policy.income import own_income_year
from services.policy.labour import is_severe_or_mind
from services.policy.members import children_of, grandparents_of, parents_of, spouse_of
from services.policy.reasons import Measure, all_of, any_of, at_least, below, is_flag

LAW: Final = "特困人员认定办法（民发〔2021〕43号）"
_OWES: Final = frozenset({"spouse", "parent", "child"})
_PARENT_GONE: Final[frozenset[ParentState | None]] = frozenset({"dead", None})
_PARENT_UNABLE: Final[frozenset[ParentState | None]] = frozenset({"missing", "imprisoned", "severely_disabled"})


def no_supporter(view: View, key: Key, modest: Reason) -> Reason:
    """Nobody owes support, or each who does is unable. Siblings, nephews and in-laws owe none.

    `modest`: the household's assets against the limits of the edge class.
    """
    return all_of("tekun.no_supporter", *_each_unable(view, key, modest), person=key, code="other_supporter_able")


def _each_unable(view: View, key: Key, modest: Reason) -> Iterator[Reason]:
    spouse = spouse_of(view.household, key)
    first = [*((spouse,) if spouse else ()), *parents_of(view.household, key), *children_of(view.household, key)]
    able_parent = False
    for other in first:
        reason = unable(view, other, modest)
        able_parent = able_parent or (other in parents_of(view.household, key) and reason.outcome == "fails")
        yield reason
    yield from _parents_by_state(view, key)
    minor = view.age(key) < view.p.labour.adult_age
    grandparents = minor and not able_parent
    for relative in view.household.relatives:
        if relative.of == key and (relative.relation in _OWES or (grandparents and relative.relation == "grandparent")):
            yield _relative_unable(view, relative, key)
    if grandparents:
        yield from (unable(view, other, modest) for other in grandparents_of(view.household, key))


def _parents_by_state(view: View, key: Key) -> Iterator[Reason]:
    """Parents who are not named; a minor's parent counts as able unless told otherwise, an adult's as none."""
    person, named = view.household.people[key], parents_of(view.household, key)
    sexes = {view.household.people[parent].sex for parent in named}
    minor = view.age(key) < view.p.labour.adult_age
    for name, sex, state in (("father", "male", person.father), ("mother", "female", person.mother)):
        if sex in sexes or (state in _PARENT_GONE and (state == "dead" or not minor)):
            continue
        told = view.flag(f"{name}_unable", state in _PARENT_UNABLE, f"people.{key}.{name}", person=key)
        yield is_flag("tekun.supporter.parent_unable", told, law=LAW)


def _relative_unable(view: View, relative: Relative, key: Key) -> Reason:
    """A relative outside the household is able unless it is told that not."""
    told = view.flag(f"{relative.relation}_elsewhere_unable", relative.able is False, "relatives", person=key)
    return is_flag("tekun.supporter.relative_unable", told, law=LAW)


def unable(view: View, other: Key, modest: Reason) -> Reason:
    """One named supporter: 特困, or old and in 低保, or very old or severely disabled with modest means, or away.

    Lost labor capacity alone is not enough (12.5). Means are looked at only where age or disability opens that way.
    """
    held = view.standing.persons.get(other, ())
    on_dibao = "dibao" in held or (view.standing.category == "dibao" and other in view.people)
    in_dibao = is_flag("tekun.supporter.in_dibao", view.flag("on_dibao", on_dibao, person=other), law=LAW)
    old = at_least("tekun.supporter.old", _age(view, other), view.p.tekun.supporter_age, law=LAW)
    return any_of(
        "tekun.supporter.unable",
        is_flag("tekun.supporter.is_tekun", view.flag("tekun", "tekun" in held, person=other), law=LAW),
        all_of("tekun.supporter.old_in_dibao", old, in_dibao),
        _frail_and_poor(view, other, modest),
        is_flag("tekun.supporter.away", view.flag("missing_or_in_custody", _away(view, other), person=other), law=LAW),
        person=other,
    )


def _frail_and_poor(view: View, other: Key, modest: Reason) -> Reason:
    frail = any_of(
        "tekun.supporter.frail",
        at_least("tekun.supporter.very_old", _age(view, other), view.p.tekun.supporter_old_age, law=LAW),
        _severe(view, other),
    )
    if frail.outcome == "fails":
        return frail
    poor = below("tekun.supporter.income", own_income_year(view, other), view.p.disposable_last_year, law=LAW)
    return all_of("tekun.supporter.frail_and_poor", frail, poor, modest)


def _age(view: View, other: Key) -> Measure:
    return view.exact("age", "years", view.age(other), f"people.{other}.born", person=other)


def _severe(view: View, other: Key) -> Reason:
    held = view.flag("severely_disabled", is_severe_or_mind(view, other), f"people.{other}.disability", person=other)
    return is_flag("tekun.supporter.severe", held, law=LAW)


def _away(view: View, other: Key) -> bool:
    """Missing or imprisoned, as a child of theirs tells."""
    sex = view.household.people[other].sex
    children = (view.household.people[child] for child in children_of(view.household, other))
    return any((child.father if sex == "male" else child.mother) in ("missing", "imprisoned") for child in children)
