"""Every refusal of investigation in plain words: code to status, Chinese, English."""

from services.chassis.service import Problems

PROBLEMS: Problems = {
    "investigation-not-found": (404, "这份申请没有在调查。", "There is no investigation of this application."),
    "two-visitors-needed": (422, "入户调查至少要有两名工作人员。", "A household visit needs two of staff."),
    "found-unknown-path": (422, "没有这一项,或者这一项不是调查能更正的事实。", "There is no such fact to correct."),
    "found-does-not-fit": (422, "填写的内容与这一项不符。", "What was found does not fit this fact."),
    "evidence-empty": (422, "没有写明证据说明的是哪一项。", "The evidence names no fact."),
    "source-not-answered": (
        409,
        "这个来源还没有给出结果，没有可以提出异议的内容。",
        "This source has not answered yet, so there is nothing to object to.",
    ),
    "source-asked-again-already": (
        409,
        "这个来源已经按异议重新核对过；仍不同意的，请提供证据。",
        "This source was asked again already; whoever still disagrees shows evidence.",
    ),
    "answer-about-nobody": (422, "这里提到的人不在家庭成员名单里。", "The person named here is not in the household."),
}
