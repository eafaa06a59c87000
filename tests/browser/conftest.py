"""One running system and one browser for all page tests."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, BrowserContext

from tests.browser.system import Running, browser, running


@pytest.fixture(scope="session")
async def system() -> AsyncIterator[Running]:
    async with running() as found:
        yield found


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    async with browser() as found:
        yield found


@pytest.fixture
async def phone(chromium: Browser) -> AsyncIterator[BrowserContext]:
    """A cheap phone with JavaScript switched off."""
    context = await chromium.new_context(
        viewport={"width": 360, "height": 740}, java_script_enabled=False, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    yield context
    await context.close()
