"""The attacked service as a process: `copy.py NAME FOLDER pglog|kafka|build|back`. Orders lie in the folder."""

import asyncio
import os
import signal
import sys
from base64 import b64decode
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal, cast

from aiokafka import AIOKafkaConsumer

from contracts.base import Contract
from services.chassis import bootstrap, bus_kafka_source, database, runtime, tape
from services.chassis.beside import Beside, build, owner
from services.chassis.bus import Message
from services.chassis.bus_pglog import PgBus
from services.chassis.clock import RealClock
from services.chassis.keys import KeyStore
from services.chassis.runtime import Runtime
from services.chassis.settings import Settings
from services.chassis.streams import Streams
from tests.chaos.numbers import Order, numbers
from tests.chaos.rows import LONG


class Shifted(RealClock):
    """A computer's clock that jumps by as many seconds as the file `clock` says."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def now(self) -> datetime:
        return super().now() + timedelta(seconds=float(self.file.read_text() if self.file.exists() else 0))


class Relayed:
    """The relay's bus, with a moment between the acknowledgement and the cursor."""

    def __init__(self, bus: Any, order: Order) -> None:
        self.bus, self.order = bus, order

    async def publish(self, topic: str, lanes: Mapping[int, Sequence[Message]]) -> dict[int, int]:
        sent: dict[int, int] = await self.bus.publish(topic, lanes)
        self.order.strike("sent")
        return sent


def orders(folder: Path, prefix: str = "") -> Order:
    """A file by a moment's name holds the signal that whoever comes there sends to itself, and after how many times."""
    been: Counter[str] = Counter()

    def strike(moment: str) -> None:
        ordered = folder / (prefix + moment)
        with suppress(FileNotFoundError):
            sign, after = ordered.read_text().split()
            been[moment] += 1
            if been[moment] > int(after):
                ordered.rename(folder / f"{prefix}{moment}.{os.getpid()}")
                os.kill(os.getpid(), int(sign))

    def refused(number: int) -> bool:
        poison = folder / "poison"
        return poison.exists() and number % int(poison.read_text()) == 0

    return Order(strike, refused)


def hurry() -> None:
    """The short form waits less than a deployment for a member that is gone, and for the locks of one that hangs."""
    sooner = {"session_timeout_ms": 3000, "heartbeat_interval_ms": 500}
    bounds = {**database.BOUNDS, "idle_in_transaction_session_timeout": "2s"}
    vars(bus_kafka_source)["AIOKafkaConsumer"] = lambda **given: AIOKafkaConsumer(**{**given, **sooner})
    vars(database)["BOUNDS"] = bounds


async def serve(name: str, folder: Path, bus: Literal["pglog", "kafka"]) -> None:
    """Print the address, then run until SIGTERM."""
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    order = orders(folder)
    vars(bootstrap)["RealClock"] = lambda: Shifted(folder / "clock")
    vars(runtime)["topics_from_asyncapi"] = list  # its own topic is enough
    if not LONG:
        hurry()
    async with Runtime.start(lambda _: [numbers(name, order)], bus=bus, state_dir=folder) as system:
        (engine,) = system.engines
        engine.relay.bus = Relayed(engine.relay.bus, order)  # type: ignore[assignment]
        engine.writer.bound = int(os.environ.get("CHAOS_BOUND", engine.writer.bound))
        print(system.base_url, flush=True)
        await stopped.wait()


async def rebuild(name: str, folder: Path, back: bool) -> None:
    """Build the view anew beside the running copies; print the version that is live then."""
    settings, vars(tape)["AT_ONCE"] = Settings(), 50
    assert settings.database_url and settings.master_key
    service, master = numbers(name, orders(folder, "building-")), b64decode(settings.master_key)
    log, messages, keys = (database.address(settings.database_url, f"onedoor_{of}") for of in (name, "bus", "keys"))
    (view,), pool, topic = service.projections, await database.pool(keys, max=2), f"onedoor.{name}"
    await (bus := PgBus(messages)).start()
    again = tape.Tape(bus, "beside", topic, {heard.type: heard for heard in view.on if issubclass(heard, Contract)})
    await again.source.start()
    streams = Streams(service.deciders, KeyStore(pool, master))
    beside = Beside(service, view, await owner(log), streams, {topic: again})
    print(await build(beside, back=back), flush=True)
    await again.source.stop()
    await bus.stop()


if __name__ == "__main__":
    service, place, what = sys.argv[1:]
    if what in ("build", "back"):
        asyncio.run(rebuild(service, Path(place), what == "back"))
    else:
        asyncio.run(serve(service, Path(place), cast(Literal["pglog", "kafka"], what)))
