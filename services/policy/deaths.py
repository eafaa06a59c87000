"""What a death changes in a household: the person leaves it, with the own income, costs and companies. Pure.

Income that names nobody is the household's own and stays. Domain brief 5, 6.
"""

from contracts.base import Key
from contracts.household import Household, ParentState
from services.policy.members import children_of


def without(household: Household, person: Key) -> Household:
    """The household once this person is gone; the dead parent is noted with each child."""
    bereaved = with_parent_state(household, person, "dead")
    people = {
        key: other.model_copy(update={"parent_of": tuple(child for child in other.parent_of if child != person)})
        for key, other in bereaved.people.items()
        if key != person
    }
    assets, signed = household.assets, household.consents.verification
    companies = tuple(company for company in assets.companies if company.person != person)
    events = tuple(
        event.model_copy(update={"hurt": tuple(key for key in event.hurt if key != person)})
        for event in household.events
    )
    changes = {
        "applicant": _applicant(household, person),
        "people": people,
        "relatives": tuple(relative for relative in household.relatives if relative.of != person),
        "income": tuple(entry for entry in household.income if entry.person != person),
        "costs": tuple(entry for entry in household.costs if entry.person != person),
        "aid": tuple(entry for entry in household.aid if entry.person != person),
        "assets": assets.model_copy(update={"companies": companies}),
        "events": events,
    }
    if signed is not None:
        kept = tuple(key for key in signed if key != person)
        changes["consents"] = household.consents.model_copy(update={"verification": kept})
    return bereaved.model_copy(update=changes)


def _applicant(household: Household, person: Key) -> Key:
    """Who speaks for the household once the applicant is gone: the spouse, else the eldest who is left."""
    left = {key: other for key, other in household.people.items() if key != person}
    if person != household.applicant or not left:
        return household.applicant
    return min(left, key=lambda key: (left[key].relation != "spouse", left[key].born))


def with_parent_state(household: Household, parent: Key, state: ParentState) -> Household:
    """Every child of this person with the father or mother in that state."""
    side = "father" if household.people[parent].sex == "male" else "mother"
    people = {
        key: household.people[key].model_copy(update={side: state})
        for key in children_of(household, parent)
        if key in household.people
    }
    return household.model_copy(update={"people": {**household.people, **people}})
