"""Section 3 of a case file: every verb with its arguments; an unknown verb or argument is an error."""

from typing import Annotated, Any, Literal, get_args

from pydantic import Field

from contracts.base import Code, Key, Value
from contracts.household import Channel, Need
from services.casebook.household import Yuan
from services.casebook.moments import Moment
from services.casebook.sources import Record
from services.policy.verification import SourceName

Agency = Literal[
    "civil_affairs",
    "medical_insurance",
    "education",
    "housing",
    "human_resources",
    "agriculture",
    "health",
    "disabled_federation",
    "emergency_management",
    "finance",
    "court",
]
WarningKind = Literal[
    "medical_cost",
    "death",
    "disaster",
    "disability",
    "unemployment",
    "dropout",
    "income_collapse",
    "house_grade",
    "child_parent",
    "electricity",
    "asset_found",
    "duplicate_aid",
    "missed",
]
Changes = Annotated[dict[str, Any], Field(default_factory=dict)]


class Step(Value):
    """What every step has: its moment."""

    on: Moment


class Accept(Step):
    do: Literal["accept"]


class Apply(Step):
    do: Literal["apply"]
    needs: Annotated[tuple[Need, ...], Field(min_length=1)]
    channel: Channel | None = None


class RequestVerification(Step):
    do: Literal["request_verification"]


class RequestSupplement(Step):
    do: Literal["request_supplement"]
    missing: Annotated[tuple[Code, ...], Field(min_length=1)]


class Supplement(Step):
    do: Literal["supplement"]
    missing: tuple[Code, ...] = ()


class Visit(Step):
    do: Literal["visit"]
    found: Changes


class PostNotice(Step):
    do: Literal["post_notice"]
    by: Key | None = None
    claims: Any = None


class Objection(Step):
    do: Literal["object"]
    by: str | None = None
    claims: Any = None


class Confirm(Step):
    do: Literal["confirm"]
    served: Moment | None = None


class Refuse(Step):
    do: Literal["refuse"]
    served: Moment | None = None


class Push(Step):
    do: Literal["push"]
    source: SourceName
    person: Key | None = None
    record: Record


class CloseWarning(Step):
    do: Literal["close_warning"]
    kind: WarningKind
    outcome: Literal["none", "aided", "referred", "applied", "adjusted"]
    person: Key | None = None


class DeclareChange(Step):
    do: Literal["declare_change"]
    changes: Changes
    because: Code | None = None


class Recheck(Step):
    do: Literal["recheck"]


class Choose(Step):
    do: Literal["choose"]
    person: Key | None = None
    program: Code
    item: Code


class Pay(Step):
    do: Literal["pay"]
    program: Code
    item: Code
    person: Key | None = None
    amount: Yuan


class Deliver(Step):
    do: Literal["deliver"]
    program: Code
    item: Code
    person: Key | None = None


class Appeal(Step):
    do: Literal["appeal"]
    facts: Changes


class ConveneConference(Step):
    do: Literal["convene_conference"]
    recuse: tuple[Agency, ...] = ()


class Grant(Value):
    program: Code
    item: Code
    person: Key | None = None
    months: Annotated[int, Field(ge=1, le=120)] | None = None
    amount: Yuan | None = None


class ConferenceDecides(Step):
    do: Literal["conference_decides"]
    grant: Grant | None = None
    category: Literal["dibao_edge", "rigid_expenditure"] | None = None
    ask: tuple[Agency, ...] = ()
    override: Any = None


class Prove(Step):
    do: Literal["prove"]
    facts: Changes


class Answer(Step):
    do: Literal["answer"]
    program: Code
    item: Code
    person: Key | None = None
    outcome: Literal["granted", "declined"]
    reason: str | None = None


class Withdraw(Step):
    do: Literal["withdraw"]
    which: str | None = None


class WithdrawConsent(Step):
    do: Literal["withdraw_consent"]
    which: Literal["verification", "charity"]


Verb = (
    Accept
    | Apply
    | RequestVerification
    | RequestSupplement
    | Supplement
    | Visit
    | PostNotice
    | Objection
    | Confirm
    | Refuse
    | Push
    | CloseWarning
    | DeclareChange
    | Recheck
    | Choose
    | Pay
    | Deliver
    | Appeal
    | ConveneConference
    | ConferenceDecides
    | Prove
    | Answer
    | Withdraw
    | WithdrawConsent
)
AnyStep = Annotated[Verb, Field(discriminator="do")]
VERBS: tuple[str, ...] = tuple(get_args(verb.model_fields["do"].annotation)[0] for verb in get_args(Verb))


def changes_of(step: Verb) -> tuple[str, dict[str, Any]]:
    """Which argument of a step corrects the household, and how; empty where the verb changes nothing."""
    match step:
        case Visit():
            return "found", step.found
        case DeclareChange():
            return "changes", step.changes
        case Appeal() | Prove():
            return "facts", step.facts
        case _:
            return "", {}
