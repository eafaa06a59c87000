"""Plays stories through a running system: moves its clock, acts as families and staff, and compares what came out."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from uuid import UUID

from services.casebook.applying import apply, put_down
from services.casebook.driver import Driver
from services.casebook.expect import Case, compare
from services.casebook.expectations import Expect
from services.casebook.format import Story
from services.casebook.household_played import NothingWaits, NotSupported, Played
from services.casebook.office import Office, Plan
from services.casebook.report import Line, Report
from services.casebook.system import System
from services.casebook.timeline import Application, Before, Check, Happening, StepAt, timeline
from services.casebook.verbs import perform
from services.casebook.wire import Refused, Wire

Tell = Callable[[Line], None]
Watch = Callable[[Happening], Awaitable[None]]


def unheard(_: Line) -> None:
    """Nobody reads along."""


async def unwatched(_: Happening) -> None:
    """Nobody looks on."""


class Player:
    """All stories of one call on one clock. `tell` hears every line at once, `watch` looks on after each happening."""

    def __init__(
        self, system: System, wire: Wire, stories: Sequence[Story], tell: Tell = unheard, watch: Watch = unwatched
    ) -> None:
        self.system, self.wire, self.tell, self.watch = system, wire, tell, watch
        self.households = {(story.file, story.variant): Played(story) for story in stories}
        self.plans: dict[UUID, Plan] = {}
        self.driver = Driver(system, Office(wire, self.plans))
        self.lines: list[Line] = []

    async def play(self, until: datetime | None = None) -> Report:
        """Everything up to `until`, by default to the last expectation."""
        stories = [played.story for played in self.households.values()]
        for happening in timeline(stories):
            if until and happening.at > until:
                break
            await self.driver.until(happening.at)
            await self._happen(happening)
            await self.watch(happening)
        self._say_what_broke()
        return Report(tuple(self.lines), tuple(story.name for story in stories))

    async def _happen(self, happening: Happening) -> None:
        played = self.households[happening.story.file, happening.story.variant]
        match happening.what:
            case Before():
                await self._try(played, happening, "prior", put_down(self.wire, played))
            case Application():
                await self._try(played, happening, "apply", self._apply(played))
            case StepAt(index, step):
                await self._try(played, happening, f"step {step.do}", perform(self.wire, played, index, step))
                played.did(step)
                self._plan(played)
            case Check(expect=expect):
                await self._check(played, happening, expect)
        await self.system.settle()

    async def _apply(self, played: Played) -> None:
        try:
            await apply(self.wire, played)
        finally:
            self._plan(played)

    def _plan(self, played: Played) -> None:
        """The office knows what the story still dates for its latest application."""
        if played.application_id:
            self.plans[played.application_id] = played.plan

    async def _try(self, played: Played, happening: Happening, what: str, deed: Awaitable[None]) -> None:
        """Do it; what cannot be done is a line of the report, and the story goes on."""
        try:
            await deed
        except NotSupported as missing:
            self._fail(played, happening, what, f"not supported yet: {missing}")
        except (Refused, NothingWaits) as no:
            self._fail(played, happening, what, str(no))

    def _fail(self, played: Played, happening: Happening, what: str, note: str) -> None:
        self._say(Line(played.story.name, happening.at.date().isoformat(), what, False, note=note))

    def _say_what_broke(self) -> None:
        """A door that failed under the office is a failure of the case, even where the outcome is as expected."""
        names = {played.application_id: played.story.name for played in self.households.values()}
        today = self.driver.system.clock.now().date().isoformat()
        for broken in self.driver.office.broken.values():
            self._say(Line(names.get(broken.application_id, "?"), today, "office", False, note=broken.words))

    def _say(self, line: Line) -> None:
        self.lines.append(line)
        self.tell(line)

    async def _check(self, played: Played, happening: Happening, expect: Expect) -> None:
        try:
            case = await self.case(played)
            before = None
            if expect.cliff:
                before = await self.case(self.households[played.story.file, expect.cliff.before])
        except (Refused, NotSupported, NothingWaits) as no:
            for key in sorted(expect.model_fields_set - {"on", "exactly"}):
                self._fail(played, happening, key, _not_known(no))
            return
        for line in compare(expect, case, before, played.story.name):
            self._say(line)

    async def case(self, played: Played) -> Case:
        """The household as the read model tells it now."""
        return await self.wire.get(f"/v1/cases/{played.household()}")


def _not_known(no: Exception) -> str:
    return f"not supported yet: {no}" if isinstance(no, NotSupported) else str(no)
