"""Who counts as a member of the family (共同生活的家庭成员), and why not. Domain brief 6."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final, Literal

from contracts.base import Key
from contracts.household import Household, ParentState, Person
from services.policy.parameter_schema import LabourRules

Membership = Literal[
    "lives_here",
    "spouse",
    "minor_child",
    "dependent_child",
    "parent_of_member",
    "elsewhere",
    "clergy",
    "conscript",
    "postgraduate",
    "absent",
    "no_duty",
]
COUNTED: Final[frozenset[Membership]] = frozenset(
    {"lives_here", "spouse", "minor_child", "dependent_child", "parent_of_member"}
)
_ABSENT: Final[frozenset[ParentState]] = frozenset({"missing", "imprisoned"})


def age(person: Person, on: date) -> int:
    """Full years on a day."""
    return on.year - person.born.year - ((on.month, on.day) < (person.born.month, person.born.day))


def membership(household: Household, rules: LabourRules, on: date) -> Mapping[Key, Membership]:
    """For every person named: counted (COUNTED) or left out, in the order in which they were named."""
    absent = _absent_parents(household)
    return {
        key: "absent" if key in absent else _one(household, person, rules, on)
        for key, person in household.people.items()
    }


def counted(household: Household, rules: LabourRules, on: date) -> tuple[Key, ...]:
    """The keys of the counted members."""
    return tuple(key for key, why in membership(household, rules, on).items() if why in COUNTED)


def doubts(household: Household, rules: LabourRules, on: date) -> Iterator[tuple[Key, str]]:
    """Which facts of which person decide on membership; applicant, spouse and minor children count in any case."""
    for key, person in household.people.items():
        if person.relation == "child" and age(person, on) >= rules.adult_age:
            yield from ((key, "lives"), (key, "school"))
        elif person.relation not in ("self", "spouse", "child"):
            yield key, "lives"


def _one(household: Household, person: Person, rules: LabourRules, on: date) -> Membership:
    if person.clergy or person.conscript:
        return "clergy" if person.clergy else "conscript"
    if person.relation in ("self", "spouse"):
        return "lives_here" if person.relation == "self" else "spouse"
    if person.relation == "child":
        return _child(person, rules, on)
    if person.relation == "other":
        here = person.lives == "here" and any(child in household.people for child in person.parent_of)
        return "parent_of_member" if here else "no_duty"
    return "lives_here" if person.lives == "here" else "elsewhere"


def _child(person: Person, rules: LabourRules, on: date) -> Membership:
    """A child counts while minor, while it cannot live on its own, and when grown up and living in."""
    if age(person, on) < rules.adult_age:
        return "minor_child"
    if person.school:
        return "postgraduate" if person.school.stage == "postgraduate" else "dependent_child"
    if person.lives == "here":
        return "lives_here"
    severe = person.disability is not None and person.disability.grade <= rules.severe_grade
    return "dependent_child" if severe or person.no_labour_capacity else "elsewhere"


def _absent_parents(household: Household) -> frozenset[Key]:
    """Parents missing or in custody, as their children's entries say; a step-parent who lives in is not meant."""
    gone: set[Key] = set()
    for key, child in household.people.items():
        for sex, state in (("male", child.father), ("female", child.mother)):
            if state in _ABSENT:
                gone |= {
                    parent for parent in parents_of(household, key) if _is_away(household.people[parent], key, sex)
                }
    return frozenset(gone)


def _is_away(parent: Person, child: Key, sex: str) -> bool:
    return parent.sex == sex and (parent.lives == "elsewhere" or child in parent.parent_of)


def parents_of(household: Household, key: Key) -> tuple[Key, ...]:
    """The parents of a person who are named in the household, by `parent_of` or by relation to the applicant."""
    person = household.people[key]
    named = tuple(other for other, found in household.people.items() if key in found.parent_of)
    if named:
        return named
    wanted = {"self": ("parent",), "sibling": ("parent",), "child": ("self", "spouse"), "parent": ("grandparent",)}
    wanted |= {"spouse": ("parent_in_law",)}
    relations = wanted.get(person.relation, ())
    return tuple(
        other
        for other, found in household.people.items()
        if other != key and found.relation in relations and found.born < person.born and not found.parent_of
    )


def children_of(household: Household, key: Key) -> tuple[Key, ...]:
    """The children of a person who are named in the household."""
    return tuple(other for other in household.people if other != key and key in parents_of(household, other))


def grandparents_of(household: Household, key: Key) -> tuple[Key, ...]:
    """The grandparents of a person who are named in the household."""
    by_parents = [old for parent in parents_of(household, key) for old in parents_of(household, parent)]
    if household.people[key].relation == "grandchild":
        by_parents += [other for other, found in household.people.items() if found.relation in ("self", "spouse")]
    return tuple(dict.fromkeys(by_parents))


def spouse_of(household: Household, key: Key) -> Key | None:
    """The spouse of a person who is named in the household, where the relations tell it."""
    pairs = {
        "self": "spouse", "spouse": "self", "parent": "parent", "grandparent": "grandparent",
        "parent_in_law": "parent_in_law",
    }  # fmt: skip
    person = household.people[key]
    wanted = pairs.get(person.relation)
    return next(
        (
            other
            for other, found in household.people.items()
            if other != key and found.relation == wanted and found.sex != person.sex
        ),
        None,
    )
