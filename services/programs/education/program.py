"""教育资助, decided by education. Rates follow the dated parameters by themselves.

普通高中免学杂费 for 低保, 特困 and disabled pupils has no rate of its own: the desk states the fee that the school
waives a term, which is not paid to the family. Brief 3.
"""

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
    items=("preschool", "compulsory", "senior", "vocational", "undergraduate", "loan", "tuition_waiver"),
    sections=("people",),
    answer_within=20,
    assess=assess,
    bounds=bounds,
    stated={"tuition_waiver": "term"},
)
