"""What people read when a step between a family and a charity is not possible."""

PROBLEMS: dict[str, tuple[int, str, str]] = {
    "nothing-reserved": (
        409,
        "目前没有为这项需求保留的帮扶,请等候下一次匹配。",
        "No offer is held for this need now; wait for the next one.",
    ),
    "not-matched": (
        409,
        "双方都同意后才能登记送达。",
        "Help can be recorded only after both sides have accepted.",
    ),
    "offer-in-the-past": (422, "帮扶的截止日期已经过去。", "The last day of this offer has passed."),
}
