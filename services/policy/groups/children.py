"""孤儿 and 事实无人抚养儿童: minors without parents, or whose parents cannot care for them. Domain brief 2.4, 12.20."""

from datetime import date
from typing import Final, Literal

from contracts.base import Key
from contracts.household import Person
from contracts.reasons import Reason
from services.policy.calendar import add_months
from services.policy.household import View
from services.policy.labour import is_severe
from services.policy.members import parents_of
from services.policy.reasons import all_of, is_flag

LAW: Final = "国办发〔2010〕54号；民发〔2019〕62号；民发〔2020〕125号"
ChildStatus = Literal["orphan", "unsupported_child"]
Side = Literal["father", "mother"]


def examined(view: View) -> tuple[Key, ...]:
    """Minor members of whom a parent is told to be dead, missing or in custody, or is named and cannot care."""
    minors = ((key, person) for key, person in view.people.items() if view.age(key) < view.p.children.age)
    return tuple(
        key
        for key, person in minors
        if {person.father, person.mother} - {"alive", None}
        or all(_named_unable(view, key, side) for side in ("father", "mother"))
    )


def child(view: View, key: Key) -> Reason:
    """Each parent is dead, missing long enough, in custody, severely disabled or seriously ill."""
    return all_of(
        "child.parents",
        _parent(view, key, "father"),
        _parent(view, key, "mother"),
        person=key,
    )


def status(person: Person) -> ChildStatus:
    """Both parents dead makes an orphan; any other loss of both a de-facto unsupported child."""
    return "orphan" if person.father == person.mother == "dead" else "unsupported_child"


def _parent(view: View, key: Key, side: Side) -> Reason:
    person = view.people[key]
    state = person.father if side == "father" else person.mother
    path = f"people.{key}.{side}"
    if state == "missing":
        return _missing_long(view, key, side)
    unable = state in ("dead", "imprisoned", "severely_disabled") or _named_unable(view, key, side)
    return is_flag(f"child.{side}", view.flag(f"{side}_cannot_care", unable, path, person=key), law=LAW)


def _missing_long(view: View, key: Key, side: Side) -> Reason:
    """Out of contact for at least six months; unknown while nobody has said since when."""
    since: date | None = view.people[key].missing_since
    told = view.flag(f"{side}_missing_long", bool(since) and _long(view, since), f"people.{key}.{side}", person=key)
    if since is None:
        told = view.unknown_flag(f"{side}_missing_long", f"people.{key}.missing_since", person=key)
    return is_flag(f"child.{side}", told, law=LAW)


def _long(view: View, since: date | None) -> bool:
    return since is not None and add_months(since, view.p.children.absent_months) <= view.on


def _named_unable(view: View, key: Key, side: Side) -> bool:
    """A parent named in the household who is severely disabled, of unsound mind or seriously ill."""
    sex = "male" if side == "father" else "female"
    named = (parent for parent in parents_of(view.household, key) if view.household.people[parent].sex == sex)
    return any(_cannot_care(view, parent) for parent in named)


def _cannot_care(view: View, parent: Key) -> bool:
    """Seriously ill, of grade 1 or 2, or with an intellectual or mental disability up to the grade for parents."""
    person = view.household.people[parent]
    held = person.disability
    mind = held is not None and held.kind in ("intellectual", "mental") and held.grade <= view.p.children.mind_grade
    return mind or person.serious_illness or is_severe(view, parent)
