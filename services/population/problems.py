"""Every refusal of population in plain words: code to status, Chinese, English."""

from services.chassis.service import Problems

PROBLEMS: Problems = {
    "household-unknown": (404, "这个家庭还没有登记。", "Nothing is known of this household yet."),
    "person-unknown": (
        422,
        "这里提到的人不在家庭成员名单里。",
        "The person named here is not among the people of the household.",
    ),
    "applicant-missing": (422, "家庭里必须留有申请人。", "The applicant must stay among the people of the household."),
    "record-does-not-fit": (422, "推送的数据格式不对。", "The record has not the shape of its source."),
    "change-unknown-section": (422, "这一部分不能申报变更。", "This section cannot be declared as changed."),
    "change-does-not-fit": (422, "申报的内容格式不对。", "The declared change has not the right shape."),
    "warning-unknown": (404, "没有这类预警。", "There is no such warning."),
    "division-unknown": (422, "没有这个行政区划代码。", "There is no such division code."),
}
