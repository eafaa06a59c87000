"""The simulated township, county and agency desks: they work through work lists and commands like anybody else.

A stage that no file dates is done at the first working moment at which it is on the list.
"""

import asyncio
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.casebook.steps import Verb
from services.casebook.waiting import Stage, waits, waits_at_desk
from services.casebook.wire import Json, Refused, Wire
from services.policy.calendar import first_working_moment

TOWNSHIP, COUNTY = "clerk:office", "county:office"
VISITORS = ("office-1", "office-2")  # a household is visited by two
LISTS = ("/v1/applications/worklist", "/v1/investigations/worklist", "/v1/determinations/worklist")
MONITORING = "/v1/monitoring/worklist"
APPEALS = "/v1/appeals/worklist"
REVIEWER = "county:review"  # never the office that decided
DESKS = "/v1/desks/worklist"
SERVER_FAULT = 500


@dataclass
class Plan:
    """What a story still dates; households without a story are served as they come. `tested`: a class is."""

    done: list[Verb] = field(default_factory=list)
    ahead: list[Verb] = field(default_factory=list)
    tested: bool = True


@dataclass(frozen=True)
class Deed:
    """One command of the office. `name` is unique within the run. `on_duty`: done out of hours, too."""

    application_id: UUID
    path: str
    body: Json
    actor: str
    name: str
    on_duty: bool = False


@dataclass(frozen=True)
class Broken:
    """A door that failed instead of answering."""

    application_id: UUID
    words: str


class Office:
    """`width`: commands under way at a time. `done` and `refusals` count deeds by stage and what was refused by code,
    `broken` what failed; a stage that was refused is tried again at a later moment."""

    def __init__(self, wire: Wire, plan_of: Mapping[UUID, Plan], width: int = 1) -> None:
        self._wire = wire
        self._plan_of = plan_of
        self._width = asyncio.Semaphore(width)
        self.done: Counter[str] = Counter()
        self.refusals: Counter[str] = Counter()
        self.broken: dict[str, Broken] = {}  # by the name of the deed
        self._tried: set[tuple[str, datetime]] = set()

    async def work(self, now: datetime) -> tuple[int, datetime | None]:
        """Do everything that may be done now; how much that was, and when the office opens for what is left."""
        deeds = [deed for deed in await self._waiting() if (deed.name, now) not in self._tried]
        if not deeds:
            return 0, None
        opens = first_working_moment(now)
        doable = [deed for deed in deeds if deed.on_duty or opens <= now]
        if not doable:
            return 0, opens
        return sum(await asyncio.gather(*(self._do(deed, now) for deed in doable))), None

    async def _do(self, deed: Deed, now: datetime) -> int:
        self._tried.add((deed.name, now))
        try:
            async with self._width:
                key = f"office/{deed.name}/{now.isoformat()}"
                await self._wire.post(deed.path, deed.body, actor=deed.actor, key=key)
        except Refused as no:
            self.refusals[no.code] += 1
            if no.status >= SERVER_FAULT:
                self.broken[deed.name] = Broken(deed.application_id, f"{deed.name.split('/')[0]}: {no}")
            return 0
        self.done[deed.name.split("/")[0]] += 1
        return 1

    async def _waiting(self) -> list[Deed]:
        deeds = [deed for path in LISTS async for item in self._wire.pages(path) if (deed := self._stage(item))]
        deeds += [answer_to_appeal(item) async for item in self._wire.pages(APPEALS, stage="answer")]
        deeds += [monitoring_of(item) async for item in self._wire.pages(MONITORING)]
        return deeds + [deed async for item in self._wire.pages(DESKS) if (deed := self._answer(item))]

    def _stage(self, item: Json) -> Deed | None:
        plan = self._plan_of.get(UUID(item["application_id"])) or Plan()
        stage: Stage = item["stage"]
        return None if waits(stage, plan.done, plan.ahead) else deed_of(stage, item)

    def _answer(self, item: Json) -> Deed | None:
        plan = self._plan_of.get(UUID(item["application_id"])) or Plan()
        left = waits_at_desk(item["program"], item["item"], plan.ahead, stage=item["stage"], tested=plan.tested)
        return None if left else answer_of(item)


def deed_of(stage: Stage, item: Json) -> Deed:
    """The command with which the office does one stage."""
    application, household = item["application_id"], item["household_id"]
    doors: dict[Stage, tuple[str, Json, str]] = {
        "accept": (f"/v1/applications/{application}/acceptance", {}, TOWNSHIP),
        "visit": (f"/v1/investigations/{application}/visit", {"visitors": list(VISITORS)}, TOWNSHIP),
        "notice": (f"/v1/determinations/{household}/notice", {}, TOWNSHIP),
        "objection": (f"/v1/determinations/{household}/objection", {"upheld": True}, TOWNSHIP),
        "confirm": (f"/v1/determinations/{household}/confirmation", {}, COUNTY),
        "refuse": (f"/v1/determinations/{household}/refusal", {}, COUNTY),
    }
    path, body, actor = doors[stage]
    return Deed(UUID(application), path, body, actor, f"{stage}/{application}")


def monitoring_of(item: Json) -> Deed:
    """A household at risk is announced in the village, then decided as the rule has found."""
    application, stage = item["application_id"], item["stage"]
    doors: dict[str, tuple[str, Json, str]] = {
        "notice": ("notice", {}, TOWNSHIP),
        "decide": ("decision", {"monitored": item["risk"]}, COUNTY),
    }
    door, body, actor = doors[stage]
    return Deed(
        UUID(application), f"/v1/monitoring/{application}/{door}", body, actor, f"monitor-{stage}/{application}"
    )


def answer_to_appeal(item: Json) -> Deed:
    """The evidence leaves the outcome as it is: somebody else than the first decision maker says so."""
    path = f"/v1/appeals/{item['household_id']}/{item['appeal_id']}/answer"
    return Deed(UUID(item["application_id"]), path, {"outcome": "unchanged"}, REVIEWER, f"answer/{item['appeal_id']}")


def answer_of(item: Json) -> Deed:
    """A desk confirms what its program has proposed for one item. The first money of an emergency does not wait for
    office hours: its 24 hours run through weekends."""
    referral, what = item["referral_id"], {"item": item["item"], "person": item["person"]}
    name = f"desk/{referral}/{item['item']}/{item['person']}"
    body = {**what, "outcome": "granted"}
    path = f"/v1/desks/{referral}/answers"
    actor, on_duty = f"desk:{item['program']}", item["stage"] == "pay"
    return Deed(UUID(item["application_id"]), path, body, actor, name, on_duty)
