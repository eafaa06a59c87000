"""An invented low-income population of the three prefectures in the shape of domain brief 8; seeded, without names.

A shape only says what a family is like; which group it is counted in is decided by the rules.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any, Final

from contracts.household import Household, Residence
from services.policy.divisions import county_of, divisions
from services.policy.parameters import parameters

DAY: Final = date(2024, 5, 6)
CENSUS: Final = {"6208": 1_848_607, "6210": 2_179_716, "6207": 1_131_016}  # 2020, brief 8
RURAL: Final = 0.83  # of 低保 in the nation, brief 8: 33.29 of 40.15 million
NEEDS: Final = ("basic_living", "medical", "education", "housing", "employment", "care", "emergency")
STAGES: Final = ((3, "preschool"), (6, "primary"), (12, "junior"), (15, "senior"))
# how many of a thousand families: 低保, 边缘, 特困, children, 刚性, monitored, over every line. Shares of brief 8, [A]
SHAPES: Final = {"poor": 400, "edge": 45, "lone": 55, "orphaned": 8, "ill": 60, "monitored": 105, "other": 327}
LEVELS: Final = {
    "poor": (0.15, 0.95),
    "edge": (1.03, 1.45),
    "orphaned": (0.1, 0.9),
    "ill": (1.55, 2.1),
    "monitored": (1.5, 2.4),
    "other": (1.6, 3.5),
}  # income per person, of the standard


@dataclass
class _Draft:
    """A family being put together."""

    random: Random
    people: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, key: str, relation: str, low: int, high: int, **more: Any) -> None:
        born = DAY - timedelta(days=self.random.randint(low * 365 + 40, high * 365))
        self.people[key] = {"sex": self.random.choice(("female", "male")), "born": born, "relation": relation, **more}

    def add_child(self, key: str, relation: str, **more: Any) -> None:
        years = self.random.randint(0, 17)
        stage = next((stage for first, stage in reversed(STAGES) if years >= first), None)
        school = {"school": {"stage": stage, "boarding": years > 11}} if stage else {}
        self.add(key, relation, years, years + 1, **school, **more)


@cache
def counties() -> tuple[tuple[str, ...], tuple[float, ...]]:
    """Counties with their share of people: of the census of their prefecture, by the number of their townships."""
    townships: dict[str, int] = {}
    for found in divisions().values():
        if found.level == "township" and found.code[:4] in CENSUS:
            townships[county_of(found.code)] = townships.get(county_of(found.code), 0) + 1
    whole = {prefix: sum(n for code, n in townships.items() if code.startswith(prefix)) for prefix in CENSUS}
    weights = (CENSUS[code[:4]] * count / whole[code[:4]] for code, count in townships.items())
    return tuple(townships), tuple(weights)


def families(people: int, seed: str) -> Iterator[Household]:
    """Families of exactly so many people in all; the same seed gives the same ones."""
    random, left = Random(seed), people
    while left:
        family = _family(random, left)
        left -= len(family.people)
        yield family


def _family(random: Random, most: int) -> Household:
    place = random.choices(*counties())[0]
    residence: Residence = "rural" if random.random() < RURAL else "urban"
    shape = random.choices(tuple(SHAPES), tuple(SHAPES.values()))[0]
    draft = _Draft(random)
    _people(draft, shape)
    if len(draft.people) > most:  # the last family of a part
        draft.people = dict(list(draft.people.items())[:most])
    return Household.model_validate(_content(draft, shape, place, residence))


def _people(draft: _Draft, shape: str) -> None:
    random = draft.random
    if shape == "lone":
        draft.add(
            "self", "self", 62, 85, self_care_failed=random.sample(("eat", "dress", "walk", "bathe"), k=_failed(random))
        )
        return
    if shape == "orphaned":
        draft.add("self", "self", 55, 59)
        draft.add_child("child0", "grandchild", father="dead", mother=random.choice(("dead", "imprisoned")))
        return
    draft.add("self", "self", 28, 58)
    if random.random() < 0.75:
        draft.add("spouse", "spouse", 28, 58)
    for number in range(random.choices((0, 1, 2), (4, 4, 3))[0]):
        draft.add_child(f"child{number}", "child")
    if random.random() < 0.3:
        draft.add("parent", "parent", 60, 85)
    for person in draft.people.values():
        _burden(random, person, 0.9 if shape == "ill" and person["relation"] == "spouse" else 0.08)


def _failed(random: Random) -> int:
    return random.choices((0, 2, 4), (75, 15, 10))[0]


def _burden(random: Random, person: dict[str, Any], ill: float) -> None:
    if random.random() < ill:
        person["serious_illness"] = True
    if random.random() < 0.11:
        kind = random.choice(("physical", "visual", "hearing", "mental", "intellectual"))
        person["disability"] = {"kind": kind, "grade": random.randint(1, 4)}


def _content(draft: _Draft, shape: str, place: str, residence: Residence) -> dict[str, Any]:
    random, n = draft.random, len(draft.people)
    low, high = LEVELS.get(shape, (0.05, 0.6))
    year = int(parameters(place, residence, DAY).standard * 12 * n * random.uniform(low, high))
    kind = "farming" if residence == "rural" and random.random() < 0.5 else "property"
    ill = [key for key, person in draft.people.items() if person.get("serious_illness")]
    cost = 2_500_000 if shape == "ill" else 400_000
    content = {
        "place": place,
        "residence": residence,
        "applicant": "self",
        "needs": NEEDS,
        "people": draft.people,
        "income": [{"kind": kind, "amount": year}],
        "costs": [{"person": key, "kind": "medical", "amount": random.randint(cost // 4, cost)} for key in ill],
        "assets": {"deposits": random.randint(0, 6_000) * 100, "dwellings": 1},
        "housing": {"tenure": "owned", "area_m2": random.randint(20, 110)},
    }
    if shape == "monitored" and residence == "rural":
        content["monitored"] = {"kind": random.choice(KINDS), "since": date(2023, 3, 1)}
    return content


KINDS: Final = ("unstable_out_of_poverty", "edge_at_risk", "sudden_hardship")
