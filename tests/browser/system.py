"""A running system on a simulated clock, with the simulated office that works on what comes in, and a browser."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from playwright.async_api import Browser, async_playwright

from services.assembly import all_services
from services.casebook.player import Player
from services.casebook.wire import wire_to
from services.chassis.runtime import Runtime
from services.chassis.settings import Settings
from services.chassis.telemetry import BEIJING

START: Final = datetime(2024, 9, 2, 9, tzinfo=BEIJING)
BROWSERS: Final = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True)
class Running:
    """`later(days)` lets the office work until that many days from now."""

    base_url: str
    player: Player

    async def later(self, days: int) -> None:
        now = self.player.system.clock.now()
        await self.player.driver.until(now + timedelta(days=days))


@asynccontextmanager
async def running() -> AsyncIterator[Running]:
    async with (
        Runtime.start(all_services, clock="simulated", at=START, durable=False) as system,
        wire_to(system.base_url, salt="browser") as wire,
    ):
        yield Running(system.base_url, Player(system, wire, []))


def installed() -> str:
    wanted = (Settings().chromium, *BROWSERS)
    path = next((name for name in wanted if name and Path(name).exists()), None)
    assert path, "no Chromium: install it or set ONEDOOR_CHROMIUM"
    return path


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    """The distribution's Chromium; nothing is downloaded."""
    path = installed()
    async with async_playwright() as play:
        chromium = await play.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield chromium
        finally:
            await chromium.close()
