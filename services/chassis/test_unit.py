"""One pass over streams: loaded together, each decision seen by the next, and streams that are shared."""

import asyncio
from uuid import UUID, uuid4

from services.chassis.errors import RuleBroken
from services.chassis.log import APPEND, LOAD, Meta
from services.chassis.testing_stage import Stage
from services.chassis.testing_tally import TALLY, Do, Heard, Told
from services.chassis.unit import Unit, UnitContext

META = Meta("clerk:test")


async def once(context: UnitContext, stream_id: UUID, limit: int = 1) -> None:
    await context.execute(TALLY, stream_id, Do(events=[Heard(amount=1)], limit=limit))


async def test_streams_of_many_households_are_loaded_in_one_query(stage: Stage) -> None:
    households = [uuid4() for _ in range(50)]
    for household in households[:25]:
        await stage.happened(household, Heard(amount=3))
    queries: list[str] = []
    async with stage.engine.worker.transaction() as conn:
        conn.add_query_logger(lambda record: queries.append(record.query) if record.query in (LOAD, APPEND) else None)
        unit = Unit(stage.engine.streams, conn, stage.clock)
        await asyncio.gather(*(unit.folded((TALLY.name, household)) for household in households))
        loads = len(queries)
        await asyncio.gather(
            *(unit.act(household, META, lambda c: once(c, c.household_id, 9)) for household in households)
        )
        await unit.save()
    assert (loads, queries) == (1, [LOAD, APPEND])
    assert [await stage.heard(h) for h in households] == [[3, 1]] * 25 + [[1]] * 25


async def test_a_later_handler_sees_the_earlier_ones_decision(stage: Stage) -> None:
    household = uuid4()
    refused = 0
    async with stage.engine.worker.transaction() as conn:
        unit = Unit(stage.engine.streams, conn, stage.clock)
        for _ in range(3):
            try:
                await unit.act(household, META, lambda c: once(c, household))
            except RuleBroken:
                refused += 1
        await unit.save()
    assert (refused, await stage.heard(household)) == (2, [1])


async def test_households_side_by_side_on_a_shared_stream_decide_one_after_the_other(stage: Stage) -> None:
    shared = uuid4()
    async with stage.engine.worker.transaction() as conn:
        unit = Unit(stage.engine.streams, conn, stage.clock)
        acts = (unit.act(uuid4(), META, lambda c: once(c, shared, 3)) for _ in range(8))
        outcomes = await asyncio.gather(*acts, return_exceptions=True)
        await unit.save()
    assert sum(isinstance(outcome, RuleBroken) for outcome in outcomes) == 5
    assert await stage.heard(shared) == [1, 1, 1]


async def test_a_handler_that_fails_leaves_nothing_of_what_it_decided(stage: Stage) -> None:
    household = uuid4()

    async def half(context: UnitContext) -> None:
        await once(context, household)
        raise KeyError

    async with stage.engine.worker.transaction() as conn:
        unit = Unit(stage.engine.streams, conn, stage.clock)
        (outcome,) = await asyncio.gather(unit.act(household, META, half), return_exceptions=True)
        await unit.save()
    assert isinstance(outcome, KeyError) and await stage.state(household) == ()


async def test_a_stream_that_cannot_be_folded_is_its_own_fault(stage: Stage) -> None:
    erased, well = uuid4(), uuid4()
    await stage.happened(erased, Told(note="赵六"))
    await stage.keys.destroy(erased)
    async with stage.engine.worker.transaction() as conn:
        unit = Unit(stage.engine.streams, conn, stage.clock)
        acts = (unit.act(h, META, lambda c: once(c, c.household_id)) for h in (erased, well))
        outcomes = await asyncio.gather(*acts, return_exceptions=True)
        await unit.save()
    assert [type(outcome).__name__ for outcome in outcomes] == ["ErasedField", "NoneType"]
    assert await stage.heard(well) == [1]


async def test_the_cache_of_states_holds_only_what_was_committed(stage: Stage) -> None:
    household = uuid4()
    try:
        async with stage.engine.worker.transaction() as conn:
            unit = Unit(stage.engine.streams, conn, stage.clock)
            await unit.act(household, META, lambda c: once(c, household))
            await unit.save()
            raise ZeroDivisionError
    except ZeroDivisionError:
        pass
    assert await stage.heard(household) == []
