"""What would change the class that was decided, as a family reads it: single facts, each tested again. Pure."""

from contracts.base import Value
from services.policy.counterfactual import Change, of_record
from services.policy.counterfactual_words import sentence
from services.policy.errors import NotCovered
from services.policy.parameters import parameters
from services.policy.words import LANGUAGES
from services.portal.tracker import Tracker


class Otherwise(Value):
    """One change: the fact, whose it is, the class that would follow, and the sentence in each language."""

    fact: str
    person: str | None
    category: str
    says: dict[str, str]


def otherwise(doc: Tracker) -> tuple[Otherwise, ...]:
    """By the figures of the day of the latest decision; nothing where its facts alone do not give that class again."""
    household, decided = doc.decided_household, doc.determinations[-1] if doc.determinations else None
    if household is None or decided is None:
        return ()
    try:
        rules = parameters(household.place, household.residence, decided.decided_on)
    except NotCovered:
        return ()
    return tuple(shown(change) for change in of_record(household, rules, decided.decided_on, decided.category))


def shown(change: Change) -> Otherwise:
    says = {lang: sentence(change, lang) for lang in LANGUAGES}
    return Otherwise(fact=change.fact, person=change.person, category=change.category, says=says)
