"""Who is able to work (有劳动能力), who is not, who is severely disabled. Brief 2.2 (1), 6, 12.4."""

from contracts.base import Key
from contracts.household import Disability
from services.policy.household import View
from services.policy.reasons import Measure


def is_incapable_grade(view: View, disability: Disability | None) -> bool:
    """A disability of 2.2 (1): intellectual or mental 1 to 3, physical 1 to 2, visual 1."""
    return disability is not None and disability.grade <= view.p.labour.incapable_grades.get(disability.kind, 0)


def is_severe(view: View, key: Key) -> bool:
    """Certificate of grade 1 or 2."""
    held = view.household.people[key].disability
    return held is not None and held.grade <= view.p.labour.severe_grade


def is_severe_or_mind(view: View, key: Key) -> bool:
    """Certificate of grade 1 or 2, or of grade 3 for an intellectual or mental disability."""
    held = view.household.people[key].disability
    mind = held is not None and held.kind in ("intellectual", "mental") and held.grade <= view.p.labour.mind_grade
    return mind or is_severe(view, key)


def labour_capable(view: View, key: Key) -> Measure:
    """Of working age, not in full-time school, not certified incapable; unknown while a certificate could say so."""
    person = view.household.people[key]
    rules = view.p.labour
    of_age = rules.from_age <= view.age(key) <= rules.to_age
    certain = not of_age or person.school is not None or person.no_labour_capacity
    capable = not certain and not is_incapable_grade(view, person.disability)
    paths = () if certain else (f"people.{key}.disability", f"people.{key}.no_labour_capacity")
    return view.flag("labour_capable", capable, *paths, person=key)
