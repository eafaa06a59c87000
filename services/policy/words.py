"""The rules in one sentence each, in plain Chinese and English, for the family, the hotline and the clerk."""

from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Literal

from contracts.reasons import Fact, Reason
from services.policy.word_list import CODES, FACTS, OPENED, OTHER_CODE, OTHER_RULE, RULES, SOURCES, SUFFIXES

Lang = Literal["zh", "en"]
LANGUAGES: Final[tuple[Lang, ...]] = ("zh", "en")

_OUTCOME: Final = {
    ("holds", "zh"): "符合", ("fails", "zh"): "不符合", ("unknown", "zh"): "尚不能判断",
    ("holds", "en"): "met", ("fails", "en"): "not met", ("unknown", "en"): "cannot be told yet",
}  # fmt: skip
_RELATION: Final = {
    ("<", "zh"): "应低于", ("<=", "zh"): "应不超过", (">=", "zh"): "应不低于", (">", "zh"): "应高于",
    ("==", "zh"): "应为",
    ("<", "en"): "must be below", ("<=", "en"): "at most", (">=", "en"): "at least", (">", "en"): "must be above",
    ("==", "en"): "must be",
}  # fmt: skip


def render(reason: Reason, lang: Lang = "zh") -> str:
    """One sentence: what was looked at, the value and its line, the result, and who said so. No personal name in it."""
    comma, stop = ("，", "。") if lang == "zh" else (", ", ".")
    parts = [_opening(reason, lang)]
    if reason.outcome == "unknown":
        waiting = [fact_name(path, lang) for path in reason.missing]
        parts.append(_joined("还缺：" if lang == "zh" else "still missing: ", waiting, lang) if waiting else "")
    elif reason.fact and reason.fact.unit != "flag" and reason.relation and reason.limit is not None:
        limit = amount(reason.limit, reason.fact.unit, lang)
        parts.append(f"{_RELATION[reason.relation, lang]}{'' if lang == 'zh' else ' '}{limit}")
    if reason.relation or not reason.fact:
        parts.append(_OUTCOME[reason.outcome, lang])
    return comma.join(part for part in parts if part) + _origin(reason, lang) + stop


def _opening(reason: Reason, lang: Lang) -> str:
    name, fact = rule_name(reason.rule, lang), reason.fact
    colon = "：" if lang == "zh" else ": "
    if fact is None or fact.amount is None or fact.unit == "flag":
        return name
    return f"{name}{colon}{fact_name(fact.name, lang)} {amount(fact.amount, fact.unit, lang)}"


def _origin(reason: Reason, lang: Lang) -> str:
    fact = reason.fact
    if not fact or not fact.source or reason.outcome == "unknown":
        return ""
    source = SOURCES.get(fact.source, (fact.source, fact.source))[lang == "en"]
    day = _day(fact.as_of, lang) if fact.as_of else ""
    return f"（{source}{'，' if day else ''}{day}）" if lang == "zh" else f" ({source}{', ' if day else ''}{day})"


def _day(day: date, lang: Lang) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if lang == "zh" else day.isoformat()


def digest(reasons: tuple[Reason, ...], lang: Lang = "zh") -> Iterator[tuple[int, Reason, str]]:
    """What a family reads of the trees, as (depth, rule, sentence): a test, then one line for each of its conditions.

    What a condition rests on is folded into its line: the amounts compared, in yuan, and what fails or is missing.
    """
    for reason in reasons:
        yield 0, reason, render(reason, lang)
        for child in reason.because:
            yield from _conditions(child, 1, lang)


def _conditions(reason: Reason, depth: int, lang: Lang) -> Iterator[tuple[int, Reason, str]]:
    opened = reason.rule in OPENED
    yield depth, reason, render(reason, lang) if opened or not reason.because else _folded(reason, lang)
    for child in reason.because if opened else ():
        yield from _conditions(child, depth + 1, lang)


def _folded(reason: Reason, lang: Lang) -> str:
    """One line of a branch; the amounts on which it rests stand between its name and its result."""
    colon, semicolon, comma, stop = ("：", "；", "，", "。") if lang == "zh" else (": ", "; ", ", ", ".")
    told = [render(leaf.model_copy(update={"fact": _unsourced(leaf)}), lang) for leaf in _telling(reason)]
    shown = semicolon.join(dict.fromkeys(sentence.removesuffix(stop) for sentence in told))
    name, outcome = rule_name(reason.rule, lang), _OUTCOME[reason.outcome, lang]
    return f"{name}{comma}{outcome}{colon if shown else ''}{shown}{stop}"


def _unsourced(leaf: Reason) -> Fact | None:
    return leaf.fact.model_copy(update={"source": None}) if leaf.fact else None


def _telling(reason: Reason) -> Iterator[Reason]:
    """The leaves that mean something to a family: money, a published reason of a refusal, what is missing."""
    for child in reason.because:
        if child.because:
            yield from _telling(child)
        elif child.missing or child.code or (child.fact and child.fact.unit.startswith("fen") and child.limit):
            yield child


def explain(reasons: tuple[Reason, ...], lang: Lang = "zh") -> Iterator[tuple[int, str]]:
    """Every rule of the trees as (depth, sentence), a branch before what it rests on."""
    for reason in reasons:
        yield 0, render(reason, lang)
        yield from ((depth + 1, sentence) for depth, sentence in explain(reason.because, lang))


def because(code: str, lang: Lang = "zh") -> str:
    """The published reason of a refusal, `income_over_line`, as a sentence for the family."""
    return CODES.get(code, OTHER_CODE)[lang == "en"]


def rule_name(rule: str, lang: Lang = "zh") -> str:
    """What a rule is called; one that a newer producer has named is a condition of the rules."""
    if rule in RULES:
        return RULES[rule][lang == "en"]
    for suffix, words in SUFFIXES.items():
        if rule.endswith(suffix):
            return words[lang == "en"]
    return OTHER_RULE[lang == "en"]


def fact_name(name: str, lang: Lang = "zh") -> str:
    """What a fact or the path of a missing fact is called: the longest known part of it counts."""
    parts = name.split(".")
    for key in (name, ".".join(parts[:2]), parts[-1], parts[0]):
        if key in FACTS:
            return FACTS[key][lang == "en"]
    return name


def amount(text: str, unit: str, lang: Lang = "zh") -> str:
    """An amount for reading: yuan to the cent, a ratio in per cent; rounded for display only."""
    value = Decimal(text)
    if unit == "ratio":
        return f"{(value * 100).quantize(Decimal('0.01'), ROUND_HALF_UP)}%"
    if not unit.startswith("fen"):
        return f"{value.normalize():f}" + ({"m2": "平方米", "years": "岁"}.get(unit, "") if lang == "zh" else "")
    yuan = (value / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    plain = f"{yuan:,.2f}".removesuffix(".00")
    return f"{plain}元" if lang == "zh" else f"{plain} yuan"


def _joined(before: str, names: list[str], lang: Lang) -> str:
    return before + ("、" if lang == "zh" else ", ").join(dict.fromkeys(names))
