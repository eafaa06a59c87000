"""住房救助, decided by housing: rent by rule, renovation by its desk."""

from services.programs.entitlement import Program
from services.programs.housing.rules import assess

PROGRAM = Program(
    code="housing",
    agency="housing",
    title_zh="住房救助",
    title_en="Housing assistance",
    needs=("housing",),
    categories=("dibao", "dibao_edge", "monitored", "tekun"),
    items=("rent_subsidy", "rural_renovation"),
    sections=("people", "housing", "assessment"),
    answer_within=30,
    assess=assess,
)
