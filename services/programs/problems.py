"""What is said to a person whose command cannot be done: status, Chinese, English."""

from collections.abc import Mapping

PROBLEMS: Mapping[str, tuple[int, str, str]] = {
    "referral-not-found": (404, "没有找到这项转办。", "No such referral was made."),
    "household-not-found": (
        404,
        "该救助项目尚未收到这户家庭的转办。",
        "This program was never asked about this household.",
    ),
    "unknown-program": (422, "没有这个救助项目。", "There is no program of this code."),
    "unknown-item": (422, "该救助项目没有这个事项。", "The program has no item of this code."),
    "amount-needed": (422, "规则没有算出金额，请填写金额。", "No rule has proposed a sum; state the amount."),
    "over-limit": (422, "金额超过先行支付的上限。", "The amount is above the limit of a first payment."),
    "outside-bounds": (422, "金额不在该事项规定的范围内。", "The sum lies outside what may be given for this item."),
    "already-paid": (
        409,
        "这件事已经先行支付过，不能重复支付。",
        "This event was already paid for; it is not paid twice.",
    ),
    "papers-missing": (
        409,
        "先行救助的材料尚未补交，不能批准后续救助。",
        "The papers that follow the first payment are missing.",
    ),
    "award-not-readable": (
        422,
        "补助记录的期限与发放方式不符。",
        "First and last day do not fit how the award is paid.",
    ),
}
