"""渐退期: whoever earns more by work keeps the old money for some months. Brief 4, 12.17; 民发〔2022〕83号."""

from services.programs.entitlement import Entitlement, ProgramAsked, Proposal, decline, grant

ARTICLE = "民发〔2022〕83号; 民发〔2021〕57号 第33条"


def grace(asked: ProgramAsked, history: Entitlement) -> list[Proposal]:
    """Where a running award ends: the old amount to the last month of grace, or the no where work is not the cause."""
    running = history.running("dibao", None, asked.starts)
    if running is None or asked.because == "application":
        return []
    if asked.grace_until:
        amount, last = running.proposal.amount, asked.grace_until
        return [grant("grace", amount, "month", first=asked.starts, last=last, article=ARTICLE)]
    return [] if asked.category == "dibao" else [decline("grace", "not_in_class", article=ARTICLE)]
