"""服务类救助, arranged by health's desk; open to everybody who needs it."""

from services.programs.care_services.rules import assess
from services.programs.entitlement import Program

PROGRAM = Program(
    code="care_services",
    agency="health",
    title_zh="服务类救助",
    title_en="Care services",
    needs=("care",),
    untested=True,
    items=("rehabilitation_visits", "counselling", "care_at_home"),
    sections=("people",),
    answer_within=5,
    assess=assess,
)
