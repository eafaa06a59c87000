"""A known household and what is done to it, for tests: invented, rural, three people."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from contracts.household import Assets, Household, Income, Person
from services.chassis.decider import Decider
from services.policy.calendar import BEIJING
from services.policy.parameters import parameters
from services.population.domain import commands as c
from services.population.domain import events as e
from services.population.domain.known import KNOWN
from services.population.domain.state import Known

HOME, APPLICATION = UUID(int=1), UUID(int=2)
NOW = datetime(2024, 9, 30, 9, tzinfo=BEIJING)
RULES = parameters("620825", "rural", NOW.date())
FAMILY = Household(
    place="620825",
    residence="rural",
    applicant="mother",
    people={
        "mother": Person(sex="female", born=date(1980, 3, 9), relation="self"),
        "father": Person(sex="male", born=date(1979, 3, 9), relation="spouse"),
        "girl": Person(sex="female", born=date(2012, 2, 11), relation="child"),
    },
    income=(Income(person="father", kind="wages", amount=1_000_000), Income(kind="farming", amount=200_000)),
    assets=Assets(deposits=100_000, dwellings=1),
    needs=("basic_living", "emergency"),
)


class Story:
    """One household and what happened to it."""

    def __init__(self, household: Household = FAMILY, **standing: Any) -> None:
        self.decider: Decider[Known, c.Command, e.Event] = KNOWN
        self.state, self.now = Known(), NOW
        held: dict[str, Any] = {
            "category": "dibao",
            "pay_class": 4,
            "since": "2024-01",
            "valid_until": None,
            **standing,
        }
        self.first = self.does(c.TakeOver(household=household, rules=RULES, now=self.now, **held))

    def does(self, command: c.Command) -> list[e.Event]:
        events = self.decider.decide(self.state, command)
        self.state = self.decider.fold(self.state, events)
        return events

    def pushes(self, source: str, person: str, **record: Any) -> list[e.Event]:
        known: dict[str, Any] = {"household_id": HOME, "source": source, "person": person, "record": record}
        return self.does(c.TakeRecord(**known, rules=RULES, now=self.now))

    def reports(self, because: str | None = None, **changes: Any) -> list[e.Event]:
        known: dict[str, Any] = {"household_id": HOME, "because": because, "changes": changes}
        return self.does(c.TakeChange(**known, rules=RULES, now=self.now))

    def rechecks(self, periodic: bool = False) -> list[e.Event]:
        return self.does(c.DemandRecheck(household_id=HOME, periodic=periodic, rules=RULES, now=self.now))

    def facts(self, source: Any, household: Household, begun_at: datetime | None = None) -> list[e.Event]:
        known: dict[str, Any] = {
            "household_id": HOME,
            "application_id": APPLICATION,
            "source": source,
            "household": household,
        }
        return self.does(c.NoteFacts(**known, begun_at=begun_at, rules=RULES, now=self.now))

    def decides(self, household: Household, recheck: date | None = None, application_id: UUID = APPLICATION) -> None:
        command = c.NoteDecision(
            application_id=application_id, category="dibao", persons={}, recheck=recheck, decided_on=self.now.date(),
            household=household,
        )  # fmt: skip
        self.does(command)

    @property
    def household(self) -> Household:
        assert self.state.household
        return self.state.household


def opened(events: list[e.Event]) -> list[tuple[str, str, str | None]]:
    return [(one.kind, one.tier, one.person) for one in events if isinstance(one, e.WarningOpened)]


def wages(amount: int) -> list[dict[str, Any]]:
    return [{"person": "father", "kind": "wages", "amount": amount}, {"kind": "farming", "amount": 200_000}]
