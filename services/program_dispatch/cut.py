"""The household as one program may see it: only the sections that it announced, people without identity. Pure.

PIPL Art. 6 and 34: no more than the purpose needs.
"""

from contracts.household import Consents, Household, Person

IDENTITY = {"name": None, "identity_number": None, "phone": None}
SECTIONS = frozenset(
    {"hukou", "people", "relatives", "housing", "income", "assets", "costs", "consents", "events", "aid"}
)


def cut(household: Household, sections: tuple[str, ...], needs: tuple[str, ...]) -> Household:
    """Place, residence and the key of the applicant stay; every other section only where it was announced."""
    told = {name: getattr(household, name) for name in sections if name in SECTIONS}
    if "people" in told:
        told["people"] = {key: nameless(person) for key, person in household.people.items()}
    kept = {
        "place": household.place,
        "residence": household.residence,
        "applicant": household.applicant,
        "people": {},
        "needs": needs or household.needs,
        "consents": Consents(verification=(), charity=False),
    }
    return Household(**{**kept, **told})


def nameless(person: Person) -> Person:
    return person.model_copy(update=IDENTITY)
