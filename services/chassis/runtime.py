"""One process: its foundations, any number of services, one HTTP server; started and stopped in order."""

import asyncio
import contextlib
import gc
import socket
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Literal

import uvicorn
from fastapi import FastAPI

from contracts import registry
from contracts.topics import topics_from_asyncapi
from services.chassis import bootstrap, http, ops, telemetry
from services.chassis.bus import Topic
from services.chassis.clock import Clock, SimulatedClock
from services.chassis.engine import Engine
from services.chassis.service import Environment, Service
from services.chassis.settings import Settings
from services.chassis.settling import Settling

SPANS_EVERY = 0.5  # seconds
ROUND = 0.02  # seconds
Build = Callable[[Environment], Sequence[Service]]


class Runtime:
    """A running system. `base_url` serves pages and API of all its services."""

    def __init__(self, engines: Sequence[Engine], clock: Clock, base_url: str) -> None:
        self.engines, self.clock, self.base_url = engines, clock, base_url
        self.broker: str | None = None  # host:port, where the bus is Kafka
        self.settling = Settling(engines)

    @classmethod
    @asynccontextmanager
    async def start(
        cls,
        services: Build,
        *,
        bus: Literal["pglog", "kafka"] = "pglog",
        clock: Literal["simulated", "real"] = "real",
        state_dir: Path | None = None,
        at: datetime | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        durable: bool = True,
    ) -> AsyncIterator["Runtime"]:
        """Start everything and yield the running system. Without `state_dir` it lives in a temporary folder."""
        async with AsyncExitStack() as stack:
            settings = Settings()
            folder = state_dir or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="onedoor-")))
            base = await stack.enter_async_context(bootstrap.foundations(settings, folder, bus, clock, at, durable))
            listener = socket.create_server((host, port))
            base_url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            environment = Environment(clock=base.clock, urls=EveryService(base_url, settings.urls), settings=settings)
            declared = services(environment)
            await base.bus.create(topics_of(declared))
            dsns = await asyncio.gather(*(base.database(service) for service in declared))
            engines = [
                Engine(service, dsn, base.bus, base.keys, base.clock, registry.by_type())
                for service, dsn in zip(declared, dsns, strict=True)
            ]
            runtime = cls(engines, base.clock, base_url)
            runtime.broker = getattr(base.bus, "bootstrap", None)
            app = await runtime.open(stack)
            await stack.enter_async_context(serving(app, listener))
            for engine in engines:
                if engine.service.ready:
                    await engine.service.ready(engine.door)
                if engine.service.spans:
                    await stack.enter_async_context(keeping_spans(engine))
            quiet_collector()
            yield runtime

    async def open(self, stack: AsyncExitStack) -> FastAPI:
        """Start the services, then mount their routers on one application."""
        problems = {code: words for engine in self.engines for code, words in engine.service.problems.items()}
        app = http.application(problems)
        app.include_router(ops.router(self.engines, self.advance if isinstance(self.clock, SimulatedClock) else None))
        stack.push_async_callback(self.stop)
        doors = await asyncio.gather(*(engine.start() for engine in self.engines))
        for engine, door in zip(self.engines, doors, strict=True):
            if engine.service.api:
                app.include_router(engine.service.api(door))
        return app

    async def stop(self) -> None:
        await asyncio.gather(*(engine.stop() for engine in self.engines))

    async def settle(self, timeout: float = 120.0) -> None:
        """Return when nothing is left to do at this moment. While Postgres is away it waits."""
        await self.settling.wait(timeout)

    async def next_due(self) -> datetime | None:
        """When the next timer, activity or parked household is due."""
        times = [s.next_due for s in await asyncio.gather(*(engine.latest() for engine in self.engines)) if s.next_due]
        return min(times, default=None)

    async def advance(self, to: datetime) -> None:
        """Move the simulated clock, stopping at everything due on the way, until nothing is left to do at `to`."""
        assert isinstance(self.clock, SimulatedClock), "only a simulated clock can be moved"
        await self.settle()
        while (due := await self.next_due()) is not None and due <= to:
            await self.clock.set(max(due, self.clock.now()))
            await self.settle()
        await self.clock.set(to)
        await self.settle()


def quiet_collector() -> None:
    """What was built at the start stays; the collector looks at what comes and goes, and less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def topics_of(services: Sequence[Service]) -> list[Topic]:
    """The topics as AsyncAPI describes them, and plain ones for services that it does not know."""
    described = {t.name: Topic(t.name, t.partitions, t.config) for t in topics_from_asyncapi()}
    own = {f"onedoor.{service.name}": Topic(f"onedoor.{service.name}") for service in services}
    return list({**own, **described}.values())


class EveryService(dict[str, str]):
    """Where each service answers: as the settings say, else here."""

    def __init__(self, base_url: str, elsewhere: Mapping[str, str]) -> None:
        super().__init__(elsewhere)
        self.base_url = base_url

    def __missing__(self, service: str) -> str:
        return self.base_url


@asynccontextmanager
async def keeping_spans(engine: Engine) -> AsyncIterator[None]:
    """Hand finished spans over twice a second, and the rest at the end; what cannot be kept is logged and let go."""

    async def hand_over() -> None:
        while rows := telemetry.STORE.take():
            try:
                assert engine.service.spans
                await engine.service.spans(engine.door, rows)
            except Exception as error:
                telemetry.log(engine.service.name).warning("spans_lost", error=type(error).__name__, count=len(rows))
                return

    async def keep() -> None:
        while True:
            await asyncio.sleep(SPANS_EVERY)
            await hand_over()

    task = asyncio.create_task(keep())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        await hand_over()


class Server(uvicorn.Server):
    """Says when it is up, and leaves signals to the process, which has more to stop than HTTP."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.up.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let nobody in, hear those who have come: uvicorn takes a connection that it has not read yet for idle."""
        await asyncio.sleep(ROUND)
        for listening in self.servers:
            listening.close()
        for _ in range(3):  # rounds of the loop, however long one takes: accept, begin to read, read
            await asyncio.sleep(ROUND)
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def serving(app: FastAPI, listener: socket.socket) -> AsyncIterator[None]:
    config = uvicorn.Config(
        app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=5, timeout_keep_alive=75
    )
    server = Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    await server.up.wait()
    try:
        yield
    finally:
        server.should_exit = True
        await task
