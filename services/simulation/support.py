"""What one household would be decided to be and be given: the same pure functions as the decision and the programs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Final
from uuid import UUID

from contracts.classification import Assessment
from contracts.household import Household
from contracts.investigation import Dossier
from services.policy.calendar import BEIJING
from services.policy.cascade import assess
from services.policy.parameter_schema import Parameters
from services.programs.entitlement import Entitlement, Program, ProgramAsked, Proposal

NOBODY: Final = UUID(int=0)
A_YEAR: Final = {"month": 12, "quarter": 4, "term": 2, "year": 1}


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The test, and what each program proposes."""

    assessment: Assessment
    given: tuple[tuple[str, Proposal], ...]

    def regular_month(self) -> Fraction:
        """Fen a month of all that comes regularly; what is given once is no income to live on."""
        return sum((Fraction(_yearly(found)) / 12 for _, found in self.given if found.per in A_YEAR), Fraction(0))

    def cost_year(self) -> Iterator[tuple[str, int]]:
        """Fen a year by program, what is given once included."""
        for code, found in self.given:
            yield code, _yearly(found)


def _yearly(found: Proposal) -> int:
    return (found.amount or 0) * A_YEAR.get(found.per or "once", 1)


def outcome(household: Household, p: Parameters, on: date, programs: Sequence[Program]) -> Outcome:
    """Everything that would be granted without a desk, a bill or a conference that somebody has to wait for."""
    found = assess(Dossier(household=household), p, on, on)
    question, history = asked(household, found, on), Entitlement()
    held = frozenset((found.category, *(status for statuses in found.persons.values() for status in statuses)))
    given = (
        (program.code, proposal)
        for program in programs
        if fits(program, question, held)
        for proposal in program.assess(question, history, p)
        if proposal.granted and proposal.waits_for is None and proposal.amount
    )
    return Outcome(assessment=found, given=tuple(given))


def fits(program: Program, question: ProgramAsked, held: frozenset[str | None]) -> bool:
    """As dispatch asks: a need that the program serves, and a class of the household or of one person in it."""
    wanted = program.always or not program.categories or not held.isdisjoint(program.categories)
    return wanted and not set(program.needs).isdisjoint(question.needs)


def asked(household: Household, found: Assessment, on: date) -> ProgramAsked:
    return ProgramAsked(
        program="simulation",
        agency="civil_affairs",
        application_id=NOBODY,
        referral_id=NOBODY,
        division=household.place,
        residence=household.residence,
        needs=household.needs,
        urgent=False,
        category=found.category,
        pay_class=found.pay_class,
        persons=found.persons,
        failed=found.failed,
        decided_on=on,
        referred_at=datetime.combine(on, time(10), BEIJING),
        answer_by=on + timedelta(days=30),
        household=household,
        assessment=found,
    )
