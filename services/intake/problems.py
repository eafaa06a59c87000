"""Every refusal of intake in plain words: code to status, Chinese, English."""

from services.chassis.service import Problems

PROBLEMS: Problems = {
    "application-not-found": (404, "没有找到这份申请。", "There is no such application."),
    "application-withdrawn": (409, "这份申请已经撤回。", "This application was withdrawn."),
    "already-accepted": (
        409,
        "申请已经受理,不能再发补正通知。",
        "The application is accepted; no notice of gaps any more.",
    ),
    "second-notice": (
        409,
        "缺少的材料只能一次性告知,不能再发第二次通知。",
        "What is missing is told once and completely; a second notice is not allowed.",
    ),
    "supplement-open": (409, "还在等家庭补充材料,暂时不能受理。", "Papers that were asked for are still missing."),
    "division-unknown": (422, "没有这个行政区划代码。", "There is no such division code."),
    "person-unknown": (
        422,
        "这里提到的人不在家庭成员名单里。",
        "The person named here is not among the people of the household.",
    ),
    "applicant-not-self": (422, "申请人与申请人的关系应填“本人”。", "The applicant's relation must be `self`."),
    "applicant-not-adult": (
        422,
        "申请人必须年满18周岁,未成年人请由监护人代为申请。",
        "The applicant must be 18 or older.",
    ),
    "second-applicant": (422, "只能有一位申请人填“本人”。", "Only the applicant's relation is `self`."),
    "identity-number-required": (422, "请填写申请人的身份证号码。", "The applicant's identity number is needed."),
    "identity-number-wrong": (
        422,
        "身份证号码有误,最后一位校验码不对,请再核对一遍。",
        "This identity number is wrong: its check digit does not fit.",
    ),
    "identity-number-no-date": (
        422,
        "身份证号码中的出生日期不存在,请再核对一遍。",
        "The birth date inside this identity number does not exist.",
    ),
    "identity-number-other-birth": (
        422,
        "身份证号码中的出生日期与填写的出生日期不一致。",
        "The birth date inside the identity number differs from the one given.",
    ),
    "identity-number-other-sex": (
        422,
        "身份证号码中的性别与填写的性别不一致。",
        "The sex inside the identity number differs from the one given.",
    ),
    "identity-number-twice": (422, "两个人填了同一个身份证号码。", "Two people have the same identity number."),
    "person-twice": (422, "同一个人填了两次。", "The same person is listed twice."),
    "name-unreadable": (422, "姓名不能空着,也不能有控制符。", "A name is not blank and has no control characters."),
    "need-twice": (422, "同一项需要只填一次。", "Each need is named once."),
    "born-in-future": (422, "出生日期不能晚于今天。", "A birth date cannot lie in the future."),
    "date-in-future": (422, "日期不能晚于今天。", "The date cannot lie in the future."),
}
