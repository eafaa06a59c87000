"""The 35 verification sources: whose they are, which fact each can tell, which rule needs it, and about whom to ask.

7 classes are joined and answer by themselves; 28 of 20 departments answer slowly, partly and by hand. Brief 4, data.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final, Literal

from pydantic import AfterValidator

from contracts.base import Code, Key
from contracts.household import Household, Person
from services.policy.calendar import add_working_days
from services.policy.members import age
from services.policy.parameter_schema import Parameters

Agency = Literal[
    "civil_affairs", "public_security", "human_resources", "natural_resources", "banks", "tax", "market_regulation",
    "housing", "housing_fund", "medical_insurance", "education", "agriculture", "disabled_federation", "veterans",
    "health", "emergency_management", "finance", "justice", "court", "trade_union", "securities",
    "insurance_regulation", "transport", "forestry", "power",
]  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """One person of a household on the day of asking; what concerns the household is asked about the applicant."""

    household: Household
    key: Key
    on: date
    adult_age: int

    @property
    def person(self) -> Person:
        return self.household.people[self.key]

    @property
    def adult(self) -> bool:
        return age(self.person, self.on) >= self.adult_age

    @property
    def applies(self) -> bool:
        return self.key == self.household.applicant

    def has_income(self, *kinds: str) -> bool:
        return any(entry.person in (self.key, None) and entry.kind in kinds for entry in self.household.income)

    def parent_is(self, state: str) -> bool:
        return state in (self.person.father, self.person.mother)

    def needs(self, need: str) -> bool:
        return need in self.household.needs


Wanted = Callable[[Asked], bool]


@dataclass(frozen=True)
class Source:
    """`tells`: paths of facts that stay unknown while it is silent. A source that tells none gives hints for the visit.

    `rules`: which rules look at those facts.
    """

    name: Code
    agency: Agency
    joined: bool
    tells: tuple[str, ...]
    rules: tuple[str, ...]
    wanted: Wanted

    def paths(self, person: Key) -> tuple[str, ...]:
        return tuple(path.format(person=person) for path in self.tells)


def _never(_: Asked) -> bool:
    return False


_ASSETS: Final = ("dibao.assets", "edge.assets", "rigid.assets")
_INCOME: Final = ("dibao.income", "edge.income", "rigid.income")
_MEMBERS: Final = (*_INCOME, *_ASSETS)
_CHILD: Final = ("child.parents",)


def _each_adult(a: Asked) -> bool:
    return a.adult


def _rural(a: Asked) -> bool:
    return a.applies and a.household.residence == "rural"


SOURCES: Final[tuple[Source, ...]] = (
    Source("marriage", "civil_affairs", True, (), _MEMBERS, lambda a: a.person.relation == "spouse"),
    Source("deaths", "civil_affairs", True, (), _CHILD, lambda a: a.parent_is("dead")),
    Source("household_register", "public_security", True, (), _MEMBERS, lambda a: a.applies),
    Source("vehicles", "public_security", True, ("assets.vehicles",), _ASSETS, _each_adult),
    Source("social_insurance", "human_resources", True, ("income.{person}.pension",), _INCOME, _each_adult),
    Source("real_estate", "natural_resources", True, ("assets.dwellings",), _ASSETS, _each_adult),
    Source("bank_deposits", "banks", True, ("assets.deposits",), _ASSETS, lambda a: True),
    Source("income_tax", "tax", False, ("income.{person}.wages",), _INCOME, _each_adult),
    Source("invoices", "tax", False, (), _INCOME, lambda a: a.adult and a.has_income("business")),
    Source("business_registration", "market_regulation", False, ("assets.companies",), _ASSETS, _each_adult),
    Source(
        "shareholding", "market_regulation", False, ("assets.companies",), _ASSETS,
        lambda a: a.adult and any(c.person in (a.key, None) for c in a.household.assets.companies),
    ),
    Source("home_sales", "housing", False, (), _ASSETS, _never),
    Source("public_rental", "housing", False, (), ("housing.rent_subsidy",), _never),
    Source("housing_fund", "housing_fund", False, (), _INCOME, _never),
    Source("medical_enrolment", "medical_insurance", False, (), ("medical.premium_subsidy",), _never),
    Source(
        "medical_bills", "medical_insurance", False, ("costs.{person}.medical",),
        (*_INCOME, "rigid.ratio"), lambda a: True,
    ),
    Source(
        "school_enrolment", "education", False, ("people.{person}.school",),
        ("dibao.pay_class", "members"), lambda a: a.person.school is not None,
    ),
    Source("student_aid", "education", False, (), ("rigid.ratio",), _never),
    Source("monitored_households", "agriculture", False, ("monitored",), ("monitored.risk",), _rural),
    Source("farm_subsidies", "agriculture", False, (), _INCOME, _rural),
    Source(
        "disability_certificates", "disabled_federation", False, ("people.{person}.disability",),
        ("disabled.certificate", "single_person_dibao", "tekun.no_labour", "dibao.pay_class"), lambda a: True,
    ),
    Source("veterans_payments", "veterans", False, (), _INCOME, _never),
    Source("births", "health", False, (), _MEMBERS, _never),
    Source(
        "serious_illness", "health", False, ("people.{person}.serious_illness",),
        (*_INCOME, "single_person_dibao", "dibao.pay_class"), lambda a: True,
    ),
    Source("disaster_aid", "emergency_management", False, (), ("rigid.ratio",), _never),
    Source("public_payroll", "finance", False, (), _INCOME, _never),
    Source("custody", "justice", False, (), _CHILD, lambda a: a.parent_is("imprisoned")),
    Source("court_enforcement", "court", False, (), _ASSETS, _never),
    Source(
        "support_rulings", "court", False, ("income.{person}.support_received",), _INCOME,
        lambda a: any(e.person == a.key and e.kind == "support_received" for e in a.household.income),
    ),
    Source("union_hardship", "trade_union", False, (), ("rigid.ratio",), _never),
    Source("securities", "securities", False, ("assets.deposits",), _ASSETS, _never),
    Source("insurance_policies", "insurance_regulation", False, ("assets.deposits",), _ASSETS, _never),
    Source(
        "commercial_vehicles", "transport", False, ("assets.vehicles",), _ASSETS,
        lambda a: a.adult and any(v.use == "livelihood" for v in a.household.assets.vehicles),
    ),
    Source("forest_rights", "forestry", False, (), _INCOME, _never),
    Source("electricity", "power", False, (), (), _never),
)  # fmt: skip

BY_NAME: Final = {source.name: source for source in SOURCES}


def _known(name: str) -> str:
    if name not in BY_NAME:
        raise ValueError(f"{name} is none of the {len(BY_NAME)} sources")
    return name


SourceName = Annotated[Code, AfterValidator(_known)]
"""The name of one of the sources of the table."""


def sources_for(household: Household, on: date, rules: Parameters) -> list[tuple[Code, Key]]:
    """Whom to ask about whom, in the order of the household; nobody is asked about an adult who has not signed.

    For a minor the applicant has signed as guardian.
    """
    return [(source.name, key) for key in household.people for source in _wanted(household, key, on, rules)]


def _wanted(household: Household, key: Key, on: date, rules: Parameters) -> Iterator[Source]:
    asked, signed = Asked(household, key, on, rules.labour.adult_age), household.consents.verification
    signer = key if asked.adult else household.applicant
    if signed is None or signer in signed:
        yield from (source for source in SOURCES if source.wanted(asked))


def signers(household: Household, person: Key, given: bool, on: date, rules: Parameters) -> tuple[Key, ...]:
    """Every adult whose authorization stands after one of them has given it or taken it back."""
    signed = household.consents.verification
    adults = (key for key in household.people if Asked(household, key, on, rules.labour.adult_age).adult)
    return tuple(key for key in adults if (given if key == person else signed is None or key in signed))


def answer_until(source: Code, asked_on: date, rules: Parameters) -> date:
    """The last day on which the answer is waited for; a source that answers by hand has longer. Brief 4 (5)."""
    kind: Literal["joined", "by_hand"] = "joined" if BY_NAME[source].joined else "by_hand"
    return add_working_days(asked_on, rules.process.verification_days[kind])
