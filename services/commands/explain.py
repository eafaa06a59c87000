"""`onedoor explain`: why a household has its class and its awards, rule by rule, as a running system tells it."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import httpx2

from contracts.reasons import Reason
from services.commands.faults import stop
from services.policy.words import Lang, amount, because, fact_name, render

INDENT = "  "
SAID = {
    "class": ("认定", "Class"),
    "tested": ("测算", "Tested"),
    "missing": ("还缺，可能改变结果", "Missing, and could change the outcome"),
    "idle": ("还缺，不影响结果", "Missing, and cannot change the outcome"),
    "nothing": ("没有缺少会影响结果的信息", "Nothing is missing that could change the outcome"),
    "untested": ("这户还没有测算过类别", "The class of this household has not been tested yet"),
    "article": ("依据", "Article"),
    "limit": ("限额", "Limit"),
    "value": ("数值", "Value"),
    "answers": ("各项救助", "Programs"),
    "undecided": ("尚未决定", "not decided yet"),
}


def explain(case: str, *, lang: Lang, url: str) -> None:
    """`case`: an application's id or its number. Prints to stdout; leaves with 2 where nothing is known of it."""
    try:
        with httpx2.Client(base_url=url, timeout=10) as client:
            found = _json(client.get("/v1/cases", params=_asked(case)))
            told = _json(client.get(f"/v1/cases/{found['household_id']}/explanation", params=_asked(case)))
    except httpx2.TransportError:
        stop(f"Nothing answers at {url}; is `onedoor up` running? Give another address with --url.")
    print(*lines(told, lang), sep="\n")


def _asked(case: str) -> dict[str, str]:
    try:
        return {"application_id": str(UUID(case))}
    except ValueError:
        return {"number": case}


def lines(told: dict[str, Any], lang: Lang) -> Iterator[str]:
    """The case, its class with the tree of reasons, what is missing, and each program's answer with its own."""
    decided, test = told["determination"], told["test"]
    category = decided["category"] if decided else word("undecided", lang)
    yield f"{told['number']}  {word('class', lang)}: {category}{'  ' + decided['decided_on'] if decided else ''}"
    yield from (f"{INDENT}{because(code, lang)}" for code in (decided or {}).get("refused_for", ()))
    if test is None:
        yield word("untested", lang)
    else:
        yield f"{word('tested', lang)}: {test['assessed_at'][:10]}"
        yield from tree(test["reasons"], 1, lang)
        yield from gaps(test, lang)
    yield f"{word('answers', lang)}:"
    for answer in told["supports"]:
        yield INDENT + answered(answer, lang)
        yield from tree(answer["reasons"], 2, lang)


def tree(reasons: list[dict[str, Any]], depth: int, lang: Lang) -> Iterator[str]:
    for reason in map(Reason.model_validate, reasons):
        yield from branch(reason, depth, lang)


def branch(reason: Reason, depth: int, lang: Lang) -> Iterator[str]:
    who = f"[{reason.person}] " if reason.person else ""
    yield f"{INDENT * depth}{who}{render(reason, lang)}"
    if particulars := "; ".join(figures(reason, lang)):
        yield f"{INDENT * (depth + 2)}{particulars}"
    for part in reason.because:
        yield from branch(part, depth + 1, lang)


def figures(reason: Reason, lang: Lang) -> Iterator[str]:
    """Value and limit in their unit, source and date, article and parameters: what an objection is checked by."""
    fact = reason.fact
    if fact and fact.amount is not None and fact.unit != "flag":
        origin = " ".join(str(part) for part in (fact.source, fact.as_of) if part)
        shown = f"{word('value', lang)} {fact.name} = {amount(fact.amount, fact.unit, lang)} ({fact.unit})"
        yield f"{shown}{', ' + origin if origin else ''}"
        if reason.limit is not None:
            yield f"{word('limit', lang)} {reason.relation} {amount(reason.limit, fact.unit, lang)}"
    if reason.article:
        yield f"{word('article', lang)} {reason.article}{' / ' + reason.parameters if reason.parameters else ''}"


def gaps(test: dict[str, Any], lang: Lang) -> Iterator[str]:
    for name in ("missing", "idle"):
        if test[name]:
            facts = ("、" if lang == "zh" else ", ").join(f"{fact_name(path, lang)} ({path})" for path in test[name])
            yield f"{word(name, lang)}: {facts}"
    if not test["missing"]:
        yield word("nothing", lang)


def answered(answer: dict[str, Any], lang: Lang) -> str:
    sum_ = f" {amount(str(answer['amount']), 'fen', lang)}" if answer.get("amount") is not None else ""
    per = f"/{answer['per']}" if answer.get("per") else ""
    why = f"  {because(answer['reason'], lang)}" if answer.get("reason") else ""
    person = f" [{answer['person']}]" if answer.get("person") else ""
    article = f"  {word('article', lang)} {answer['article']}" if answer.get("article") else ""
    return f"{answer['program']}.{answer['item']}{person}: {answer['outcome']}{sum_}{per}{why}{article}"


def word(name: str, lang: Lang) -> str:
    return SAID[name][lang == "en"]


def _json(response: httpx2.Response) -> dict[str, Any]:
    if response.status_code == httpx2.codes.NOT_FOUND:
        stop("No application of this id or number is known there.")
    if response.status_code >= httpx2.codes.BAD_REQUEST:
        stop(f"{response.url.path}: {response.status_code} {response.text[:200]}")
    return dict(response.json())
