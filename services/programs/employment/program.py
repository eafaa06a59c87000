"""就业救助, decided by the desk of human resources, which knows the jobs there are."""

from services.programs.employment.rules import assess, bounds
from services.programs.entitlement import Program

PROGRAM = Program(
    code="employment",
    agency="human_resources",
    title_zh="就业救助",
    title_en="Employment assistance",
    needs=("employment",),
    categories=("dibao", "dibao_edge", "rigid_expenditure", "monitored"),
    items=("public_job", "training", "insurance_subsidy"),
    sections=("people", "income"),
    answer_within=15,
    assess=assess,
    bounds=bounds,
)
