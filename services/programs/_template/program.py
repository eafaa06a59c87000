"""取暖补助 as an example: one yearly sum for families of two classes. Copy the folder, rename, change the rules."""

from services.programs._template.rules import assess
from services.programs.entitlement import Program

PROGRAM = Program(
    code="_template",
    agency="civil_affairs",
    title_zh="取暖补助（示例）",
    title_en="Winter heating (example)",
    needs=("housing",),
    categories=("dibao", "dibao_edge"),
    items=("heating",),
    sections=("housing",),
    answer_within=10,
    assess=assess,
)
