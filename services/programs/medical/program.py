"""医疗救助, decided by medical insurance: bills and class are known, so the rules answer at once."""

from contracts.classification import MonitoringDecided
from contracts.population import StandingTakenOver
from services.programs.entitlement import Program
from services.programs.medical.ratios import as_monitored, ratios, taken_over
from services.programs.medical.rules import assess, close_year

PROGRAM = Program(
    code="medical",
    agency="medical_insurance",
    title_zh="医疗救助",
    title_en="Medical assistance",
    needs=("medical",),
    categories=(
        "dibao",
        "tekun",
        "orphan",
        "unsupported_child",
        "dibao_edge",
        "rigid_expenditure",
        "monitored",
    ),
    items=("premium_subsidy", "medical_aid", "hardship_tilt"),
    sections=("people", "income", "costs", "aid", "assessment"),
    answer_within=20,
    assess=assess,
    close_year=close_year,
    ratios=ratios,
    hears={StandingTakenOver: taken_over, MonitoringDecided: as_monitored},
)
