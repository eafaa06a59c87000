"""What dispatch says: which program was asked, which is late, and the one answer to the application."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime

from contracts.base import Code, Contract, Deadlines, Division, Key, Month, Personal
from contracts.classification import Assessment, Because, Category, PersonStatus
from contracts.household import Household, Need, Residence


class ReferralMade(Contract):
    """One program is asked about one application. `household` holds only the sections that the program announced
    (`sections`), people without name, identity number and phone. `category` None: not tested (emergency, or needs that
    are answered from the class on record). `because` and the fields after it are those of the decision."""

    type: ClassVar[str] = "onedoor.program_dispatch.referral_made.v1"
    addressed_by: ClassVar[str | None] = "program"
    application_id: UUID
    referral_id: UUID
    program: Code
    division: Division
    residence: Residence
    needs: tuple[Need, ...]
    urgent: bool = False
    category: Category | None = None
    pay_class: int | None = None
    persons: dict[Key, tuple[PersonStatus, ...]] = {}
    failed: dict[Code, tuple[Code, ...]] = {}
    decided_on: date | None = None
    because: Because = "application"
    effective_from: Month | None = None
    grace_until: Month | None = None
    overpaid_since: Month | None = None
    concealed: bool = False
    referred_at: AwareDatetime
    answer_by: date
    sections: tuple[Code, ...] = ()
    household: Annotated[Household, Personal]
    assessment: Annotated[Assessment | None, Personal] = None


class ProgramOverdue(Contract):
    """A program has not answered in time and is shown to `level`, once per level; the others do not wait for it."""

    type: ClassVar[str] = "onedoor.program_dispatch.program_overdue.v1"
    application_id: UUID
    referral_id: UUID
    program: Code
    overdue_at: AwareDatetime
    level: Literal["township", "county", "city"] = "township"


class ApplicationAnswered(Contract):
    """Nobody is left to answer: the household's one final answer, with both lists."""

    type: ClassVar[str] = "onedoor.program_dispatch.application_answered.v1"
    application_id: UUID
    granted: tuple[Code, ...]
    declined: tuple[Code, ...]
    overdue: tuple[Code, ...] = ()
    passed_over: dict[
        Code, tuple[Code, ...]
    ] = {}  # program not asked, as it does not serve this class -> its leading item
    uncovered: tuple[Need, ...] = ()  # needs asked for that no program granted; `charity`, where it was asked for
    told: tuple[Code, ...]  # agencies that were told of the outcome
    answered_at: AwareDatetime
    deadlines: Deadlines = {}
