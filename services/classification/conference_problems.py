"""What people read when a step of the county conference is not possible, and why."""

CONFERENCE_PROBLEMS: dict[str, tuple[int, str, str]] = {
    "conference-case-unknown": (
        404,
        "这份申请还没有可以提交会商的材料。",
        "Nothing of this application can be laid before the conference yet.",
    ),
    "conference-no-quorum": (
        409,
        "到会的成员单位不足应到（除回避外）的三分之二，不能开会。",
        "Fewer than two thirds of the member agencies that are not recused are present.",
    ),
    "recused-agency-present": (422, "回避的单位不能参加会商。", "An agency that is recused cannot be present."),
    "conference-not-convened": (409, "还没有召开会商会议。", "The conference has not been convened on this case."),
    "conference-decided": (409, "会商会议已经作出决定。", "The conference has decided this case."),
    "statute-not-waived": (
        422,
        "会商会议不能免除法定要件（同意、授权、法定标准），只能决定救助方式或地方认定的类别。",
        "The conference cannot waive a consent, an authorisation or a legal line; it decides aid or a local class.",
    ),
    "conference-valid-too-long": (
        422,
        "会商决定的有效期最长12个月。",
        "A decision of the conference is valid for 12 months at most.",
    ),
    "conference-grant-to-nobody": (
        422,
        "这里提到的人不在家庭成员名单里。",
        "The person named here is not in the household.",
    ),
    "conference-class-not-open": (
        422,
        "会商会议在这户不能给这个类别：只有差一点不达地方标准的低保边缘、刚性支出困难可以，法律规定的条件不能改。",
        "The conference cannot give this class here: only one of local measures that is missed by a hair, no statute.",
    ),
    "conference-ahead": (
        409,
        "会商会议正在审议这户或者已经给予类别，不能不予认定。",
        "The county conference is hearing this case, or has given it a class; it cannot be refused.",
    ),
}
