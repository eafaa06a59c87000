"""Many applications to their end, and what must then be true, whatever has happened on the way."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from services.casebook.driver import Driver
from services.casebook.generate import Generated
from services.casebook.load import bounded, differences
from services.casebook.oracle import is_urgent, must_be_asked
from services.casebook.wire import Json, Refused, Wire
from tests.chaos import evidence

STOPS = 60  # moments at which something is due before the last answer


async def submit(wire: Wire, households: Sequence[Generated]) -> list[Json]:
    """The receipts, in this order."""
    return await bounded(8, [_apply(wire, one) for one in households])


async def _apply(wire: Wire, one: Generated) -> Json:
    key = f"application/{one.household.people['applicant'].identity_number}"
    return await wire.post("/v1/applications", one.form(), actor="citizen", key=key)


async def to_the_end(driver: Driver, wire: Wire, receipts: Sequence[Json]) -> None:
    """Office and clock, from one moment to the next, until every application has its answer."""
    limit = driver.system.clock.now() + timedelta(days=120)
    for _ in range(STOPS):
        stop = await driver.finish(before=limit)
        open_ = [receipt for receipt in receipts if not await answered(wire, receipt)]
        if not open_ and not await tried_again_later(wire):
            return
        assert stop, f"nothing is left to do, without an answer: {[r['household_id'] for r in open_]}"
        await driver.system.advance(stop)
    raise AssertionError(f"without an answer: {[receipt['household_id'] for receipt in open_]}")


async def tried_again_later(wire: Wire) -> bool:
    """Whether a message waits for its next try; what it brings is not in the answers yet."""
    services = (await wire.get("/v1/ops/services"))["items"]
    parked = [row for one in services if one["parked"] for row in await parked_by(wire, one["service"])]
    return any(row["next_try"] for row in parked)


async def parked_by(wire: Wire, service: str) -> list[Json]:
    rows: list[Json] = (await wire.get(f"/v1/ops/{service}/parked"))["items"]
    return rows


async def answered(wire: Wire, receipt: Json) -> bool:
    try:
        chain = await wire.get(f"/v1/chains/{receipt['household_id']}")
    except Refused:
        return False  # nobody has been asked yet
    return any(one["answered_at"] for one in chain["rounds"])  # that of an urgent round is not the last word


async def each_was_asked_for_what_it_needs(
    wire: Wire, households: Sequence[Generated], receipts: Sequence[Json]
) -> None:
    """Exactly the referrals that an independent count gives, and one answer each."""
    routing = (await wire.get("/v1/programs"))["items"]
    wrong: list[str] = []
    for one, receipt in zip(households, receipts, strict=True):
        tested, urgent = "basic_living" in one.household.needs, is_urgent(one.household)
        wanted = must_be_asked(one.household, routing, tested=tested, urgent=urgent)
        wrong += differences(wanted, await wire.get(f"/v1/chains/{receipt['household_id']}"))
    assert not wrong, wrong


async def nobody_is_parked(wire: Wire) -> None:
    services = (await wire.get("/v1/ops/services"))["items"]
    assert not [service for service in services if service["parked"] or service["stopped"]]


async def nothing_is_missing_or_doubled(dsn: str, applications: set[str]) -> dict[str, int]:
    """Only where the bus is in the database. Answers how much there was."""
    assert await evidence.broken_logs(dsn) == []
    assert await evidence.broken_chains(dsn) == []
    assert await evidence.behind(dsn) == []
    answers = await evidence.messages(dsn, "program_dispatch.application_answered.v1")
    assert {answer["application_id"] for answer in answers} == applications
    assert not evidence.twice(answers, "application_id")
    referrals = await evidence.messages(dsn, "program_dispatch.referral_made.v1")
    assert not evidence.twice(referrals, "referral_id")
    decided = await evidence.messages(dsn, "programs.support_decided.v1")
    assert not evidence.twice(decided, "referral_id")
    assert {one["referral_id"] for one in decided} == {one["referral_id"] for one in referrals}
    dossiers = await evidence.messages(dsn, "investigation.dossier_ready.v1")
    dossiers += await evidence.messages(dsn, "investigation.dossier_revised.v1")
    assert not evidence.twice(dossiers, "application_id", "revision")
    payments = await evidence.messages(dsn, "programs.payment_due.v1")
    assert not evidence.twice(payments, "household_id", "program", "item", "person", "month", "for_month")
    return {"referrals": len(referrals), "dossiers": len(dossiers), "payments": len(payments)}


async def until(holds: Callable[[], Awaitable[bool]], seconds: float = 30) -> None:
    """Return as soon as it holds. Raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while True:
            if await holds():
                return
            await asyncio.sleep(0.05)
