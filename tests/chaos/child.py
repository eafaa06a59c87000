"""A whole OneDoor as a process of its own, so that a test can end it at any moment: `child.py STATE_DIR BUS MOMENT`."""

import asyncio
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import Literal, cast

import uvloop

from services import assembly
from services.chassis.runtime import Runtime


async def serve(state_dir: Path, bus: Literal["pglog", "kafka"], at: datetime) -> None:
    """Print the address, then run until SIGTERM."""
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    async with Runtime.start(assembly.all_services, bus=bus, clock="simulated", state_dir=state_dir, at=at) as system:
        print(system.base_url, flush=True)
        await stopped.wait()


if __name__ == "__main__":
    folder, carrier, moment = sys.argv[1:]
    uvloop.run(serve(Path(folder), cast(Literal["pglog", "kafka"], carrier), datetime.fromisoformat(moment)))
