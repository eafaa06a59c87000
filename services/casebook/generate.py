"""Invented households in numbers: three prefectures, town and country, the shapes and needs of domain brief 8.

The same seed gives the same households. Shapes whose class hangs on rules that are not in force yet are left out.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from contracts.household import Channel, Household
from services.casebook.identity import IdentityNumbers

FEN = 100
COUNTIES: dict[str, tuple[str, ...]] = {
    "6208": ("620802", "620821", "620822", "620823", "620825", "620826", "620881"),
    "6210": ("621002", "621021", "621022", "621023", "621024", "621025", "621026", "621027"),
    "6207": ("620702", "620721", "620722", "620723", "620724", "620725"),
}
RESIDENTS = {"6208": 1_848_607, "6210": 2_179_716, "6207": 1_131_016}  # census of 2020
RURAL_SHARE = 0.75
FAMILY_NAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏"
GIVEN_NAMES = ("文", "秀英", "建国", "玉兰", "小军", "桂芳", "志强", "丽", "浩", "雨桐", "春梅", "永平", "佳琪", "䶮")
LEVELS = ((0.25, 0.9), (1.06, 1.42), (1.8, 3.6))  # of the standard: under the line, edge, over it
LEVEL_WEIGHTS = (60, 22, 18)
ROUGH_STANDARD = {"urban": 728, "rural": 493}


@dataclass(frozen=True)
class Generated:
    household: Household
    channel: Channel

    def form(self) -> dict[str, Any]:
        body = self.household.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
        return {**body, "channel": self.channel}


@dataclass
class _Draft:
    random: Random
    on: date
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    income: list[dict[str, Any]] = field(default_factory=list)
    costs: list[dict[str, Any]] = field(default_factory=list)

    def person(self, key: str, relation: str, sex: str, low: int, high: int, **more: Any) -> None:
        days = self.random.randint(low * 365 + 30, high * 365)
        name = self.random.choice(FAMILY_NAMES) + self.random.choice(GIVEN_NAMES)
        born = self.on - timedelta(days=days)
        self.people[key] = {"name": name, "sex": sex, "born": born, "relation": relation, **more}


def generate(count: int, *, on: date, seed: int = 1) -> list[Generated]:
    """`count` households as they apply on the day `on`."""
    random, numbers = Random(seed), IdentityNumbers()
    return [_household(random, numbers, on, index) for index in range(count)]


def _household(random: Random, numbers: IdentityNumbers, on: date, index: int) -> Generated:
    prefecture = random.choices(list(RESIDENTS), list(RESIDENTS.values()))[0]
    place = random.choice(COUNTIES[prefecture])
    residence = "rural" if random.random() < RURAL_SHARE else "urban"
    draft = _Draft(random, on)
    _people(draft)
    _illness(draft)
    gross = _income(draft, residence)
    owned = residence == "rural" or random.random() < 0.3
    grade = random.choices("ABCD", (35, 40, 15, 10))[0]
    needs, events, consents = _asked(draft, on)
    cap = ROUGH_STANDARD[residence] * len(draft.people)
    deposits = cap * random.choice((60, 80)) if random.random() < 0.06 else random.randint(0, cap * 8)
    found = numbers.of(f"generated/{index}", place, {k: (p["born"], p["sex"]) for k, p in draft.people.items()})
    for key, person in draft.people.items():
        person["identity_number"] = found[key]
    household = Household.model_validate(
        {
            "place": place,
            "residence": residence,
            "applicant": "applicant",
            "people": draft.people,
            "housing": {"tenure": "owned", "area_m2": 80, "grade": grade}
            if owned
            else {"tenure": "rented", "area_m2": 0},
            "income": [{**entry, "amount": entry["amount"] * FEN} for entry in draft.income],
            "assets": {"deposits": deposits * FEN, "dwellings": int(owned)},
            "costs": [{**entry, "amount": min(entry["amount"], 2 * gross) * FEN} for entry in draft.costs],
            "needs": needs,
            "events": events,
            "consents": consents,
        }
    )
    channel: Channel = random.choices(("web", "hotline", "assisted", "outreach"), (40, 25, 25, 10))[0]
    return Generated(household, channel)


def _people(draft: _Draft) -> None:
    random = draft.random
    sex = random.choice(("male", "female"))
    draft.person("applicant", "self", sex, 27, 54)
    if random.random() < 0.7:
        draft.person("spouse", "spouse", "female" if sex == "male" else "male", 27, 54)
    if random.random() < 0.25:
        draft.person("parent", "parent", random.choice(("male", "female")), 62, 84)
    for number in range(random.choices((0, 1, 2, 3), (20, 35, 35, 10))[0]):
        _child(draft, f"child{number + 1}")


def _child(draft: _Draft, key: str) -> None:
    sex, boarding = draft.random.choice(("male", "female")), draft.random.random() < 0.4
    stage, low, high = draft.random.choice(
        ((None, 0, 3), ("preschool", 4, 6), ("primary", 7, 12), ("junior", 13, 15), ("senior", 16, 17))
    )
    school = {"school": {"stage": stage, "boarding": boarding and stage != "preschool"}} if stage else {}
    draft.person(key, "child", sex, low, high, **school)


def _illness(draft: _Draft) -> None:
    """Certified illness and lighter disabilities; costs are those of the person who bears them."""
    random, grown = draft.random, [key for key in ("applicant", "spouse") if key in draft.people]
    if random.random() < 0.2:
        ill = random.choice(grown)
        draft.people[ill]["serious_illness"] = True
        draft.costs.append({"person": ill, "kind": "medical", "amount": random.randrange(2_000, 40_000, 100)})
    if random.random() < 0.1:
        kind = random.choice(("visual", "hearing", "speech", "physical"))
        draft.people[grown[-1]]["disability"] = {"kind": kind, "grade": random.choice((3, 4))}
    for key, person in draft.people.items():
        if person.get("school", {}).get("stage") == "senior" and random.random() < 0.5:
            draft.costs.append({"person": key, "kind": "education", "amount": random.randrange(1_000, 6_000, 100)})


def _income(draft: _Draft, residence: str) -> int:
    """Spread over wages and, in the country, farming; whole yuan, in total about a level of the standard."""
    random = draft.random
    low, high = random.choices(LEVELS, LEVEL_WEIGHTS)[0]
    year = 12 * ROUGH_STANDARD[residence] * len(draft.people)
    total = max(1_200, int(year * random.uniform(low, high)))
    farming = int(total * random.uniform(0.2, 0.6)) if residence == "rural" else 0
    earner = "spouse" if draft.people["applicant"].get("serious_illness") and "spouse" in draft.people else "applicant"
    draft.income.append({"person": earner, "kind": "wages", "amount": total - farming})
    if farming:
        draft.income.append({"kind": "farming", "amount": farming})
    if "parent" in draft.people:
        draft.income.append({"person": "parent", "kind": "base_pension", "amount": 1_740})
    return total


def _asked(draft: _Draft, on: date) -> tuple[list[str], list[dict[str, Any]], dict[str, bool]]:
    """Needs, what befell the family, and consents."""
    random = draft.random
    schooled = any("school" in person for person in draft.people.values())
    frail = any({"serious_illness", "disability"} & set(person) for person in draft.people.values())
    chances = {
        "basic_living": 0.85,
        "medical": 0.6,
        "education": 0.7 if schooled else 0.0,
        "housing": 0.3,
        "employment": 0.3,
        "care": 0.5 if frail or "parent" in draft.people else 0.0,
        "charity": 0.1,
    }
    needs = [need for need, chance in chances.items() if random.random() < chance] or ["medical"]
    events: list[dict[str, Any]] = []
    if random.random() < 0.1:
        needs.append("emergency")
        severity = random.choice(("mild", "serious"))
        events.append({"kind": random.choice(("house_fire", "accident")), "on": on, "severity": severity})
    return needs, events, {"charity": "charity" in needs and random.random() < 0.6}
