"""What people read when an appeal cannot be filed or answered, and why."""

PROBLEMS: dict[str, tuple[int, str, str]] = {
    "no-decision": (
        409,
        "这份申请还没有作出决定，不能对决定提出异议或申请复议。",
        "Nothing has been decided on this application yet, so there is no decision to object to.",
    ),
    "review-too-late": (
        409,
        "申请行政复议的期限（收到决定之日起60日）已过，仍可以提出异议或信访。",
        "The 60 days for administrative review are over; an objection or a petition is still possible.",
    ),
    "appeal-not-found": (404, "没有找到这份异议或投诉。", "There is no such appeal."),
    "appeal-answered": (409, "这份异议或投诉已经答复。", "This appeal has been answered."),
    "same-decision-maker": (
        403,
        "原决定的经办人不能答复对该决定的异议，请换人办理。",
        "Whoever made the decision cannot answer the objection to it.",
    ),
    "outcome-differs": (
        409,
        "按证据重新测算结果不同，应当作出新的决定，不能答复为不变。",
        "The evidence makes another outcome: a new decision is due, which then answers the appeal.",
    ),
    "unknown-fact": (422, "没有这一项事实。", "The household has no such fact."),
}
