"""The hotline works by keyboard alone, and an operator comes from a number to every span of its trace."""

from playwright.async_api import Browser, BrowserContext, Page

from tests.browser import family
from tests.browser.system import Running


async def hotline_form(page: Page, base_url: str) -> None:
    await page.goto(f"{base_url}/hotline")
    await family.fill_place(page)
    await page.locator("[name='people.0.name']").fill("马国强")
    await page.locator("[name='people.0.identity_number']").fill(family.FATHER)
    await page.locator("[name='needs'][value='medical']").check()
    await page.locator("[name=signed]").first.check()


async def test_the_hotline_writes_the_same_application(system: Running, phone: BrowserContext) -> None:
    page = await phone.new_page()
    await hotline_form(page, system.base_url)
    await page.get_by_role("button", name="提交", exact=True).focus()
    await page.keyboard.press("Enter")
    assert "verbal" in (await page.locator(".summary a").first.get_attribute("href") or "")
    await page.locator("[name=verbal]").focus()
    await page.keyboard.press("Space")
    await page.get_by_role("button", name="提交", exact=True).focus()
    await page.keyboard.press("Enter")
    number = await page.locator("#number").inner_text()
    await system.player.system.settle()
    await page.locator("[name=find_identity]").fill(family.FATHER)
    await page.locator("[name=find_identity]").press("Tab")
    await page.keyboard.press("Enter")
    assert number in await page.locator("aside [role=status]").inner_text()


async def test_the_hotline_reaches_every_part_with_a_key(system: Running, chromium: Browser) -> None:
    context = await chromium.new_context(viewport={"width": 1280, "height": 900})
    page = await context.new_page()
    await page.goto(f"{system.base_url}/hotline")
    keys = await page.locator("[accesskey]").evaluate_all("all => all.map(e => e.accessKey)")
    assert {*"1234567", "s", "f", "n"} <= set(keys)
    await page.locator("[accesskey='3']").focus()
    await page.keyboard.press("Enter")
    assert page.url.endswith("#part-income")
    await context.close()


async def test_from_a_number_to_every_span_without_personal_data(system: Running, phone: BrowserContext) -> None:
    page = await phone.new_page()
    await family.fill_form(page, system.base_url)
    receipt = await family.send(page)
    await system.later(45)
    await page.goto(f"{system.base_url}/observatory/cases")
    await page.locator("[name=q]").fill(receipt.number.lower())
    await page.keyboard.press("Enter")
    await page.locator("tbody a").first.click()
    journey = await page.content()
    assert "determination_confirmed" in journey and "support_decided" in journey
    await page.locator("tbody a").first.click()
    waterfall = await page.content()
    assert "<rect" in waterfall and "POST /v1/applications" in waterfall
    for personal in ("赵小兰", "李㛃晴", family.MOTHER, "13800000000"):
        assert personal not in journey + waterfall
