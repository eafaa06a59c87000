"""What appeals says: somebody objects, complains or reports; the evidence; what the answer is; who was late."""

from datetime import date
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime

from contracts.base import Code, Contract, Deadlines, Personal, Value

AppealKind = Literal["objection", "review", "complaint", "report", "petition", "hotline"]
AppealOutcome = Literal["unchanged", "changed", "founded", "unfounded", "passed_on"]


class Difference(Value):
    """One figure or status as it was decided and as the evidence makes it; amounts are fen as decimal text."""

    name: Code
    decided: str | None = None
    tested: str | None = None


class AppealFiled(Contract):
    """`facts`: what the evidence shows, whole keys or paths of the household; without facts only the words count.

    `also`: the other decisions on the household, each tested again where it used a fact that is disputed.
    """

    type: ClassVar[str] = "onedoor.appeals.appeal_filed.v1"
    appeal_id: UUID
    application_id: UUID | None = None
    kind: AppealKind
    claims: tuple[Code, ...] = ()
    with_evidence: bool = False
    filed_at: AwareDatetime
    deadlines: Deadlines = {}
    also: tuple[UUID, ...] = ()
    facts: Annotated[dict[str, Any], Personal] = {}


class AppealCompared(Contract):
    """A decision was compared with the same rules on the facts as the evidence shows them.

    `filed_on`: the application whose decision was objected to, where this is another one that used the disputed fact.
    `superseded`: a later decision has replaced it, so that the difference is shown and nothing is decided anew.
    """

    type: ClassVar[str] = "onedoor.appeals.appeal_compared.v1"
    appeal_id: UUID
    application_id: UUID
    decided_on: date
    unchanged: bool
    filed_on: UUID | None = None
    superseded: bool = False
    compared_at: AwareDatetime
    differences: Annotated[tuple[Difference, ...], Personal] = ()


class AppealAnswered(Contract):
    """The answer, given by somebody else than the first decision was. `reasons`: why the class is not given."""

    type: ClassVar[str] = "onedoor.appeals.appeal_answered.v1"
    appeal_id: UUID
    application_id: UUID | None = None
    kind: AppealKind
    outcome: AppealOutcome
    reasons: tuple[Code, ...] = ()
    answered_at: AwareDatetime
    deadlines: Deadlines = {}
    differences: Annotated[tuple[Difference, ...], Personal] = ()


class AppealEscalated(Contract):
    """Nobody answered in time; it is now shown to `level`, once per level."""

    type: ClassVar[str] = "onedoor.appeals.appeal_escalated.v1"
    appeal_id: UUID
    application_id: UUID | None = None
    kind: AppealKind
    level: Literal["township", "county", "city"]
    escalated_at: AwareDatetime
