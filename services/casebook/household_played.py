"""One story while it is played: its receipt, what it has done and what it still dates."""

from dataclasses import dataclass, field
from uuid import UUID

from services.casebook.format import Story
from services.casebook.office import Plan
from services.casebook.steps import Verb


class NotSupported(Exception):
    """A verb or fact of the file whose service does not exist yet."""


class NothingWaits(Exception):
    """The file dates a stage that is not there at that moment."""


@dataclass
class Played:
    story: Story
    plan: Plan = field(init=False)
    application_id: UUID | None = None
    household_id: UUID | None = None
    number: str = ""
    query_code: str = ""

    def __post_init__(self) -> None:
        steps = sorted(self.story.head.steps, key=lambda step: step.on)
        self.plan = Plan(ahead=steps, tested="basic_living" in self.story.declared.needs)

    def application(self) -> UUID:
        if self.application_id is None:
            raise NothingWaits("there is no application yet")
        return self.application_id

    def household(self) -> UUID:
        if self.household_id is None:
            raise NothingWaits("nobody has heard of this household yet")
        return self.household_id

    def did(self, step: Verb) -> None:
        self.plan.ahead.remove(step)
        self.plan.done.append(step)

    def key(self, deed: str) -> str:
        return f"{self.story.file}/{self.story.variant}/{deed}"
