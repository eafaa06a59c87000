"""A program says once who it is, and again only when that has changed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contracts.base import NOBODY
from contracts.household import Need
from services.chassis.decider import Decider
from services.chassis.door import Door
from services.chassis.ids import derived
from services.programs.entitlement import Program


@dataclass(frozen=True, kw_only=True)
class Announced:
    """Everything dispatch needs to know in order to ask; the fields are those of the contract."""

    program: str
    agency: str
    title_zh: str
    title_en: str
    needs: tuple[Need, ...]
    categories: tuple[str, ...]
    always: bool
    urgent: bool
    untested: bool
    items: tuple[str, ...]
    sections: tuple[str, ...]
    answer_within: int
    alongside: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ProgramWasAnnounced:
    announced: Announced
    announced_at: datetime


@dataclass(frozen=True, kw_only=True)
class Announce:
    announced: Announced
    now: datetime


@dataclass(frozen=True)
class Announcement:
    last: Announced | None = None


def decide(state: Announcement, command: Announce) -> list[ProgramWasAnnounced]:
    if state.last == command.announced:
        return []
    return [ProgramWasAnnounced(announced=command.announced, announced_at=command.now)]


def evolve(_: Announcement, event: ProgramWasAnnounced) -> Announcement:
    return Announcement(event.announced)


ANNOUNCEMENT: Decider[Announcement, Announce, ProgramWasAnnounced] = Decider(
    name="announcement", initial=Announcement, decide=decide, evolve=evolve, events=ProgramWasAnnounced
)


def announced(program: Program, alongside: tuple[str, ...]) -> Announced:
    """`alongside`: the codes of all programs of this release, so that dispatch knows for whom it has to wait."""
    return Announced(
        program=program.code,
        agency=program.agency,
        title_zh=program.title_zh,
        title_en=program.title_en,
        needs=program.needs,
        categories=program.categories,
        always=program.always,
        urgent=program.urgent,
        untested=program.untested,
        items=program.items,
        sections=program.sections,
        answer_within=program.answer_within,
        alongside=alongside,
    )


def announcing(programs: tuple[Program, ...], alongside: tuple[str, ...]) -> Any:
    """What the service does once it runs: say of each program who it is."""

    async def announce(door: Door) -> None:
        for program in programs:
            command = Announce(announced=announced(program, alongside), now=door.now())
            await door.execute(ANNOUNCEMENT, derived("announcement", program.code), command, household_id=NOBODY)

    return announce
