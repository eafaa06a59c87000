"""低保金, decided by civil affairs. Always asked, so that a family outside the class gets a reasoned no."""

from services.programs.basic_living.rules import assess
from services.programs.entitlement import Program

PROGRAM = Program(
    code="basic_living",
    agency="civil_affairs",
    title_zh="最低生活保障",
    title_en="Minimum living guarantee",
    needs=("basic_living",),
    categories=("dibao", "dibao_edge", "rigid_expenditure", "none"),
    always=True,
    items=("dibao", "single_person_dibao", "tekun_basic", "tekun_care", "child_allowance", "grace"),
    sections=("people", "income", "costs", "assessment"),
    answer_within=5,
    assess=assess,
)
