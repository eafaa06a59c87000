"""临时救助: pay first in an emergency, and relief where spending has run over income. Brief 3, 12.10, 12.21."""

from datetime import datetime, timedelta
from fractions import Fraction
from math import ceil
from typing import Literal

from contracts.household import Mishap
from services.policy.members import counted
from services.policy.parameter_schema import Parameters
from services.policy.rounding import half_up_to_yuan
from services.programs.entitlement import Entitlement, ProgramAsked, Proposal, decline, grant, shown

ARTICLE = "国发〔2014〕47号; 民发〔2018〕23号"
PREPAID = ("emergency_small", "emergency")
WINDOW = timedelta(days=366)


def assess(asked: ProgramAsked, history: Entitlement, rules: Parameters) -> list[Proposal]:
    """An urgent referral: the small sum waits for the imprest. Else relief by class, or the small sum by the desk."""
    mishap = latest(asked)
    if asked.urgent:
        return [small(rules, mishap, "payment"), *emergency(asked, history, rules, mishap)]
    if asked.category is None and mishap:
        return [small(rules, mishap, "desk")]
    return [expenditure(asked, history, rules)]


def latest(asked: ProgramAsked) -> Mishap | None:
    """The last thing that befell the family, one with a known severity before others."""
    events = asked.household.events
    known = [event for event in events if event.severity] or events
    return max(known, key=lambda event: event.on.isoformat()[:10], default=None)


def once_for(mishap: Mishap | None) -> str | None:
    """Kind and day: the same event is helped once."""
    if mishap is None:
        return None
    day = mishap.on.date() if isinstance(mishap.on, datetime) else mishap.on
    return f"{mishap.kind}:{day}"


def small(rules: Parameters, mishap: Mishap | None, waits_for: Literal["payment", "desk"]) -> Proposal:
    """Up to the limit, at once and before any paper."""
    limit, event = rules.temporary.small_cap, once_for(mishap)
    return grant("emergency_small", limit, article=ARTICLE, waits_for=waits_for, once_for=event)


def emergency(asked: ProgramAsked, history: Entitlement, rules: Parameters, mishap: Mishap | None) -> list[Proposal]:
    """Serious: two months of the household's own standard for every member, less what was paid first, once the papers
    are there. Grave: the conference states the months. Brief 12.10."""
    if mishap is None or mishap.severity in (None, "mild"):
        return []
    if mishap.severity == "grave":
        return [grant("emergency", None, article=ARTICLE, waits_for="conference", once_for=once_for(mishap))]
    members = len(counted(asked.household, rules.labour, asked.day))
    whole = rules.standard * members * rules.temporary.serious_months
    owed = half_up_to_yuan(whole - prepaid(asked, history))
    why = shown(
        "temporary.emergency",
        "holds",
        fact="members",
        amount=members,
        unit="count",
        article=ARTICLE,
        version=rules.version,
    )
    if owed == 0:
        return [decline("emergency", "already_awarded", article=ARTICLE, why=(why,))]
    return [grant("emergency", owed, article=ARTICLE, waits_for="papers", once_for=once_for(mishap), why=(why,))]


def for_months(asked: ProgramAsked, history: Entitlement, rules: Parameters, item: str, stated: int) -> int:
    """Months that the county conference states, for every counted member, less both prepayments. Brief 12.10.

    An emergency goes by the household's own standard, relief of expenditure by the urban one everywhere [S6].
    """
    figures = asked.assessment.figures if asked.assessment else None
    members = figures.members if figures else len(counted(asked.household, rules.labour, asked.day))
    standard = rules.standard_urban if item == "expenditure" else rules.standard
    return half_up_to_yuan(standard * members * stated - prepaid(asked, history))


def prepaid(asked: ProgramAsked, history: Entitlement) -> int:
    """Emergency money of the last 12 months, by us or on record: it is taken off what comes later."""
    since = asked.day - WINDOW
    ours = (a for a in history.given(*PREPAID) if a.given_on > since and not a.recorded)
    noted = (n for n in history.aid if n.item in PREPAID and n.month > f"{since:%Y-%m}")
    return sum(a.proposal.amount or 0 for a in ours) + sum(n.amount for n in noted)


def expenditure(asked: ProgramAsked, history: Entitlement, rules: Parameters) -> Proposal:
    """`urban standard * members * months`, less both prepayments; 边缘, 刚性 and 监测. Once per determination."""
    served = asked.category in ("dibao_edge", "rigid_expenditure") or bool(asked.holds("monitored"))
    if not served or asked.assessment is None:
        return decline("expenditure", "not_in_class", article=ARTICLE)
    figures = asked.assessment.figures
    number = months(Fraction(figures.rigid_ratio or 0), rules)
    owed = half_up_to_yuan(rules.standard_urban * figures.members * number - prepaid(asked, history))
    why = shown(
        "temporary.months",
        "holds",
        fact="rigid_ratio",
        amount=figures.rigid_ratio,
        unit="ratio",
        limit=str(float(rules.rigid_ratio)),
        relation=">=",
        article=ARTICLE,
        version=rules.version,
    )
    if owed == 0:
        return decline("expenditure", "already_awarded", article=ARTICLE, why=(why,))
    return grant("expenditure", owed, article=ARTICLE, once_for=f"decision:{asked.decided_on}", why=(why,))


def months(ratio: Fraction, rules: Parameters) -> int:
    """One month, and one more for every 10 points begun over the threshold; at most six."""
    over = ceil((ratio - rules.rigid_ratio) / rules.temporary.ratio_step) + 1
    return max(rules.temporary.months_min, min(over, rules.temporary.months_max))
