"""One trace holds a command and all that follows from it, in every service and across either bus."""

import asyncio
import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from services.casebook.driver import Driver
from services.casebook.generate import Generated, generate
from services.casebook.office import Office, Plan
from services.casebook.steps import Confirm
from services.casebook.wire import Json
from tests.chaos import evidence, journey
from tests.chaos.process import MONDAY
from tests.conftest import Whole

CALLER = "4bf92f3577b34da6a3ce929d0e0e4736"
CARRIED_BY = {"pglog": "onedoor_local", "kafka": "kafka"}
SPANS = """SELECT s.*, (SELECT array_agg(to_span) FROM otel_link l
    WHERE l.from_trace = s.trace_id AND l.from_span = s.span_id AND l.to_trace = s.trace_id) AS linked
    FROM otel_span s WHERE s.trace_id = $1"""
JOURNEY = "SELECT type, trace_id FROM journey WHERE application_id = $1 ORDER BY at"
Rows = Sequence[Any]


def family() -> Generated:
    """Poor, with as many needs as the generator gives."""
    found = generate(80, on=MONDAY.date(), seed=11)
    poor = [one for one in found if {"basic_living", "medical", "education", "housing"} <= set(one.household.needs)]
    return poor[0]


@pytest.fixture(scope="module")
async def confirmed(whole: Whole) -> tuple[Json, Json]:
    """The receipt, and the answer to a confirmation that came within a caller's trace."""
    (receipt,) = await journey.submit(whole.wire, [family()])
    later = Confirm.model_validate({"do": "confirm", "on": "2030-01-01"})
    office = Office(whole.wire, {UUID(receipt["application_id"]): Plan(ahead=[later])})
    system = await whole.remote()
    await Driver(system, office).until(system.clock.now() + timedelta(days=14))
    answer = await whole.client.post(
        f"/v1/determinations/{receipt['household_id']}/confirmation",
        headers={"Idempotency-Key": "traced", "traceparent": f"00-{CALLER}-00f067aa0ba902b7-01"},
    )
    assert answer.status_code == 200, answer.text
    await Driver(system, Office(whole.wire, {})).finish(before=system.clock.now())
    return receipt, dict(answer.json())


async def kept(whole: Whole, complete: Callable[[Rows], bool], sql: str, *args: Any) -> Rows:
    """Rows of the observatory, once they are complete: spans are handed over twice a second."""
    async with asyncio.timeout(20), evidence.database(whole.process.admin_dsn(), "observatory") as conn:
        while True:
            rows: Rows = await conn.fetch(sql, *args)
            if complete(rows):
                return rows
            await asyncio.sleep(0.1)


async def asked(whole: Whole, household_id: str) -> set[str]:
    chain = await whole.wire.get(f"/v1/chains/{household_id}")
    return {row["program"] for one in chain["rounds"] for row in one["programs"] if row["referral_id"]}


def groups(rows: Rows) -> set[str]:
    """Who handled a message, by the name of the consumer group."""
    return set(re.findall(r'"messaging.consumer.group.name": "([^"]+)"', " ".join(row["attributes"] for row in rows)))


def roots(rows: Rows) -> list[tuple[str, str]]:
    """Service and parent of the spans that hang on none of these."""
    known = {row["span_id"] for row in rows}
    return [(row["service"], row["parent_id"]) for row in rows if row["parent_id"] not in known]


def crossed(rows: Rows) -> set[tuple[str, str]]:
    """From which service to which a message went, by the spans of both sides.

    A message that was handled has its own span below that of its making; views take all topics of a pass at once, in
    one span below the first message and linked to the others.
    """
    service = {row["span_id"]: row["service"] for row in rows}
    heard = [row for row in rows if row["kind"] == "consumer"]
    made = [(row["service"], span) for row in heard for span in (row["parent_id"], *(row["linked"] or ()))]
    return {(service[span], hearer) for hearer, span in made if span in service}


async def test_the_confirmation_and_all_that_it_sets_off_are_one_trace(
    whole: Whole, confirmed: tuple[Json, Json]
) -> None:
    receipt, _ = confirmed
    programs = await asked(whole, receipt["household_id"])
    assert len(programs) >= 4
    everybody = {"program_dispatch", "portal", "observatory", *(f"programs.{program}" for program in programs)}
    rows = await kept(whole, lambda rows: everybody <= groups(rows), SPANS, CALLER)
    print(f"{len(rows)} spans of {sorted({row['service'] for row in rows})}, heard by {sorted(groups(rows))}")
    assert {"classification", "program_dispatch", "programs", "portal"} <= {row["service"] for row in rows}
    assert not [row["name"] for row in rows if row["failed"]]
    assert {row["application_id"] for row in rows if row["application_id"]} == {UUID(receipt["application_id"])}


async def test_every_span_hangs_on_the_one_that_made_its_message(whole: Whole, confirmed: tuple[Json, Json]) -> None:
    """Whatever the bus, and whatever else shared a batch with it: from the command to the views it is one tree, and
    nothing that was heard is without its maker."""
    chain = {
        ("classification", "program_dispatch"),
        ("classification", "portal"),
        ("program_dispatch", "programs"),
        ("programs", "portal"),
    }
    rows = await kept(whole, lambda rows: chain <= crossed(rows) and len(roots(rows)) == 1, SPANS, CALLER)
    assert roots(rows) == [("classification", "00f067aa0ba902b7")]
    over_the_bus = [row for row in rows if row["kind"] in ("producer", "consumer")]
    system = CARRIED_BY[whole.process.bus]
    assert over_the_bus and all(f'"messaging.system": "{system}"' in row["attributes"] for row in over_the_bus)


async def test_the_journey_lists_every_trace_of_the_case_and_each_can_be_looked_at(
    whole: Whole, confirmed: tuple[Json, Json]
) -> None:
    receipt, _ = confirmed
    application = UUID(receipt["application_id"])
    by_type = defaultdict(set)
    for row in await kept(whole, bool, JOURNEY, application):
        by_type[row["type"]].add(row["trace_id"])
    assert by_type["determination_confirmed"] == {CALLER}
    assert CALLER in by_type["referral_made"] and CALLER in by_type["support_decided"]
    page = (await whole.client.get(f"/observatory/case/{application}")).text
    for trace in set().union(*by_type.values()):
        assert f"/observatory/trace/{trace}" in page
        waterfall = await whole.client.get(f"/observatory/trace/{trace}")
        assert waterfall.status_code == 200 and "<svg" in waterfall.text
    print(f"{len(set().union(*by_type.values()))} traces of one case")


async def test_what_a_timer_did_is_linked_to_what_set_it(whole: Whole, confirmed: tuple[Json, Json]) -> None:
    """The end of the notice comes days later, in a trace of its own."""
    receipt, _ = confirmed
    (ended,) = await kept(
        whole, bool, JOURNEY.replace("ORDER", "AND type = 'notice_ended' ORDER"), UUID(receipt["application_id"])
    )
    links = await kept(whole, bool, "SELECT to_trace FROM otel_link WHERE from_trace = $1", ended["trace_id"])
    assert ended["trace_id"] not in {link["to_trace"] for link in links}
