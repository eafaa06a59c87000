"""渐退期: whoever earns more by work keeps the old money for some months. Brief 4, 12.17; 民发〔2022〕83号."""

from dataclasses import replace

from services.programs.entitlement import Entitlement, ProgramAsked, Proposal, decline, grant

ARTICLE = "民发〔2022〕83号; 民发〔2021〕57号 第33条"


def grace(asked: ProgramAsked, history: Entitlement) -> list[Proposal]:
    """Where a running award ends: the old amount to the last month of grace, or the no where work is not the cause.

    Grace is over before its last month where the class has come back, or a re-check has found more than work.
    """
    if history.running("grace", None, asked.starts) and not asked.grace_until:
        back = asked.category == "dibao"
        over = back or asked.because != "application"
        return [decline("grace", "no_need" if back else "not_in_class", article=ARTICLE)] if over else []
    running = history.running("dibao", None, asked.starts)
    if running is None or asked.because == "application":
        return []
    if asked.grace_until:
        amount, last = running.proposal.amount, asked.grace_until
        kept = grant("grace", amount, "month", first=asked.starts, last=last, article=ARTICLE)
        return [replace(kept, stated=True)]
    return [] if asked.category == "dibao" else [decline("grace", "not_in_class", article=ARTICLE)]
