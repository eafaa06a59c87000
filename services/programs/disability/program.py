"""残疾人两项补贴, decided with the disabled federation."""

from services.programs.disability.rules import assess
from services.programs.entitlement import Program

PROGRAM = Program(
    code="disability",
    agency="disabled_federation",
    title_zh="残疾人两项补贴",
    title_en="Disability subsidies",
    needs=("care",),
    categories=("disabled",),
    items=("living_subsidy", "care_subsidy"),
    sections=("people",),
    answer_within=30,
    assess=assess,
)
