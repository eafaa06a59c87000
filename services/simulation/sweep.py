"""The search for cliffs: income rises step by step, and what a family has in all falls only where the law says so."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from random import Random
from typing import Any, Final

from contracts.classification import Assessment
from contracts.household import Household, Income, Residence
from services.policy.parameters import parameters
from services.programs.entitlement import Program
from services.simulation.support import outcome

DAY: Final = date(2024, 5, 6)
STEP: Final = 1_000  # fen per person and month
UP_TO: Final = 2  # times the standard
PLACES: Final = ("620802", "621002", "620702")
STAGES: Final = ("primary", "junior", "senior")


@dataclass(frozen=True, kw_only=True)
class Cliff:
    """Between two steps of income the family has less in all; fen a month."""

    shape: int
    residence: Residence
    members: int
    before: str
    after: str
    income: int  # per person, after the step
    fall: Fraction

    @property
    def fall_per_person(self) -> Fraction:
        return self.fall / self.members


@dataclass(frozen=True, kw_only=True)
class Point:
    """One step of one shape: income per person, what is given to the family, both fen a month."""

    income: int
    given: Fraction
    state: str


def shapes(count: int, seed: int = 1) -> list[Household]:
    """Households without income, of one to five people, in town and country; the same for the same seed."""
    random = Random(seed)
    return [_shape(random, index) for index in range(count)]


def _shape(random: Random, index: int) -> Household:
    people: dict[str, dict[str, Any]] = {"self": _adult(random, "self", "male", 1970, 1990)}
    if random.random() < 0.7:
        people["spouse"] = _adult(random, "spouse", "female", 1970, 1990)
    for number in range(random.choice((0, 0, 1, 1, 2))):
        people[f"child{number}"] = {
            "sex": random.choice(("female", "male")),
            "born": f"{random.randint(2008, 2017)}-03-01",
            "relation": "child",
            "school": {"stage": random.choice(STAGES), "boarding": random.random() < 0.4},
        }
    if random.random() < 0.3:
        people["parent"] = _adult(random, "parent", "female", 1942, 1956)
    costs = [
        {"person": key, "kind": "medical", "amount": random.randint(0, 20) * 100_000}
        for key, person in people.items()
        if person.get("serious_illness")
    ]
    content = {
        "place": random.choice(PLACES),
        "residence": ("urban", "rural")[index % 2],
        "applicant": "self",
        "needs": ["basic_living", "medical", "education", "housing", "care", "emergency"],
        "people": people,
        "costs": costs,
        "housing": {"tenure": "rented", "area_m2": 0},
        "assets": {"deposits": 0, "dwellings": 0},
    }
    return Household.model_validate(content)


def _adult(random: Random, relation: str, sex: str, first: int, last: int) -> dict[str, Any]:
    person: dict[str, Any] = {"sex": sex, "born": f"{random.randint(first, last)}-06-15", "relation": relation}
    if random.random() < 0.2:
        kind = random.choice(("physical", "visual", "mental", "intellectual", "hearing"))
        person["disability"] = {"kind": kind, "grade": random.randint(1, 4)}
    if random.random() < 0.2:
        person["serious_illness"] = True
    return person


class Curve:
    """What one shape has at every step from nothing to twice the standard; each step is reckoned once, when asked for.

    The income is the household's own, without deductions.
    """

    def __init__(self, household: Household, programs: Sequence[Program]) -> None:
        self._household, self._programs = household, programs
        self._p = parameters(household.place, household.residence, DAY)
        self.n = len(household.people)
        self.steps = UP_TO * self._p.standard // STEP
        self._known: dict[int, Point] = {}

    def at(self, step: int) -> Point:
        if step not in self._known:
            income = step * STEP
            entry = Income(kind="property", amount=income * self.n * 12)
            found = outcome(self._household.model_copy(update={"income": (entry,)}), self._p, DAY, self._programs)
            self._known[step] = Point(income=income, given=found.regular_month(), state=state(found.assessment))
        return self._known[step]

    def fall(self, first: int, last: int) -> Fraction:
        """How much less the family has in all at the later step; not above zero where it has no less."""
        one, other = self.at(first), self.at(last)
        return one.given - other.given - (other.income - one.income) * self.n

    def falls(self, first: int, last: int) -> Iterator[int]:
        """The steps after which there is less in all.

        Between two steps of one state, of which the later has no less, none is looked for: within a state the support
        is the same or shrinks as income grows.
        """
        if last - first == 1:
            if self.fall(first, last) > 0:
                yield last
        elif self.at(first).state != self.at(last).state or self.fall(first, last) > 0:
            middle = (first + last) // 2
            yield from self.falls(first, middle)
            yield from self.falls(middle, last)


def state(found: Assessment) -> str:
    """The class of the household, and beside it what single people are: `dibao_edge+dibao`."""
    first = f"dibao_{found.pay_class}" if found.category == "dibao" and found.pay_class else found.category or "unknown"
    single = {held[0] for held in found.persons.values()} & {"dibao", "tekun", "orphan", "unsupported_child"}
    return "+".join((first, *sorted(single - {found.category})))


def cliffs(households: Sequence[Household], programs: Sequence[Program]) -> Iterator[Cliff]:
    """Every step of income after which a family has less in all."""
    for number, household in enumerate(households):
        curve = Curve(household, programs)
        for step in (
            *curve.falls(0, 1),
            *curve.falls(1, curve.steps),
        ):  # the first yuan ends what only the destitute have
            before, after = curve.at(step - 1), curve.at(step)
            yield Cliff(
                shape=number,
                residence=household.residence,
                members=curve.n,
                before=before.state,
                after=after.state,
                income=after.income,
                fall=curve.fall(step - 1, step),
            )
