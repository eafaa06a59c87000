"""What a program folder exports as PROGRAM: how it announces itself, and the rules by which it answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from contracts.base import Contract
from contracts.household import Need
from contracts.programs import Per
from services.policy.parameter_schema import Parameters
from services.programs.entitlement.commands import Command
from services.programs.entitlement.events import ProgramAsked, RatiosSet
from services.programs.entitlement.proposals import Proposal
from services.programs.entitlement.state import Entitlement

Assess = Callable[[ProgramAsked, Entitlement, Parameters], Sequence[Proposal]]
Bounds = Callable[[Parameters], Mapping[str, tuple[int, int]]]
CloseYear = Callable[[Entitlement, Parameters, int], Sequence[Proposal]]
ByConference = Callable[[ProgramAsked, Entitlement, Parameters, str, int], int]
Ratios = Callable[[ProgramAsked, Entitlement, Parameters], Sequence[RatiosSet]]
Hears = Mapping[type[Contract], Callable[[Any, Parameters | None, datetime], Command]]


@dataclass(frozen=True, kw_only=True)
class Program:
    """One program. `code` is the name of its folder, its stream type and its consumer group `programs.<code>`.

    `needs`, `categories`, `always`, `urgent`, `untested` and `sections` mean what they mean in `ProgramAnnounced`;
    `answer_within` is in working days. `assess` is pure and gives one proposal per item and person.
    `bounds`: per item the lowest and the highest sum (fen) that somebody may give by hand.
    `stated`: items that no rule proposes and whose sum a desk states, with how it counts; else it is money paid once.
    `close_year` gives what is owed for a calendar year when it ends. `ratios` says what medical aid pays.
    `conference`: what is owed once for an item and the months that the county conference states; without it, the sum
    is its own.
    `hears`: further contracts, each turned into a command; without rules where no referral has come yet.
    """

    code: str
    agency: str
    title_zh: str
    title_en: str
    needs: tuple[Need, ...]
    categories: tuple[str, ...] = ()
    always: bool = False
    urgent: bool = False
    untested: bool = False
    items: tuple[str, ...]
    sections: tuple[str, ...]
    answer_within: int
    assess: Assess
    bounds: Bounds | None = None
    stated: Mapping[str, Per] = field(default_factory=dict)
    close_year: CloseYear | None = None
    ratios: Ratios | None = None
    conference: ByConference | None = None
    hears: Hears = field(default_factory=dict)
