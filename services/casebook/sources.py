"""Section 2 of a case file: the 35 sources, what differs in their answers, and the records that agencies push."""

from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, ValidationError, model_validator

from contracts.base import Code, Division, Key, Value
from contracts.household import Disability, Mishap, School
from services.casebook.household import (
    CaseCompany,
    CaseMishap,
    CasePerson,
    CaseVehicle,
    Monitored,
    Yuan,
    told,
    words,
)
from services.casebook.moments import Moment
from services.policy import records
from services.policy.verification import SourceName

Record = dict[str, Any]

SHAPES: dict[str, Any] = {
    "vehicles": tuple[CaseVehicle, ...],
    "commercial_vehicles": tuple[CaseVehicle, ...],
    "business_registration": tuple[CaseCompany, ...] | Annotated[int, Field(ge=0)],
    "shareholding": tuple[CaseCompany, ...] | Annotated[int, Field(ge=0)],
    "real_estate": Annotated[int, Field(ge=0, le=100)],
    "home_sales": Annotated[int, Field(ge=0, le=100)],
    "disability_certificates": Disability,
    "school_enrolment": School,
    "serious_illness": bool,
    "monitored_households": Monitored,
}
MONEY = ("bank_deposits", "securities", "insurance_policies", "medical_bills", "social_insurance", "income_tax")


class SourceAnswer(Value):
    """One source whose answer differs from what was declared, or comes late."""

    source: SourceName
    person: Key | None = None
    answer: Any = None
    unavailable_until: Moment | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "SourceAnswer":
        if not self.model_fields_set & {"answer", "unavailable_until"}:
            raise words("a source needs `answer` or `unavailable_until`")
        if "answer" in self.model_fields_set:
            shaped(self.source, self.answer)
        return self

    def corrected(self) -> Any:
        """The answer in the shape of the fact that it corrects, money in fen."""
        return shaped(self.source, self.answer)


def shaped(source: str, answer: Any) -> Any:
    """The answer of a source in the shape of the fact that it corrects, money in fen. Raises in words."""
    if answer in ("not_found", "conflicting"):
        return answer
    shape = SHAPES.get(source) or (Yuan if source in MONEY or isinstance(answer, int | float) else Any)
    if isinstance(answer, bool):
        shape = bool
    try:
        adapter: TypeAdapter[Any] = TypeAdapter(shape)
        return adapter.dump_python(adapter.validate_python(answer), mode="json", exclude_none=True)
    except ValidationError as broken:
        first = broken.errors()[0]
        raise words(f"answer of {source}: {'.'.join(map(str, first['loc']))} {told(first)}") from broken


class CaseBill(Value):
    kind: Literal["medical"]
    amount: Yuan
    on: Moment


class CaseDeposits(Value):
    deposits: Yuan


class CasePaid(Value):
    """Aid or salary that another office paid."""

    program: Code
    item: Code
    amount: Yuan
    paid_by: Division
    event_on: Moment | None = None


class CaseVehicles(Value):
    vehicles: tuple[CaseVehicle, ...]


class CaseCompanies(Value):
    companies: tuple[CaseCompany, ...]


IN_YUAN: dict[Any, Any] = {
    records.Bill: CaseBill,
    records.Deposits: CaseDeposits,
    records.PaidElsewhere: CasePaid,
    records.Vehicles: CaseVehicles,
    records.Companies: CaseCompanies,
    Mishap: CaseMishap,
}
"""How a file writes a record that holds money or a moment; the others are written as agencies push them."""


def shape_of(source: str, record: Record) -> Any:
    """The model that reads a record; None where it has keys of the person."""
    found: Any = records.ASSETS.get(source)
    named = found is not None and set(record) & set(found.model_fields)
    shape = records.ALWAYS.get(source) or (found if named else None)
    return IN_YUAN.get(shape, shape)


def record_fault(source: str, record: Record) -> str | None:
    """What is wrong with a pushed record, in words; None when nothing is."""
    shape = shape_of(source, record)
    if shape is None:
        unknown = set(record) - set(CasePerson.model_fields) - {"identity_number", "phone"}
        return f"record of {source}: unknown key {min(unknown)!r}" if unknown else None
    try:
        TypeAdapter(shape).validate_python(record)
    except ValidationError as broken:
        first = broken.errors()[0]
        return f"record of {source}: {'.'.join(map(str, first['loc']))}: {told(first)}"
    return None
