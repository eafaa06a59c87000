"""受灾人员救助, decided by emergency management: the first money at once, the rest by its list."""

from services.programs.disaster_relief.rules import assess
from services.programs.entitlement import Program

PROGRAM = Program(
    code="disaster_relief",
    agency="emergency_management",
    title_zh="受灾人员救助",
    title_en="Disaster relief",
    needs=("disaster",),
    urgent=True,
    untested=True,
    items=("emergency", "transition", "house", "winter_spring", "bereavement"),
    sections=("people", "events", "assessment"),
    answer_within=10,
    assess=assess,
)
