"""Takes the pictures of `docs/pictures/` anew: `python -m tests.browser.pictures`. Starts and stops its own system."""

import asyncio
from pathlib import Path

from playwright.async_api import Browser, Page

from tests.browser import family
from tests.browser.system import Running, browser, running

FOLDER = Path("docs/pictures")
WIDTHS = (360, 1280)


async def take(page: Page, name: str) -> None:
    """One page at both widths, whole."""
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 740})
        await page.screenshot(path=FOLDER / f"{name}-{width}.png", full_page=True)


async def family_pages(page: Page, system: Running) -> family.Receipt:
    await page.goto(f"{system.base_url}/")
    await take(page, "home")
    await page.goto(f"{system.base_url}/apply")
    await family.fill_place(page)
    await family.press(page, "下一页")
    await family.fill_people(page)
    await take(page, "form")
    await family.fill_form(page, system.base_url)
    await take(page, "check")
    receipt = await family.send(page)
    await take(page, "receipt")
    await system.later(2)
    await family.track(page, system.base_url, receipt)
    await take(page, "tracker-in-progress")
    await system.later(57)
    await family.press(page, "刷新")
    await take(page, "tracker")
    return receipt


async def staff_pages(page: Page, system: Running, receipt: family.Receipt) -> None:
    await page.goto(f"{system.base_url}/hotline")
    await page.locator("[name=find_number]").fill(receipt.number)
    await family.press(page, "查找")
    await take(page, "hotline")
    await page.goto(f"{system.base_url}/observatory")
    await take(page, "observatory")
    await page.goto(f"{system.base_url}/observatory/cases?q={receipt.number}")
    await page.locator("tbody a").first.click()
    await take(page, "journey")
    await widest_trace(page)
    await take(page, "waterfall")


async def widest_trace(page: Page) -> None:
    """The trace of the case with the most spans: a determination and the programs that it reached."""
    rows = page.locator("table").last.locator("tbody tr")
    spans = [int(text) for text in await rows.locator("td:nth-child(4)").all_inner_texts()]
    await rows.nth(spans.index(max(spans))).locator("a").click()


async def pictures(chromium: Browser, system: Running) -> None:
    context = await chromium.new_context(java_script_enabled=False, locale="zh-CN", timezone_id="Asia/Shanghai")
    page = await context.new_page()
    receipt = await family_pages(page, system)
    await staff_pages(page, system, receipt)


async def main() -> None:
    async with running() as system, browser() as chromium:
        await pictures(chromium, system)


if __name__ == "__main__":
    asyncio.run(main())
