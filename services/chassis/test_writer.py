"""Group commit: together where they wait together, refused where too many wait, and sure of the outcome afterwards."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from services.chassis import database
from services.chassis.errors import Busy, Unavailable
from services.chassis.ids import uuid7
from services.chassis.log import Append, Meta, NewEvent
from services.chassis.testing_stage import Stage
from services.chassis.writer import Conflict, Writer


def command(stream: UUID, expected: int = 0) -> Append:
    return Append(stream, "tally", stream, expected, [NewEvent(uuid7(), "Added.v1", b"{}", Meta().to_bytes())])


@asynccontextmanager
async def running(stage: Stage, connect: Any = None, **bounds: int) -> AsyncIterator[Writer]:
    writer = Writer(connect or (lambda: database.connect(stage.dsn)), stage.clock, lambda: None, **bounds)
    task = asyncio.create_task(writer.run())
    yield writer
    writer.stop()
    async with asyncio.timeout(5):
        await task
    if writer.conn is not None:
        writer.conn.terminate()


@asynccontextmanager
async def held_up(stage: Stage) -> AsyncIterator[None]:
    """While this lasts no append comes through."""
    async with stage.admin.acquire() as other, other.transaction():
        await other.execute("SELECT FROM log_head FOR UPDATE")
        yield


async def waits_for_lock(stage: Stage) -> None:
    async with asyncio.timeout(5):
        blocked = "SELECT 1 FROM pg_stat_activity WHERE usename = 'onedoor_test' AND wait_event_type = 'Lock'"
        while not await stage.rows(blocked):
            pass


def put(writer: Writer, *commands: Append) -> list[asyncio.Task[None]]:
    return [asyncio.create_task(writer.put(item)) for item in commands]


async def test_what_arrives_while_a_commit_is_under_way_goes_together_in_the_next_one(stage: Stage) -> None:
    async with running(stage) as writer:
        async with held_up(stage):
            tasks = put(writer, command(uuid4()))
            await waits_for_lock(stage)
            tasks += put(writer, *(command(uuid4()) for _ in range(50)))
            await asyncio.sleep(0)
        await asyncio.gather(*tasks)
    assert await stage.rows("SELECT count(*), count(DISTINCT xmin::text) FROM event") == [(51, 2)]


async def test_the_second_command_for_a_stream_waits_for_the_first_and_learns_the_true_version(stage: Stage) -> None:
    stream = uuid4()
    async with running(stage) as writer:
        outcomes = await asyncio.gather(*put(writer, *(command(stream) for _ in range(3))), return_exceptions=True)
    assert outcomes[0] is None
    assert [(type(o), o.args) for o in outcomes[1:] if isinstance(o, Exception)] == [(Conflict, (1,))] * 2


async def test_a_full_queue_refuses_and_takes_again_when_it_has_room(stage: Stage) -> None:
    async with running(stage, bound=3) as writer:
        async with held_up(stage):
            tasks = put(writer, command(uuid4()))
            await waits_for_lock(stage)
            tasks += put(writer, *(command(uuid4()) for _ in range(3)))
            await asyncio.sleep(0)
            with pytest.raises(Busy):
                await writer.put(command(uuid4()))
        await asyncio.gather(*tasks)
        await writer.put(command(uuid4()))
    with pytest.raises(Busy):
        await writer.put(command(uuid4()))  # stopped
    assert await stage.rows("SELECT count(*) FROM event") == [(5,)]


async def test_a_backend_that_dies_in_flight_has_written_nothing_and_the_caller_may_try_again(stage: Stage) -> None:
    again = command(uuid4())
    async with running(stage) as writer:
        async with held_up(stage):
            (task,) = put(writer, again)
            await waits_for_lock(stage)
            await stage.cut()
        with pytest.raises(Unavailable):
            await task
        await writer.put(again)
    assert await stage.rows("SELECT id FROM event") == [(again.events[0].id,)]


class LosesTheAnswer:
    """A connection whose first statement is committed, while its answer never comes."""

    def __init__(self, conn: asyncpg.Connection) -> None:
        self.conn = conn

    async def fetch(self, *args: Any) -> None:
        await self.conn.fetch(*args)
        self.conn.terminate()
        raise asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation")

    def __getattr__(self, name: str) -> Any:
        return getattr(self.conn, name)


async def test_a_commit_whose_answer_is_lost_is_told_by_the_ids_of_its_events(stage: Stage) -> None:
    lost = [True]

    async def connect() -> Any:
        conn = await database.connect(stage.dsn)
        return LosesTheAnswer(conn) if lost and lost.pop() else conn

    mine, outrun = command(uuid4()), command(uuid4())
    async with running(stage, connect) as writer:
        tasks = put(writer, mine, outrun._replace(expected=4))
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert outcomes[0] is None, "it was written, and that is what the caller hears"
    assert isinstance(outcomes[1], Unavailable)
    assert await stage.rows("SELECT id FROM event") == [(mine.events[0].id,)]


async def test_a_database_that_is_away_is_said_and_the_next_caller_finds_it_again(stage: Stage) -> None:
    away = [True]

    async def connect() -> Any:
        if away:
            raise ConnectionRefusedError
        return await database.connect(stage.dsn)

    async with running(stage, connect) as writer:
        with pytest.raises(Unavailable):
            await writer.put(command(uuid4()))
        away.clear()
        await writer.put(command(uuid4()))


async def test_a_fault_of_ours_reaches_its_caller_and_the_loop_goes_on(stage: Stage) -> None:
    async with running(stage) as writer:
        with pytest.raises(Unavailable):
            await writer.put(command(uuid4())._replace(stream_type=7))  # type: ignore[arg-type]
        await writer.put(command(uuid4()))
