"""临时救助, decided by civil affairs: an emergency is paid first, and its papers follow."""

from datetime import datetime

from contracts.intake import SupplementReceived
from services.policy.parameter_schema import Parameters
from services.programs.entitlement import Program
from services.programs.entitlement.commands import TakePapers
from services.programs.temporary_assistance.rules import assess, for_months


def papers_came(message: SupplementReceived, rules: Parameters | None, now: datetime) -> TakePapers:
    return TakePapers(application_id=message.application_id, rules=rules, now=now)


PROGRAM = Program(
    code="temporary_assistance",
    agency="civil_affairs",
    title_zh="临时救助",
    title_en="Temporary assistance",
    needs=("emergency",),
    categories=("dibao_edge", "rigid_expenditure", "monitored"),
    urgent=True,
    untested=True,
    items=("expenditure", "emergency_small", "emergency"),
    sections=("people", "events", "aid", "assessment"),
    answer_within=10,
    assess=assess,
    conference=for_months,
    hears={SupplementReceived: papers_came},
)
