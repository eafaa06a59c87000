"""What people read when a step of the decision on monitoring is not possible, and why."""

MONITORING_PROBLEMS: dict[str, tuple[int, str, str]] = {
    "monitoring-unknown": (
        404,
        "这份申请没有需要认定监测对象的情况。",
        "Nothing of this application asks for a decision on monitoring.",
    ),
    "monitoring-decided": (
        409,
        "是否纳入监测已经作出决定。",
        "It has been decided whether the household is monitored.",
    ),
    "no-risk-found": (
        409,
        "按现有情况不符合监测对象条件，不能纳入监测。",
        "By the facts that are known the household is not at risk, so it cannot be monitored.",
    ),
    "monitoring-notice-missing": (
        409,
        "还没有在村里公示，不能纳入监测。",
        "The village has not seen a notice yet, so the household cannot be monitored.",
    ),
    "monitoring-notice-running": (
        409,
        "公示还没有满5天，期满后的次日才能决定。",
        "The notice is still running; it can be decided from the day after its last day.",
    ),
    "reason-missing": (
        422,
        "符合条件而不纳入监测的，要写明原因。",
        "The rule has found a risk: say why the household is not monitored all the same.",
    ),
}
