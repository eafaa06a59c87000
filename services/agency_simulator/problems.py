"""Every refusal of the simulated agencies: code to status, Chinese, English."""

from services.chassis.service import Problems

PROBLEMS: Problems = {
    "purpose-refused": (403, "没有有效的查询事由,不能查询。", "There is no valid purpose for this question."),
}
