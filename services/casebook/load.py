"""Many generated households at once over HTTP: how fast to the last answer, and was everybody asked rightly."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from services.casebook.cpu import cpu_seconds
from services.casebook.driver import Driver
from services.casebook.generate import Generated, generate
from services.casebook.office import Office
from services.casebook.oracle import Asked, is_urgent, must_be_asked
from services.casebook.system import System
from services.casebook.wire import Json, Refused, Wire

WIDTH = 32
LONGEST = timedelta(days=90)  # simulated; every program's answer is overdue by then
STEPS = {
    "applications": "submit",
    "acceptance": "accept",
    "visit": "visit",
    "notice": "notice",
    "confirmation": "confirm",
    "refusal": "refuse",
    "answers": "desk answer",
}
Tell = Callable[[str], None]


@dataclass
class LoadReport:
    """`seconds`: from the first application to the last answer. `faults`: what was not as it must be."""

    households: int
    seconds: float = 0.0
    cpu: float = 0.0
    referrals: int = 0
    p95: dict[str, float] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        rate = self.households / self.seconds if self.seconds else 0.0
        found = [
            f"{self.households} applications, {self.referrals} referrals, all answered in {self.seconds:.1f} s: "
            f"{rate:.1f} applications per second",
            f"{self.cpu:.1f} CPU seconds, {1000 * self.cpu / max(1, self.households):.0f} per 1,000 applications",
        ]
        found += [f"p95 {step}: {1000 * seconds:.0f} ms" for step, seconds in self.p95.items()]
        return found + [f"FAIL {fault}" for fault in self.faults[:20]]


def p95(values: Sequence[float]) -> float:
    return sorted(values)[ceil(0.95 * len(values)) - 1]


async def load(system: System, wire: Wire, count: int, *, seed: int = 1, tell: Tell = print) -> LoadReport:
    """Play `count` generated households to their last answer; it begins when the programs have announced themselves."""
    await system.settle()
    households = generate(count, on=system.clock.now().date(), seed=seed)
    office = Office(wire, {}, width=WIDTH)
    driver, report = Driver(system, office), LoadReport(count)
    begun, cpu = time.perf_counter(), cpu_seconds()
    receipts = await bounded(WIDTH, [_submit(wire, index, one) for index, one in enumerate(households)])
    tell(f"{count} applications submitted in {time.perf_counter() - begun:.1f} s")
    await _answers(driver, sum("basic_living" in one.household.needs for one in households), report, tell)
    report.seconds, report.cpu = time.perf_counter() - begun, cpu_seconds() - cpu
    report.p95 |= {name: p95(wire.took[path]) for path, name in STEPS.items() if wire.took[path]}
    report.faults += [f"the office was refused: {code} ({times} times)" for code, times in office.refusals.items()]
    await _verify(wire, households, receipts, report)
    return report


async def bounded(width: int, deeds: Sequence[Awaitable[Any]]) -> list[Any]:
    gate = asyncio.Semaphore(width)

    async def one(deed: Awaitable[Any]) -> Any:
        async with gate:
            return await deed

    return await asyncio.gather(*(one(deed) for deed in deeds))


async def _submit(wire: Wire, index: int, one: Generated) -> Json:
    return await wire.post("/v1/applications", one.form(), actor="citizen", key=f"load/{index}")


async def _answers(driver: Driver, tested: int, report: LoadReport, tell: Tell) -> None:
    """Until every tested household is decided and no desk has anything left."""
    system, office = driver.system, driver.office
    limit = system.clock.now() + LONGEST
    while True:
        begun, before = time.perf_counter(), system.clock.now()
        stop = await driver.finish(before=limit)
        spent, done = time.perf_counter() - begun, dict(office.done)
        tell(f"{before:%Y-%m-%d %H:%M}  {spent:6.1f} s  " + ", ".join(f"{n} {stage}" for stage, n in done.items()))
        decided = office.done["confirm"] + office.done["refuse"]
        if stop is None or (decided >= tested and not await _open(driver, limit)):
            return
        await system.advance(to=stop)


async def _open(driver: Driver, limit: datetime) -> bool:
    """Whether the office still has something on its lists, now or when it opens again."""
    _, opens = await driver.office.work(driver.system.clock.now())
    return opens is not None and opens < limit


async def _verify(wire: Wire, households: Sequence[Generated], receipts: Sequence[Json], report: LoadReport) -> None:
    routing = (await wire.get("/v1/programs"))["items"]
    chains = await bounded(WIDTH, [_chain(wire, receipt["household_id"]) for receipt in receipts])
    for one, receipt, chain in zip(households, receipts, chains, strict=True):
        tested, urgent = "basic_living" in one.household.needs, is_urgent(one.household)
        wanted = must_be_asked(one.household, routing, tested=tested, urgent=urgent)
        report.faults += [f"{receipt['number']}: {words}" for words in differences(wanted, chain)]
        report.referrals += sum(map(len, wanted.values()))
    for service in (await wire.get("/v1/ops/services"))["items"]:
        if service["parked"] or service["stopped"]:
            report.faults.append(f"{service['service']}: {service['parked']} parked, stopped {service['stopped']}")


async def _chain(wire: Wire, household_id: str) -> Json:
    try:
        return await wire.get(f"/v1/chains/{household_id}")
    except Refused:
        return {"rounds": []}


def differences(wanted: Asked, chain: Json) -> list[str]:
    """What a household's chain has otherwise than counted: rounds, who was asked, and one answer each."""
    found: list[str] = []
    rounds = {kind: [one for one in chain["rounds"] if one["kind"] == kind] for kind in wanted}
    for kind, programs in wanted.items():
        if len(rounds[kind]) != 1:
            found.append(f"{len(rounds[kind])} rounds of kind {kind}")
            continue
        rows = [row for row in rounds[kind][0]["programs"] if row["referral_id"]]
        if sorted(row["program"] for row in rows) != sorted(programs):
            found.append(f"{kind}: asked {sorted(row['program'] for row in rows)}, must be {sorted(programs)}")
        found += [f"{kind}: no answer of {row['program']}" for row in rows if row["state"] == "asked"]
    answers = sum(one["answered_at"] is not None for one in chain["rounds"])
    if answers != 1:
        found.append(f"{answers} final answers instead of one")
    return found
