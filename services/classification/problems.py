"""What people read when a step of the determination is not possible, and why."""

PROBLEMS: dict[str, tuple[int, str, str]] = {
    "notice-running": (
        409,
        "公示还没有满7天，期满后的第一个工作日才能确认。",
        "The public notice is still running; the county can confirm from the first working day after its 7 days.",
    ),
    "notice-missing": (
        409,
        "还没有公示，不能确认。",
        "No public notice has been posted yet, so nothing can be confirmed.",
    ),
    "notice-already-posted": (409, "已经公示过了，不需要再公示。", "The notice has been posted already."),
    "nothing-to-announce": (
        409,
        "拟不予认定的申请不公示，请直接作出不予认定的决定。",
        "No class is proposed, so there is nothing to announce; refuse the application instead.",
    ),
    "no-notice-needed": (
        409,
        "儿童基本生活费不需要在村里公示，由县民政局直接确认。",
        "Children's allowances are not announced in the village; the county confirms them directly.",
    ),
    "nothing-proposed": (
        409,
        "这户还没有初审意见：家庭情况调查还没有完成。",
        "There is no opinion on this household yet: the investigation is not complete.",
    ),
    "provisional": (
        409,
        "还缺会影响结果的信息，暂时不能继续；缺少的内容见 pointer。",
        "Something that could change the outcome is still missing; see pointer for what it is.",
    ),
    "already-decided": (409, "这份申请已经作出决定。", "This application has been decided."),
    "objection-open": (
        409,
        "有人提出异议，请先重新调查并提出新的意见。",
        "There is an objection; look again first and give a new opinion.",
    ),
    "no-notice": (409, "现在没有正在进行的公示。", "No public notice is running."),
    "no-objection": (409, "现在没有待处理的异议。", "No objection is waiting for an answer."),
    "county-visit-missing": (
        409,
        "单独登记备案或者有投诉举报的申请，县民政局须先入户调查才能确认。",
        "A relative of staff or a complaint: the county visits the household itself before it confirms.",
    ),
    "two-visitors-needed": (422, "入户调查至少要有两名工作人员。", "A household visit needs two of staff."),
    "vote-undecided": (422, "民主评议票数相同，不能形成意见。", "The vote is a tie and decides nothing."),
    "no-clock": (409, "这份申请没有正在计算的办理期限。", "No clock of a decision runs on this application."),
    "clock-not-suspended": (409, "办理期限没有中止。", "The clock does not stand still."),
    "nothing-to-confirm": (
        409,
        "初审意见是不予认定，没有可以确认的类别。",
        "The opinion is that no class can be given; there is nothing to confirm.",
    ),
    "nothing-to-refuse": (
        409,
        "初审意见是给予认定，不能直接不予认定。",
        "The opinion is that a class is given; it cannot be refused.",
    ),
    "served-before-decision": (
        422,
        "送达日期不能早于决定日期。",
        "The decision cannot have reached the family before it was made.",
    ),
}
