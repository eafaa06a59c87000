"""Computed by the browser on every page: contrast, targets, labels, no sideways scrolling; both sizes and languages."""

import pytest
from playwright.async_api import Browser, Page

from tests.browser import family
from tests.browser.measure import complaints, unnamed
from tests.browser.system import Running

PAGES = ("/", "/apply", "/track", "/hotline", "/observatory", "/observatory/cases", "/observatory/parked")


@pytest.mark.parametrize("elder", [False, True], ids=["normal", "elder"])
@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_every_page_can_be_read_and_touched_on_a_phone(
    system: Running, chromium: Browser, lang: str, elder: bool
) -> None:
    context = await chromium.new_context(viewport={"width": 360, "height": 740})
    page = await context.new_page()
    await page.goto(f"{system.base_url}/?lang={lang}")
    await page.goto(f"{system.base_url}/?elder={int(elder)}")
    found = {path: await judged(page, f"{system.base_url}{path}", elder) for path in PAGES}
    assert {path: wrong for path, wrong in found.items() if wrong} == {}
    await context.close()


async def judged(page: Page, address: str, elder: bool) -> list[str]:
    await page.goto(address)
    return await complaints(page, 60 if elder else 44) + await unnamed(page)


async def test_form_receipt_and_tracker_can_be_read_and_touched(system: Running, chromium: Browser) -> None:
    context = await chromium.new_context(viewport={"width": 360, "height": 740})
    page = await context.new_page()
    await family.fill_form(page, system.base_url)
    found = {"check": await complaints(page, 44)}
    receipt = await family.send(page)
    found["receipt"] = await complaints(page, 44)
    await system.later(45)
    await family.track(page, system.base_url, receipt)
    found["tracker"] = await complaints(page, 44)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
    await context.close()


async def test_the_first_page_is_small(system: Running, chromium: Browser) -> None:
    context = await chromium.new_context()
    page = await context.new_page()
    sizes: list[int] = []
    page.on("response", lambda response: sizes.append(int(response.headers.get("content-length", 0))))
    await page.goto(f"{system.base_url}/")
    assert sum(sizes) <= 100_000
    await context.close()
