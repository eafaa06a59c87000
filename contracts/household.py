"""One vocabulary for form, wire and rules: the household, its people, money, dwelling, needs and what befell it.

Field names are those of the case files. Money is fen, the amounts of `income` and `costs` are sums over the 12 months
before the month of application. A household travels only as a `Personal` field.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from contracts.base import Code, Division, Flag, Key, Money, Month, Value

Sex = Literal["male", "female"]
Relation = Literal[
    "self",
    "spouse",
    "child",
    "parent",
    "grandparent",
    "grandchild",
    "parent_in_law",
    "child_in_law",
    "sibling",
    "other",
]
Stage = Literal["preschool", "primary", "junior", "senior", "vocational", "undergraduate", "postgraduate"]
Residence = Literal["urban", "rural"]
Channel = Literal["web", "hotline", "assisted", "outreach"]
Need = Literal[
    "basic_living", "medical", "education", "housing", "employment", "emergency", "disaster", "care", "charity"
]
IncomeKind = Literal[
    "wages",
    "sick_pay",
    "business",
    "farming",
    "land_transfer",
    "property",
    "pension",
    "base_pension",
    "support_received",
    "gift",
    "government_aid",
    "other",
]
CostKind = Literal["medical", "rehabilitation", "education", "house_rebuild", "other"]
DisabilityKind = Literal["visual", "hearing", "speech", "physical", "intellectual", "mental", "multiple"]
ParentState = Literal["alive", "dead", "missing", "imprisoned", "severely_disabled"]
SelfCare = Literal["eat", "dress", "bed", "toilet", "walk", "bathe"]
EventKind = Literal["house_fire", "accident", "landslide", "flood", "earthquake", "drought", "illness"]
Name = Annotated[str, Field(min_length=1, max_length=50)]


class School(Value):
    """Full-time schooling."""

    stage: Stage
    boarding: Flag = False


class Disability(Value):
    """A disability certificate (残疾人证) that is held; grade 1 is the gravest (GB/T 26341)."""

    kind: DisabilityKind
    grade: Annotated[int, Field(strict=True, ge=1, le=4)]


class Person(Value):
    """One person who was named, counted as a member or not by the rules of policy."""

    name: Name | None = None
    identity_number: Annotated[str, Field(pattern=r"^\d{17}[\dX]$")] | None = None
    phone: Annotated[str, Field(pattern=r"^\+?\d{5,15}$")] | None = None
    sex: Sex
    born: date
    relation: Relation
    lives: Literal["here", "elsewhere"] = "here"
    school: School | None = None
    disability: Disability | None = None
    serious_illness: Flag = False
    no_labour_capacity: Flag = False
    clergy: Flag = False
    conscript: Flag = False
    self_care_failed: tuple[SelfCare, ...] = ()
    father: ParentState | None = None
    mother: ParentState | None = None
    missing_since: date | None = None
    parent_of: tuple[Key, ...] = ()


class Relative(Value):
    """Somebody outside the household who may owe support."""

    of: Key
    relation: Relation | Literal["nephew"]
    per_head_income_month: Money | None = None
    able: Flag | None = None


class Housing(Value):
    """The dwelling: `area_m2` counts own area, `grade` is that of the safety survey (A sound to D dangerous)."""

    tenure: Literal["owned", "rented", "borrowed"]
    area_m2: Annotated[float, Field(strict=True, ge=0, le=10_000)]
    grade: Literal["A", "B", "C", "D"] | None = None


class Income(Value):
    """Twelve months of one kind of income; without a person it is the household's own.

    `unproved_months`: months of work of which no proof can be had, so that policy imputes the amount.
    """

    person: Key | None = None
    kind: IncomeKind
    amount: Money
    unproved_months: Annotated[int, Field(strict=True, ge=1, le=12)] | None = None


class Vehicle(Value):
    kind: Literal["car", "van", "motorbike", "tricycle", "scooter"]
    value: Money
    use: Literal["private", "livelihood", "disability"] = "private"


class Company(Value):
    person: Key | None = None
    capital: Money
    dormant: Flag = False


class Assets(Value):
    """What the members own together; `None` means that nobody has said, which is never zero."""

    deposits: Money | None = None
    dwellings: Annotated[int, Field(strict=True, ge=0, le=100)] | None = None
    vehicles: tuple[Vehicle, ...] = ()
    companies: tuple[Company, ...] = ()


class Cost(Value):
    """What the family paid itself in twelve months; `medical` is in-policy cost left after insurance."""

    person: Key | None = None
    kind: CostKind
    amount: Money


class Consents(Value):
    """`verification`: the adults who signed, `None`: every adult did. `charity`: asked for, never assumed."""

    verification: tuple[Key, ...] | None = None
    charity: Flag = False


class Mishap(Value):
    """Something that befell the family."""

    kind: EventKind
    on: date | AwareDatetime
    house: Literal["collapsed", "severe", "damaged"] | None = None
    severity: Literal["mild", "serious", "grave"] | None = None
    hurt: tuple[Key, ...] = ()


class Aid(Value):
    """Aid in cash that was paid before: which program, for what, in which month."""

    month: Month
    program: Code
    item: Code
    person: Key | None = None
    amount: Money


class Monitored(Value):
    """A rural household on agriculture's list against falling back into poverty (防返贫监测)."""

    kind: Literal["unstable_out_of_poverty", "edge_at_risk", "sudden_hardship"]
    since: date


class Household(Value):
    """Everything one application says about one household."""

    place: Division
    residence: Residence
    hukou: Division | None = None
    applicant: Key
    people: dict[Key, Person]
    relatives: tuple[Relative, ...] = ()
    housing: Housing | None = None
    income: tuple[Income, ...] = ()
    assets: Assets = Assets()
    costs: tuple[Cost, ...] = ()
    needs: tuple[Need, ...] = Field(min_length=1)
    consents: Consents = Consents()
    events: tuple[Mishap, ...] = ()
    aid: tuple[Aid, ...] = ()
    monitored: Monitored | None = None
