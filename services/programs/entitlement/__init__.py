"""What every program folder builds on: the program it exports, the proposals it makes, the history it may read."""

from services.programs.entitlement.decider import entitlement
from services.programs.entitlement.events import ProgramAsked, RatiosSet
from services.programs.entitlement.program import Program
from services.programs.entitlement.proposals import Proposal, decline, grant, shown
from services.programs.entitlement.state import Award, Entitlement

__all__ = [
    "Award",
    "Entitlement",
    "Program",
    "ProgramAsked",
    "Proposal",
    "RatiosSet",
    "decline",
    "entitlement",
    "grant",
    "shown",
]
