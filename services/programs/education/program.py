"""教育资助, decided by education. Rates follow the dated parameters by themselves."""

from services.programs.education.rules import CLASSES, assess, bounds
from services.programs.entitlement import Program

PROGRAM = Program(
    code="education",
    agency="education",
    title_zh="教育救助",
    title_en="Education aid",
    needs=("education",),
    categories=CLASSES,
    untested=True,
    items=("preschool", "compulsory", "senior", "vocational", "undergraduate", "loan"),
    sections=("people",),
    answer_within=20,
    assess=assess,
    bounds=bounds,
)
