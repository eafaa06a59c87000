"""A change that leads to another class, in one sentence of plain Chinese and English without any name."""

from typing import Final

from services.policy.counterfactual import Change
from services.policy.word_list import RULES, Words
from services.policy.words import Lang, amount, fact_name

CLASSES: Final[dict[str, str]] = {"dibao": "dibao", "dibao_edge": "edge", "rigid_expenditure": "rigid"}
NO_CLASS: Final = ("不属于任何一类", "no class")
MONEY: Final[Words] = {
    "income.wages": ("工资收入", "wages"),
    "income.sick_pay": ("病假工资", "sick pay"),
    "income.business": ("经营净收入", "net business income"),
    "income.farming": ("种养殖净收入", "net farming income"),
    "income.land_transfer": ("土地流转收入", "income from leased land"),
    "income.property": ("财产净收入", "income from property"),
    "income.pension": ("养老金", "pension"),
    "income.base_pension": ("基础养老金", "base pension"),
    "income.support_received": ("赡养费、抚养费收入", "support received"),
    "income.gift": ("赠与收入", "gifts"),
    "income.government_aid": ("政府救助金", "government aid"),
    "income.other": ("其他收入", "other income"),
    "costs.medical": ("自付医疗支出", "medical costs paid by the family"),
    "costs.rehabilitation": ("康复支出", "rehabilitation costs"),
    "costs.education": ("教育支出", "education costs"),
    "costs.house_rebuild": ("房屋重建支出", "costs of rebuilding"),
    "costs.other": ("其他刚性支出", "other costs that cannot be avoided"),
}
THINGS: Final[Words] = {
    "assets.vehicles": ("没有其中一辆车", "Without one of the vehicles"),
    "assets.companies": ("没有其中一家企业", "Without one of the companies"),
}


def sentence(change: Change, lang: Lang = "zh") -> str:
    """What would have to be otherwise, and which class would follow."""
    found = CLASSES.get(change.category)
    name = (RULES[found] if found else NO_CLASS)[lang == "en"]
    if lang == "zh":
        return f"如果{_condition(change, lang)}，认定结果将是：{name}。"
    return f"{_condition(change, lang)}, the result would be: {name}."


def _condition(change: Change, lang: Lang) -> str:
    if change.fact in THINGS:
        return THINGS[change.fact][lang == "en"]
    what = MONEY[change.fact][lang == "en"] if change.fact in MONEY else fact_name(change.fact, lang)
    before, after = (_shown(value, change, lang) for value in (change.before, change.after))
    yearly = change.fact in MONEY
    if lang == "zh":
        return f"{what}{'全年' if yearly else ''}不是{before}而是{after}"
    return f"If {what} were {after}{' a year' if yearly else ''} instead of {before}"


def _shown(value: int, change: Change, lang: Lang) -> str:
    if not change.counted:
        return amount(str(value), "fen", lang)
    return f"{value}套" if lang == "zh" else str(value)
